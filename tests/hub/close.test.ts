import { once } from "node:events";
import { createServer } from "node:net";
import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { startHub } from "../../hub/server";
import { silentLog } from "../../hub/common/log";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

describe("hub: start and stop", () => {
	afterEach(stopHubs);

	it("says in a sentence that the port is taken, and leaves nothing behind", async () => {
		const first = await testHub();
		let thrown: unknown;
		await startHub({ port: first.port, log: silentLog }).catch((error: unknown) => (thrown = error));
		expect(thrown).to.be.instanceOf(HubError).and.to.include({ code: "EADDRINUSE" });
		expect((thrown as HubError).message).to.equal(
			`port ${first.port} of 127.0.0.1 is taken by another program; stop it or choose another port`,
		);
	});

	it("says in a sentence that an address is not this machine's", async () => {
		let thrown: unknown;
		const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };
		await startHub({ host: "192.0.2.1", port: 0, tokens, log: silentLog }).catch(
			(error: unknown) => (thrown = error),
		);
		expect(thrown).to.include({
			code: "EADDRNOTAVAIL",
			message: "192.0.2.1 is not an address of this machine",
		});
	});

	it("ends all connections with 1001 and frees the port", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		await viewer.request("watch", { device: "front-door", sound: true });
		await viewer.request("talk.start");
		const codes = Promise.all(
			[device.audio, device.video, viewer.webSocket].map(async (webSocket) => {
				const [code] = (await once(webSocket, "close")) as [number];
				return code;
			}),
		);
		await hub.close();
		expect(await codes).to.deep.equal([1001, 1001, 1001]);
		const server = createServer().listen(hub.port, "127.0.0.1");
		await once(server, "listening");
		server.close();
		await hub.close();
	});

	it("does not wait for peers that do not answer", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		device.audio.pause();
		device.video.pause();
		const started = performance.now();
		await hub.close();
		expect(performance.now() - started).to.be.lessThan(3000);
		device.audio.terminate();
		device.video.terminate();
	}).timeout(5000);

	it("leaves no socket open", async function () {
		this.timeout(5000);
		const sockets = () => process.getActiveResourcesInfo().filter((name) => /TCP/.test(name)).length;
		const before = sockets();
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewers = await Promise.all(Array.from({ length: 10 }, () => FakeViewer.connect(hub.url)));
		for (const viewer of viewers) await viewer.request("watch", { device: "front-door", sound: true });
		device.sendPicture(tinyJpeg(1));
		await Promise.all(viewers.map((viewer) => viewer.count(1)));
		await hub.close();
		await until(() => sockets() <= before, "all sockets are closed");
	});

	it("keeps nothing of viewers and doorbells that have gone", async function () {
		this.timeout(20_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const round = async (): Promise<void> => {
			for (let count = 0; count < 40; count++) {
				const viewer = await FakeViewer.connect(hub.url);
				await viewer.request("watch", { device: "front-door", sound: true });
				if (count % 2) viewer.webSocket.terminate();
				else await viewer.close();
			}
			await until(() => hub.viewers === 0, "all viewers are gone");
		};
		await round();
		expect(hub.devices.get("front-door")?.watchers).to.equal(0);
		for (let count = 0; count < 5; count++) {
			const again = await FakeDevice.connect(hub.url, { id: "back-door" });
			again.audio.terminate();
			again.video.terminate();
		}
		await until(() => hub.devices.get("back-door")?.online === false, "the doorbell is gone");
		expect(hub.devices.size).to.equal(2);
		expect(device.commands.filter(({ type }) => type === "video.stop").length).to.be.at.most(40);
	});

	it("finds peers that went without a word", async function () {
		this.timeout(5000);
		const hub = await testHub({ heartbeat: 60 });
		const dead = await FakeDevice.connect(hub.url);
		const alive = await FakeDevice.connect(hub.url, { id: "back-door" });
		const viewer = await FakeViewer.connect(hub.url);
		dead.audio.pause();
		dead.video.pause();
		await until(() => hub.devices.get("front-door")?.online === false, "the dead doorbell is gone");
		await sleep(300);
		expect(hub.devices.get("back-door")?.online).to.equal(true);
		expect(alive.audio.readyState).to.equal(alive.audio.OPEN);
		expect(viewer.webSocket.readyState).to.equal(viewer.webSocket.OPEN);
		dead.audio.terminate();
		dead.video.terminate();
	});
});
