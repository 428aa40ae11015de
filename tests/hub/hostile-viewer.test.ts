import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { usedMemory } from "./memory";
import { sleep, stopHubs, testHub, until, type TestedHub } from "./with-hub";

const PICTURES = 60;

describe("hub: hostile viewers", () => {
	afterEach(stopHubs);

	async function watching(hub: TestedHub): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub.url);
		viewer.webSocket.on("error", () => undefined);
		await viewer.request("watch", { device: "front-door", sound: true });
		return viewer;
	}

	/** Sends pictures at an even pace, and expects that this viewer gets each of them, none of them late. */
	async function getsEverything(device: FakeDevice, viewer: FakeViewer, length = 20_000): Promise<void> {
		const delays: number[] = [];
		for (let number = 0; number < PICTURES; number++) {
			const sent = performance.now();
			device.sendPicture(tinyJpeg(number, length));
			while (viewer.pictures.length <= number) await once(viewer, "media");
			delays.push(performance.now() - sent);
			await sleep(5);
		}
		const numbers = viewer.pictures.map(({ payload }) => payload.readUInt32BE(2));
		expect(numbers).to.deep.equal([...Array(PICTURES).keys()]);
		delays.sort((a, b) => a - b);
		expect(delays[PICTURES >> 1]).to.be.lessThan(100);
	}

	const floods: [string, (viewer: FakeViewer) => void][] = [
		["questions", ({ webSocket }) => webSocket.send('{"type":"clock","id":1}')],
		["what is no message", ({ webSocket }) => webSocket.send("{".repeat(200))],
		["sound without the floor", (viewer) => viewer.speak(Buffer.alloc(640))],
		["pictures of its own", ({ webSocket }) => webSocket.send(tinyJpeg(1, 2000))],
		["pings", ({ webSocket }) => webSocket.ping("x".repeat(100))],
		["pongs that nobody asked for", ({ webSocket }) => webSocket.pong(Buffer.from([0, 0, 0, 1]))],
		[
			"watching one thing and another",
			({ webSocket }) => {
				webSocket.send('{"type":"watch","id":1,"device":"front-door","sound":true}');
				webSocket.send('{"type":"watch","id":2,"device":null}');
			},
		],
	];
	for (const [what, send] of floods) {
		it(`flood the hub with ${what}, and another viewer gets every picture`, async function () {
			this.timeout(40_000);
			const hub = await testHub();
			const device = await FakeDevice.connect(hub.url);
			const quiet = await watching(hub);
			const hostile = await FakeViewer.connect(hub.url);
			hostile.webSocket.on("error", () => undefined);
			const flood = setInterval(() => {
				if (hostile.webSocket.bufferedAmount > 100_000) return;
				for (let number = 0; number < 20; number++) send(hostile);
			}, 10);
			try {
				await getsEverything(device, quiet);
			} finally {
				clearInterval(flood);
			}
			expect(hub.lines.filter(({ level }) => level === "warn").length).to.be.lessThan(10);
		});
	}

	it("take the floor from each other as fast as they can, and one has it in the end", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewers = [await watching(hub), await watching(hub), await watching(hub)];
		const asked = Array.from({ length: 20 }, () =>
			viewers.map((viewer) => viewer.request("talk.start", { takeOver: true })),
		).flat();
		expect(await Promise.all(asked)).to.satisfy((all: { ok: boolean }[]) => all.every(({ ok }) => ok));
		const talker = hub.devices.get("front-door")?.speaker.talker?.viewer;
		expect(talker).to.be.oneOf([1, 2, 3]);
		for (const [index, viewer] of viewers.entries()) viewer.speak(Buffer.alloc(640, index + 1));
		await until(() => device.played.length > 0, "the talker is heard");
		await sleep(50);
		expect(device.played.map(({ pcm }) => pcm[0])).to.deep.equal([talker]);
		for (const viewer of viewers) viewer.webSocket.terminate();
		await until(() => hub.devices.get("front-door")?.speaker.talker === null, "nobody has the floor");
		const stop = await device.command("audio.stop");
		expect(stop).to.have.property("direction");
	});

	it("that never read cost at most two pictures each", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const quiet = await watching(hub);
		const stalled: FakeViewer[] = [];
		for (let number = 0; number < 20; number++) stalled.push(await watching(hub));
		for (const { webSocket } of stalled) webSocket.pause();
		const length = 200_000;
		await getsEverything(device, quiet, length);
		quiet.media.length = 0;
		const before = await usedMemory();
		await getsEverything(device, quiet, length);
		quiet.media.length = 0;
		const growth = (await usedMemory()) - before;
		expect(growth).to.be.lessThan(stalled.length * 2 * length);
		for (const { webSocket } of stalled) webSocket.terminate();
		await until(() => hub.viewers === 1, "they have gone");
		const after = await usedMemory();
		expect(after - before, "all is given back").to.be.lessThan(2 * length);
	});

	it("that begin a handshake or a message and never end it stop nobody", async function () {
		this.timeout(20_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const quiet = await watching(hub);
		const half: Socket[] = [];
		for (let number = 0; number < 50; number++) {
			const socket = connect(hub.port, "127.0.0.1").on("error", () => undefined);
			await once(socket, "connect");
			socket.write("GET /ws/viewer HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: web");
			half.push(socket);
		}
		const { webSocket } = await FakeViewer.connect(hub.url);
		webSocket.on("error", () => undefined);
		const { _socket } = webSocket as unknown as { _socket: Socket };
		_socket.write(Buffer.from([0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4, 5]));
		await getsEverything(device, quiet);
		for (const socket of half) socket.destroy();
	});

	it("that open the standard doors and never read cost at most two pictures each, or 200 ms of sound", async function () {
		this.timeout(30_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const quiet = await watching(hub);
		const stalled: Socket[] = [];
		for (let number = 0; number < 20; number++) {
			const door = number % 2 ? "stream.mjpeg" : "audio.wav";
			const socket = connect(hub.port, "127.0.0.1").on("error", () => undefined);
			socket.write(`GET /api/devices/front-door/${door} HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\n\r\n`);
			stalled.push(socket);
		}
		await until(() => hub.devices.get("front-door")?.watchers === 21, "all doors are open");
		const length = 200_000;
		await getsEverything(device, quiet, length);
		quiet.media.length = 0;
		const before = await usedMemory();
		const sound = setInterval(() => device.sendSound(Buffer.alloc(6400)), 10);
		await getsEverything(device, quiet, length);
		clearInterval(sound);
		quiet.media.length = 0;
		const growth = (await usedMemory()) - before;
		expect(growth).to.be.lessThan(10 * 2 * length);
		for (const socket of stalled) socket.destroy();
		await until(() => hub.devices.get("front-door")?.watchers === 1, "the doors are closed");
	});
});
