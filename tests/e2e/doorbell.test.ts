import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { BuiltFirmware } from "../../tools/build/firmware";
import { DoorbellProcess, type DoorbellProcessOptions } from "../support/doorbell-process";
import { freePort } from "../support/free-port";
import { readJpeg } from "../support/jpeg";
import { type PlayedConnection, PlayedServer } from "../support/played-server";
import { until } from "../support/until";

const headerLength = 12;

describe("a doorbell with belltower.1", function () {
	this.timeout(60_000);
	let firmware: BuiltFirmware;
	let server: PlayedServer | undefined;
	let doorbell: DoorbellProcess;

	before(async function () {
		this.timeout(240_000);
		firmware = await DoorbellProcess.build();
	});

	afterEach(async () => {
		await doorbell.destroy();
		await server?.close();
		server = undefined;
	});

	function start(options: DoorbellProcessOptions): void {
		doorbell = new DoorbellProcess(firmware, options);
	}

	async function connect(
		config: Readonly<Record<string, string>> = {},
	): Promise<{ audio: PlayedConnection; video: PlayedConnection }> {
		server = await PlayedServer.listen("belltower.1");
		start({ config: { hub: server.address, ...config } });
		const audio = await server.connection("/ws/from_esp");
		const video = await server.connection("/ws/image");
		await until("hello", () => audio.texts.length > 0);
		return { audio, video };
	}

	describe("that is asked", () => {
		it("says hello, and streams nothing unasked", async () => {
			const { audio, video } = await connect({ device: "back-door", name: "Back door", token: "t0k3n" });
			expect(audio.authorization).to.equal("Bearer t0k3n");
			expect(video.device).to.equal("back-door");
			expect(audio.messages[0]).to.deep.include({
				type: "hello",
				device: "back-door",
				name: "Back door",
				protocol: 1,
				capabilities: ["microphone", "speaker", "chime", "camera", "light", "bell", "door", "settings"],
				audio: { sampleRate: 16_000, channels: 1, bytesPerMessage: 492 },
			});
			await delay(500);
			expect([audio.binaries.length, video.binaries.length]).to.deep.equal([0, 0]);
		});

		it("sends pictures with their headers, from start to stop", async () => {
			const { audio, video } = await connect();
			expect(
				await audio.ask({ type: "video.start", id: 1, frameSize: "QVGA", framesPerSecond: 10 }),
			).to.include({
				ok: true,
			});
			await video.received(20);
			const headers = video.binaries.map(readHeader);
			headers.forEach(({ kind, sequence }, index) => expect([kind, sequence]).to.deep.equal([2, index]));
			const seconds = ((headers.at(-1)?.time ?? 0) - (headers[0]?.time ?? 0)) / 1e6;
			expect((headers.length - 1) / seconds).to.be.closeTo(10, 1.5);
			for (const message of video.binaries.slice(2))
				expect(readJpeg(message.subarray(headerLength))).to.deep.equal({ width: 320, height: 240 });
			await audio.ask({ type: "video.stop", id: 2 });
			await delay(200);
			const count = video.binaries.length;
			await delay(500);
			expect(video.binaries.length).to.equal(count);
		});

		it("sends pictures of more than 65,535 bytes", async () => {
			const { audio, video } = await connect();
			const command = { type: "video.start", frameSize: "UXGA", quality: 4, framesPerSecond: 2 };
			await audio.ask({ ...command, id: 1 });
			const large = (): Buffer | undefined => video.binaries.find(({ length }) => length > 65_535);
			const message = await until("a large picture", large, 20_000);
			expect(readJpeg(message.subarray(headerLength))).to.deep.equal({ width: 1600, height: 1200 });
		});

		it("sends the newest picture to a server that was slow, and numbers what it left out", async () => {
			const { audio, video } = await connect();
			await audio.ask({ type: "video.start", id: 1, quality: 4, framesPerSecond: 20 });
			await audio.ask({ type: "audio.start", id: 2, direction: "esp2client" });
			await video.received(5);
			video.socket.pause();
			const sound = audio.binaries.length;
			await delay(4000);
			expect((audio.binaries.length - sound) * 15.375).to.be.greaterThan(3500);
			video.socket.resume();
			const gap = await until("a gap of half a second", () => {
				const sequences = video.binaries.map((message) => readHeader(message).sequence);
				const gaps = sequences.map((sequence, index) => sequence - (sequences[index - 1] ?? sequence));
				const index = gaps.findIndex((each) => each > 10);
				expect(video.binaries[index]?.readUInt8(1) ?? 1).to.equal(1);
				return gaps[index];
			});
			const { camera } = await statistics(audio, 3);
			expect(camera.dropped).to.be.at.least(gap - 1);
			await video.received(video.binaries.length + 10);
			const [sent = 0, now = 0] = [video, audio].map(
				({ binaries }) => readHeader(binaries.at(-1) ?? Buffer.alloc(headerLength)).time,
			);
			expect(Math.abs(now - sent)).to.be.lessThan(500_000);
		});

		it("sends sound with its headers, from start to stop", async () => {
			const { audio } = await connect();
			await audio.ask({ type: "audio.start", id: 1, direction: "esp2client" });
			await audio.received(100);
			const headers = audio.binaries.map(readHeader);
			headers.forEach(({ kind, sequence }, index) => expect([kind, sequence]).to.deep.equal([1, index]));
			for (const message of audio.binaries) expect(message.length).to.equal(headerLength + 492);
			const elapsed = (headers.at(-1)?.time ?? 0) - (headers[0]?.time ?? 0);
			expect(elapsed / (headers.length - 1)).to.be.closeTo(15_375, 300);
			await audio.ask({ type: "audio.stop", id: 2, direction: "esp2client" });
			await delay(200);
			const count = audio.binaries.length;
			await delay(300);
			expect(audio.binaries.length).to.equal(count);
		});

		it("tells its state and its light as they change", async () => {
			const { audio } = await connect();
			await audio.ask({ type: "audio.start", id: 1, direction: "client2esp" });
			const talking = await until("the state talking", () =>
				audio.messages.find(({ event, state }) => event === "state" && state === "talking"),
			);
			expect(talking).to.include({ cause: "audio.start client2esp" });
			const lights = (): Record<string, unknown>[] => audio.messages.filter(({ event }) => event === "light");
			const before = lights().length;
			await delay(1000);
			expect(lights().length - before).to.be.within(5, 11);
			expect(lights().at(-1)?.["colors"])
				.to.be.an("array")
				.with.length(8)
				.and.satisfy((colors: string[]) => colors.every((color) => /^#[0-9a-f]{6}$/.test(color)));
		});

		it("uses no chunk heap for pictures and sound in flow", async () => {
			const { audio, video } = await connect();
			await audio.ask({ type: "audio.start", id: 1, direction: "esp2client" });
			await audio.ask({ type: "video.start", id: 2, framesPerSecond: 15 });
			await video.received(30);
			const { messages, chunks } = await flow(audio, 6000);
			expect(messages).to.be.greaterThan(400);
			// A chunk has 24 bytes at least. Of the growth, each of the stats told meanwhile has some 1,500 bytes.
			expect(chunks).to.be.lessThan(24 * messages);
		});

		it("takes what is malformed, says so, and goes on", async () => {
			const { audio } = await connect();
			await audio.ask({ type: "audio.start", id: 1, direction: "client2esp" });
			audio.socket.send("this is no JSON");
			audio.socket.send("{".repeat(10_000));
			audio.socket.send(Buffer.from([1, 0, 0]));
			audio.socket.send(Buffer.concat([Buffer.from([1]), Buffer.alloc(11 + 33)]));
			audio.socket.send(Buffer.concat([Buffer.from([2]), Buffer.alloc(100)]));
			const errors = await until("two errors", () => {
				const found = audio.messages.filter(({ type }) => type === "error");
				return found.length === 2 && found;
			});
			for (const { error } of errors) expect(error).to.include({ code: "bad-json" });
			await until("three malformed messages", () => {
				const counts = audio.messages
					.filter(({ event }) => event === "malformed")
					.map(({ count }) => Number(count));
				return counts.reduce((sum, count) => sum + count, 0) === 3;
			});
			expect(await audio.ask({ type: "open.sesame", id: "x" })).to.have.nested.property(
				"error.code",
				"unknown-type",
			);
			expect(await audio.ask({ type: "identify", id: "y" })).to.include({ ok: true });
			expect([audio.closed, doorbell.running]).to.deep.equal([undefined, true]);
		});
	});

	describe("that can't connect", () => {
		it("says why and when it tries again where nobody listens, and connects when somebody does", async () => {
			const port = await freePort();
			start({ config: { hub: `ws://127.0.0.1:${port}` } });
			await doorbell.printed(/link audio: no TCP connection could be made.*; next try in \d+\.\d s/);
			await delay(1500);
			const tries = doorbell.output.match(/link audio: connecting/g)?.length ?? 0;
			expect(tries).to.be.within(2, 12);
			server = await PlayedServer.listen("belltower.1", port);
			await server.connection("/ws/from_esp", 30_000);
			await doorbell.printed(/link audio: open, belltower\.1/);
		});

		for (const hub of ["http://127.0.0.1:8000", "127.0.0.1", "ws://", "ws://hub:99999", "https://hub"])
			it(`says what is wrong with the address ${hub}, once, and stays up`, async () => {
				start({ config: { hub } });
				await doorbell.printed(/not connecting: hub, device, token and ca must be valid first/);
				await delay(500);
				expect(doorbell.output.match(/the hub's address is/g)).to.have.length(1);
				expect(doorbell.output).to.not.contain("connecting to");
				expect(doorbell.running).to.equal(true);
			});

		it("says why it can't be set up where the page's port is taken, and stays up", async () => {
			const taken = await PlayedServer.listen();
			try {
				start({ config: { ssid: "", "setup.http": String(taken.port) } });
				await doorbell.printed(/first start: the doorbell can't be set up: /);
				await delay(500);
				expect(doorbell.running).to.equal(true);
			} finally {
				await taken.close();
			}
		});

		it("tells of a name that is not known", async () => {
			start({ config: { hub: "ws://no-such-host.invalid:8000" } });
			await doorbell.printed(/link audio: the host's name could not be resolved/, 20_000);
			expect(doorbell.running).to.equal(true);
		});

		it("tells of a board whose part is wrong, and goes on with the rest", async () => {
			server = await PlayedServer.listen("belltower.1");
			start({ config: { hub: server.address, "board.codec": '{"i2c":{"data":-1,"clock":5}}' } });
			const audio = await server.connection("/ws/from_esp");
			const [hello, fault] = await until("a fault", () => audio.texts.length > 1 && audio.messages);
			expect(hello).to.deep.include({ capabilities: ["camera", "light", "bell", "door", "settings"] });
			expect(fault).to.include({ event: "fault", part: "codec" });
			expect(await audio.ask({ type: "video.start", id: 1 })).to.include({ ok: true });
			const video = await server.connection("/ws/image");
			await video.received(3);
			expect(
				await audio.ask({ type: "audio.start", id: 2, direction: "esp2client" }),
			).to.have.nested.property("error.code", "unavailable");
		});
	});
});

interface Stats {
	microphone: { messages: number };
	camera: { frames: number; dropped: number };
	memory: { chunks: number; collections: number };
}

/** How many messages and frames flow in some time, and by how much the chunk heap grows between two collections. */
async function flow(
	audio: PlayedConnection,
	milliseconds: number,
): Promise<{ messages: number; chunks: number }> {
	for (let id = 100; ; id += 2) {
		const first = await statistics(audio, id);
		await delay(milliseconds);
		const second = await statistics(audio, id + 1);
		if (second.memory.collections !== first.memory.collections) continue;
		return {
			messages:
				second.microphone.messages - first.microphone.messages + second.camera.frames - first.camera.frames,
			chunks: second.memory.chunks - first.memory.chunks,
		};
	}
}

async function statistics(audio: PlayedConnection, id: number): Promise<Stats> {
	const { value } = await audio.ask({ type: "stats", id });
	return value as Stats;
}

function readHeader(message: Buffer): { kind: number; sequence: number; time: number } {
	return {
		kind: message.readUInt8(0),
		sequence: message.readUInt16LE(2),
		time: Number(message.readBigUInt64LE(4)),
	};
}
