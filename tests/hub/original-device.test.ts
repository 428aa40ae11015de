import { once } from "node:events";
import { expect } from "chai";
import { Kind } from "../../hub/wire/header";
import { ORIGINAL_DEVICE } from "../../hub/wire/viewer";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

describe("hub: the original's device", () => {
	afterEach(stopHubs);

	const connect = (hub: string) => FakeDevice.connect(hub, { dialect: "original" });

	async function watching(hub: string): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub);
		expect(await viewer.request("watch", { device: ORIGINAL_DEVICE, sound: true })).to.deep.include({
			ok: true,
		});
		return viewer;
	}

	it("is selected no subprotocol and appears as one device", async () => {
		const hub = await testHub();
		const device = await connect(hub.url);
		expect(device.audio.protocol).to.equal("");
		expect(device.video.protocol).to.equal("");
		expect(hub.devices.summaries).to.have.length(1);
		expect(hub.devices.summaries[0]).to.include({ id: "original", dialect: "original", online: true });
	});

	it("streams sound and pictures, to which the hub adds headers", async () => {
		const hub = await testHub();
		const device = await connect(hub.url);
		const viewer = await watching(hub.url);
		for (let number = 0; number < 10; number++) {
			device.sendSound(Buffer.alloc(492, number));
			device.sendPicture(tinyJpeg(number));
			await sleep(5);
		}
		await viewer.count(20);
		for (const [index, { header, payload }] of viewer.sounds.entries()) {
			expect(header).to.include({ kind: Kind.PCM, flags: 0, sequence: index });
			expect(payload.equals(Buffer.alloc(492, index))).to.equal(true);
		}
		for (const [index, { header, payload }] of viewer.pictures.entries()) {
			expect(header).to.include({ kind: Kind.JPEG, flags: 0, sequence: index });
			expect(payload.equals(tinyJpeg(index))).to.equal(true);
			expect(performance.now() * 1000 - header.time).to.be.within(0, 500_000);
		}
		const stats = await viewer.next("stats");
		expect(stats["clock"]).to.deep.equal({ offset: 0, uncertainty: 0 });
	});

	it("may send its messages in several frames", async () => {
		const hub = await testHub();
		const device = await connect(hub.url);
		const viewer = await watching(hub.url);
		const jpeg = tinyJpeg(1, 5000);
		for (let at = 0; at < 5000; at += 1000) {
			device.video.send(jpeg.subarray(at, at + 1000), { binary: true, fin: at === 4000 });
		}
		const pcm = Buffer.from(Array.from({ length: 492 }, (_, index) => index % 256));
		device.audio.send(pcm.subarray(0, 101), { binary: true, fin: false });
		device.audio.send(pcm.subarray(101), { binary: true, fin: true });
		await viewer.count(2);
		expect(viewer.pictures[0]?.payload.equals(jpeg)).to.equal(true);
		expect(viewer.sounds[0]?.payload.equals(pcm)).to.equal(true);
	});

	it("is sent raw PCM and no text, whatever viewers do", async () => {
		const hub = await testHub();
		const device = await connect(hub.url);
		const texts: unknown[] = [];
		for (const webSocket of [device.audio, device.video]) {
			webSocket.on("message", (data, isBinary) => {
				if (!isBinary) texts.push(data);
			});
		}
		const viewer = await watching(hub.url);
		expect(await viewer.request("talk.start")).to.deep.include({ ok: true });
		viewer.speak(Buffer.alloc(640, 9));
		viewer.speak(Buffer.alloc(640, 8));
		await until(() => device.played.length === 2, "the doorbell has played two messages");
		expect(device.played.map(({ pcm }) => pcm)).to.deep.equal([Buffer.alloc(640, 9), Buffer.alloc(640, 8)]);
		const answer = await viewer.request("device.command", { command: "identify" });
		expect(answer).to.have.nested.include({ ok: false, "error.code": "unavailable" });
		await viewer.request("talk.stop");
		await viewer.close();
		await sleep(100);
		expect(texts).to.deep.equal([]);
		expect(hub.devices.get(ORIGINAL_DEVICE)?.online).to.equal(true);
	});

	it("keeps its connections when it sends rubbish, which is dropped whole, counted and reported", async () => {
		const hub = await testHub();
		const device = await connect(hub.url);
		const viewer = await watching(hub.url);
		device.audio.send(Buffer.alloc(491));
		device.audio.send(Buffer.alloc(0));
		device.audio.send("what is this");
		device.video.send(Buffer.from("not a JPEG"));
		device.video.send(tinyJpeg(1).subarray(0, 40));
		device.video.send("nor this");
		device.sendSound(Buffer.alloc(492));
		device.sendPicture(tinyJpeg(2));
		await viewer.count(2);
		expect(viewer.pictures[0]?.payload.equals(tinyJpeg(2))).to.equal(true);
		const { counts: sound } = hub.devices.get(ORIGINAL_DEVICE)?.sound ?? {};
		const { counts: pictures } = hub.devices.get(ORIGINAL_DEVICE)?.pictures ?? {};
		expect(sound).to.include({ messages: 1, malformed: 2, missing: 0 });
		expect(pictures).to.include({ messages: 1, malformed: 2, missing: 0 });
		const codes = hub.lines.filter(({ level }) => level === "warn").map(({ code }) => code);
		expect(codes).to.have.members(["odd-length", "empty", "unexpected-text", "not-jpeg", "unexpected-text"]);
	});

	it("can be audio only or video only", async () => {
		const hub = await testHub();
		const device = new FakeDevice(hub.url, { dialect: "original" });
		await device.openVideo();
		const viewer = await watching(hub.url);
		device.sendPicture(tinyJpeg(4));
		await viewer.count(1);
		const refused = await viewer.request("talk.start");
		expect(refused).to.have.nested.include({ ok: false, "error.code": "offline" });
		await device.openAudio();
		expect(await viewer.request("talk.start")).to.deep.include({ ok: true });
		device.video.close();
		await once(device.video, "close");
		device.sendSound(Buffer.alloc(492));
		await viewer.count(2);
		expect(hub.devices.get(ORIGINAL_DEVICE)?.online).to.equal(true);
		device.audio.close();
		await until(() => hub.devices.get(ORIGINAL_DEVICE)?.online === false, "the device is gone");
	});

	it("takes its own place when it connects anew", async () => {
		const hub = await testHub();
		const first = await connect(hub.url);
		const closed = once(first.audio, "close");
		await connect(hub.url);
		expect((await closed)[0]).to.equal(4000);
		expect(hub.devices.size).to.equal(1);
	});
});
