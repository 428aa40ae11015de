import { once } from "node:events";
import { expect } from "chai";
import { WebSocket } from "ws";
import { Kind } from "../../hub/wire/header";
import { FakeDevice, tinyJpeg, withHeader } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { stopHubs, testHub, until, type TestedHub } from "./with-hub";

const warnings = (hub: TestedHub) =>
	hub.lines.filter(({ level }) => level === "warn").map(({ code }) => code);

describe("hub: malformed input", () => {
	afterEach(stopHubs);

	/** Sends rubbish, then something good, and expects that only the good arrives, on the same connections. */
	async function survives(
		send: (device: FakeDevice) => void,
	): Promise<{ hub: TestedHub; device: FakeDevice }> {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		await viewer.request("watch", { device: "front-door", sound: true });
		send(device);
		device.sendSound(Buffer.alloc(492, 1));
		device.sendPicture(tinyJpeg(5));
		await viewer.count(2);
		expect(viewer.sounds).to.have.length(1);
		expect(viewer.pictures).to.have.length(1);
		expect(device.audio.readyState).to.equal(WebSocket.OPEN);
		expect(device.video.readyState).to.equal(WebSocket.OPEN);
		return { hub, device };
	}

	const rubbish: [string, Buffer, string][] = [
		["an empty message", Buffer.alloc(0), "short"],
		["a message shorter than its header", Buffer.alloc(11, 1), "short"],
		["an unknown kind", withHeader({ kind: 3 }, Buffer.alloc(10)), "unknown-kind"],
		["kind 0", withHeader({ kind: 0 }, Buffer.alloc(10)), "unknown-kind"],
		["PCM of odd length", withHeader({ kind: Kind.PCM }, Buffer.alloc(491)), "odd-length"],
		["PCM without sound", withHeader({ kind: Kind.PCM }, Buffer.alloc(0)), "empty"],
		["a JPEG without its start", withHeader({ kind: Kind.JPEG }, tinyJpeg(1).subarray(1)), "not-jpeg"],
		["a JPEG without its end", withHeader({ kind: Kind.JPEG }, tinyJpeg(1).subarray(0, 50)), "not-jpeg"],
		["a JPEG of two bytes", withHeader({ kind: Kind.JPEG }, Buffer.from([0xff, 0xd8])), "not-jpeg"],
		["no JPEG at all", withHeader({ kind: Kind.JPEG }, Buffer.from("hello")), "not-jpeg"],
	];
	for (const [what, message, code] of rubbish) {
		it(`${what} is dropped whole, counted and reported`, async () => {
			const { hub } = await survives(({ audio, video }) => {
				audio.send(message);
				video.send(message);
			});
			expect(warnings(hub)).to.deep.equal([code, code]);
			const device = hub.devices.get("front-door");
			expect((device?.pictures.counts.malformed ?? 0) + (device?.sound.counts.malformed ?? 0)).to.equal(2);
		});
	}

	const texts: [string, string][] = [
		["text that is not JSON", "what is this"],
		["JSON that is not an object", "[1, 2]"],
		["null", "null"],
		["an object without a type", '{"id": 4}'],
		["a type that is not a string", '{"type": 4}'],
		["text that is too long", JSON.stringify({ type: "stats", filler: "x".repeat(5000) })],
	];
	for (const [what, text] of texts) {
		it(`${what} is answered by bad-json`, async () => {
			const { hub, device } = await survives(({ audio }) => audio.send(text));
			await until(() => device.texts.length === 1, "the error has come");
			expect(device.texts[0]).to.have.nested.include({ type: "error", "error.code": "bad-json" });
			expect(warnings(hub)).to.deep.equal(["bad-json"]);
		});
	}

	it("an unknown type is answered by unknown-type", async () => {
		const { device } = await survives((sender) => sender.say({ type: "sing" }));
		await until(() => device.texts.length === 1, "the error has come");
		expect(device.texts[0]).to.have.nested.include({ "error.code": "unknown-type" });
	});

	it("events that are not as they must be are answered by bad-argument", async () => {
		const { device } = await survives((sender) => {
			sender.say({ type: "event" });
			sender.say({ type: "event", event: "light" });
			sender.say({ type: "event", event: "light", colors: ["red"] });
			sender.say({ type: "event", event: "light", colors: ["#12345"] });
		});
		await until(() => device.texts.length === 4, "four errors have come");
		for (const text of device.texts) expect(text).to.have.nested.include({ "error.code": "bad-argument" });
	});

	it("results that nobody waits for, errors and strange hellos are only reported", async () => {
		const { hub, device } = await survives((sender) => {
			sender.say({ type: "error", error: { code: "bad-json", message: "what?" } });
			sender.say({ type: "hello" });
			sender.say({ type: "hello", device: "other", name: 5, capabilities: [1], protocol: 2, time: "noon" });
			sender.say({ type: "stats" });
		});
		expect(device.texts).to.deep.equal([]);
		expect(warnings(hub)).to.include.members(["answered-error", "bad-hello"]);
		expect(hub.devices.summaries[0]).to.include({ name: "front-door", online: true });
	});

	it("text on the video connection is ignored and reported", async () => {
		const { hub } = await survives(({ video }) => video.send('{"type": "hello"}'));
		expect(warnings(hub)).to.deep.equal(["unexpected-text"]);
	});

	it("the same complaint is logged once in a while, not for each message", async () => {
		const { hub } = await survives(({ audio }) => {
			for (let count = 0; count < 500; count++) audio.send(Buffer.alloc(3));
		});
		expect(warnings(hub)).to.deep.equal(["short"]);
		expect(hub.devices.get("front-door")?.sound.counts.malformed).to.equal(500);
	});

	it("errors are no longer answered to a doorbell that does not read", async function () {
		this.timeout(10_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		device.audio.pause();
		const before = process.memoryUsage().arrayBuffers;
		for (let count = 0; count < 50_000; count++) device.audio.send("no");
		await until(() => device.audio.bufferedAmount === 0, "all is sent");
		expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(20_000_000);
		device.audio.resume();
	});

	it("a message that is too long ends the connection with 1009", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		device.video.send(Buffer.alloc(3_000_000));
		const [code] = (await once(device.video, "close")) as [number];
		expect(code).to.equal(1009);
		expect(hub.devices.get("front-door")?.online).to.equal(true);
	});

	it("a peer that breaks RFC 6455 is disconnected, and nobody else", async () => {
		const hub = await testHub();
		const good = await FakeDevice.connect(hub.url, { id: "back-door" });
		const bad = await FakeDevice.connect(hub.url);
		const { _socket: socket } = bad.audio as unknown as { _socket: { write(data: Buffer): void } };
		socket.write(Buffer.from([0xf3, 0x80, 1, 2, 3, 4]));
		const [code] = (await once(bad.audio, "close")) as [number];
		expect(code).to.equal(1002);
		expect(good.audio.readyState).to.equal(WebSocket.OPEN);
		expect(warnings(hub)).to.include("connection");
	});

	it("of a viewer is answered, and the viewer stays", async () => {
		const hub = await testHub();
		await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		await viewer.request("watch", { device: "front-door" });
		viewer.webSocket.send("not JSON");
		await viewer.text(
			({ type, error }) => type === "error" && (error as { code: string }).code === "bad-json",
		);
		const sound: [Buffer, string][] = [
			[Buffer.alloc(5), "short"],
			[withHeader({ kind: Kind.JPEG }, tinyJpeg(1)), "unknown-kind"],
			[withHeader({ kind: Kind.PCM }, Buffer.alloc(3)), "odd-length"],
			[withHeader({ kind: Kind.PCM }, Buffer.alloc(6402)), "too-long"],
		];
		for (const [message, wanted] of sound) {
			viewer.webSocket.send(message);
			await viewer.text(({ type, error }) => type === "error" && (error as { code: string }).code === wanted);
		}
		expect(hub.devices.get("front-door")?.speaker.counts.malformed).to.equal(4);
		expect((await viewer.request("clock"))["ok"]).to.equal(true);
	});
});
