import { expect } from "chai";
import { Kind } from "../../hub/wire/header";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

const SOUND = Buffer.alloc(640, 1);

describe("hub: slow viewers", () => {
	afterEach(stopHubs);

	async function watching(hub: string): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub);
		await viewer.request("watch", { device: "front-door", sound: true });
		return viewer;
	}

	it("drop pictures, cost the others nothing, and see the newest when they read again", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const slow = await watching(hub.url);
		const quick = await watching(hub.url);
		slow.webSocket.pause();
		const count = 150;
		const before = process.memoryUsage();
		for (let number = 0; number < count; number++) {
			device.sendPicture(tinyJpeg(number, 200_000));
			device.sendSound(SOUND);
			await quick.count(2 * (number + 1));
		}
		expect(quick.pictures.map(({ header }) => header.sequence)).to.deep.equal([...Array(count).keys()]);
		const after = process.memoryUsage();
		quick.media.length = 0;
		expect(after.heapUsed - before.heapUsed).to.be.lessThan(30_000_000);
		slow.webSocket.resume();
		await until(
			() => slow.pictures.at(-1)?.payload.readUInt32BE(2) === count - 1,
			"the newest picture has come",
		);
		const seen = slow.pictures.map(({ header }) => header.sequence);
		expect(seen).to.deep.equal([...seen].sort((a, b) => a - b));
		expect(seen.length).to.be.lessThan(40);
		expect(slow.sounds.length * 20).to.be.at.most(200 + 400 + 400);
		const delivery = await slow.next("delivery");
		const { pictures, sound } = delivery as Record<string, { sent: number; dropped: number }>;
		expect(pictures).to.deep.equal({ sent: seen.length, dropped: count - seen.length });
		expect(sound?.dropped).to.equal(count - slow.sounds.length);
	});

	it("get fewer pictures but none that is old on a link of 200 KB/s", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		// The doorbell's pictures are the clock, for the link too: what a busy machine makes late is late everywhere.
		const interval = 33;
		let sent = 0;
		const ages: number[] = [];
		viewer.on("media", ({ header }: { header: { kind: number; sequence: number } }) => {
			if (header.kind === Kind.JPEG) ages.push((sent - 1 - header.sequence) * interval);
		});
		const socket = (viewer.webSocket as unknown as { _socket: NodeJS.ReadableStream & { bytesRead: number } })
			._socket;
		const start = socket.bytesRead;
		const brake = setInterval(() => {
			const allowed = start + ((sent * interval) / 1000) * 200_000;
			if (socket.bytesRead > allowed) viewer.webSocket.pause();
			else viewer.webSocket.resume();
		}, 2);
		for (; sent < 90; sent++) {
			device.sendPicture(tinyJpeg(sent, 60_000));
			await sleep(interval);
		}
		clearInterval(brake);
		viewer.webSocket.resume();
		expect(ages.length).to.be.within(5, 45);
		const late = ages.slice(ages.length >> 1);
		expect(Math.max(...late)).to.be.lessThan(1000);
	});

	it("that ask without reading the answers are cut off", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const viewer = await FakeViewer.connect(hub.url);
		viewer.webSocket.on("error", () => undefined);
		viewer.webSocket.pause();
		const question = JSON.stringify({ type: "x".repeat(3000), id: "y".repeat(900) });
		for (let round = 0; round < 400 && hub.viewers > 0; round++) {
			for (let number = 0; number < 50; number++) viewer.webSocket.send(question);
			await sleep(5);
		}
		await until(() => hub.viewers === 0, "the viewer is cut off");
		expect(hub.lines.some(({ code }) => code === "too-slow")).to.equal(true);
		viewer.webSocket.terminate();
	});
});
