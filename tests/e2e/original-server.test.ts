import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import type { BuiltFirmware } from "../../tools/build/firmware";
import { DoorbellProcess } from "../support/doorbell-process";
import { readJpeg } from "../support/jpeg";
import { type PlayedConnection, PlayedServer } from "../support/played-server";
import { loudestToneShare, tone } from "../support/tone";
import { readWav, writeWav } from "../support/wav";

const bytesPerMessage = 492;
const millisecondsPerMessage = 15.375;

describe("a doorbell with the original's server", function () {
	this.timeout(60_000);
	let firmware: BuiltFirmware;
	let folder: string;
	let server: PlayedServer;
	let doorbell: DoorbellProcess;
	let audio: PlayedConnection;
	let video: PlayedConnection;

	before(async function () {
		this.timeout(240_000);
		firmware = await DoorbellProcess.build();
	});

	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), "belltower-"));
		await writeWav(join(folder, "microphone.wav"), tone(440, 20));
		server = await PlayedServer.listen();
		doorbell = new DoorbellProcess(firmware, {
			config: { hub: server.address, device: "front-door" },
			environment: {
				BELLTOWER_MICROPHONE: join(folder, "microphone.wav"),
				BELLTOWER_SPEAKER: join(folder, "speaker.wav"),
			},
		});
		audio = await server.connection("/ws/from_esp");
		video = await server.connection("/ws/image");
	});

	afterEach(async () => {
		await doorbell.destroy();
		await server.close();
		await rm(folder, { recursive: true });
	});

	it("offers belltower.1 and says who it is, on both connections", () => {
		for (const connection of [audio, video])
			expect([connection.offered, connection.device, connection.authorization]).to.deep.equal([
				"belltower.1",
				"front-door",
				undefined,
			]);
	});

	it("sends its microphone as raw sound in 492 bytes, as it is recorded", async () => {
		await audio.received(20);
		const start = performance.now();
		const before = audio.binaries.length;
		await audio.received(before + 130);
		const rate = ((audio.binaries.length - before) * 1000) / (performance.now() - start);
		expect(rate).to.be.closeTo(1000 / millisecondsPerMessage, 8);
		expect(new Set(audio.binaries.map(({ length }) => length))).to.deep.equal(new Set([bytesPerMessage]));
		const sound = Buffer.concat(audio.binaries.slice(before));
		const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.length / 2);
		expect(loudestToneShare({ samples, sampleRate: 16_000 }, 440)).to.be.greaterThan(0.9);
	});

	it("sends whole JPEGs of its camera", async () => {
		await video.received(30);
		for (const jpeg of video.binaries) expect(readJpeg(jpeg)).to.deep.equal({ width: 640, height: 480 });
		expect(
			Buffer.compare(video.binaries[0] ?? Buffer.alloc(0), video.binaries[29] ?? Buffer.alloc(0)),
		).to.not.equal(0);
	});

	it("plays what is sent to it, in one piece or several", async () => {
		await say(audio, 1000, 2);
		await delay(500);
		await doorbell.end();
		const played = await readWav(join(folder, "speaker.wav"));
		expect(played.sampleRate).to.equal(16_000);
		expect(loudestToneShare(played, 1000)).to.be.greaterThan(0.95);
	});

	it("never sends text, whatever it is sent", async () => {
		audio.socket.send("no text in this dialect");
		audio.socket.send(Buffer.alloc(3));
		video.socket.send(Buffer.alloc(10));
		await doorbell.printed(/link audio: malformed: the original's dialect has no text messages/);
		await doorbell.printed(
			/link audio: malformed: a message has 3 bytes of sound; it must be an even number/,
		);
		await doorbell.printed(/link video: malformed: nothing goes to a doorbell on this connection/);
		const count = audio.binaries.length;
		await audio.received(count + 65);
		await delay(2500);
		expect([...audio.texts, ...video.texts]).to.deep.equal([]);
		expect([audio.closed, video.closed, doorbell.running]).to.deep.equal([undefined, undefined, true]);
	});

	it("comes back after each connection by itself, and sends nothing stale", async () => {
		await audio.received(10);
		await video.received(3);
		audio.socket.close(1001, "restart");
		await doorbell.printed(/link audio: closed by the server \(1001: restart\); next try in \d+\.\d s/);
		const pictures = video.binaries.length;
		const again = await server.connection("/ws/from_esp");
		const start = performance.now();
		await again.received(65);
		expect((again.binaries.length - 3) * millisecondsPerMessage).to.be.at.most(performance.now() - start);
		expect(video.closed).to.equal(undefined);
		expect(video.binaries.length).to.be.greaterThan(pictures);
	});

	it("ends when it is told to, with both connections", async () => {
		await audio.received(10);
		expect(await doorbell.end()).to.equal(0);
	});
});

/** Sends a tone as fast as it sounds, every other message in several frames. */
async function say(connection: PlayedConnection, frequency: number, seconds: number): Promise<void> {
	const { samples } = tone(frequency, seconds);
	const sound = Buffer.from(samples.buffer);
	const start = performance.now();
	for (let index = 0; index * bytesPerMessage < sound.length; index++) {
		const message = sound.subarray(index * bytesPerMessage, (index + 1) * bytesPerMessage);
		if (index % 2) connection.socket.send(message);
		else {
			connection.socket.send(message.subarray(0, 101), { fin: false });
			connection.socket.send(message.subarray(101, 101), { fin: false });
			connection.socket.send(message.subarray(101), { fin: true });
		}
		await delay(Math.max(0, start + (index + 1) * millisecondsPerMessage - performance.now()));
	}
}
