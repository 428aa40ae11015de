import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { Mcsim } from "./mcsim";
import { Sdk, sdkMissing, simulatorMissing } from "./sdk";
import { xvfbMissing } from "./xvfb";
import { root } from "../../tools/build/layout";
import { FakeViewer } from "../hub/fake-viewer";
import { stopHubs, testHub } from "../hub/with-hub";
import { freePort } from "../support/free-port";
import { readJpeg } from "../support/jpeg";
import { type PlayedConnection, PlayedServer } from "../support/played-server";
import { loudestToneShare, tone } from "../support/tone";
import { until } from "../support/until";
import { readWav, writeWav } from "../support/wav";

const missing = sdkMissing() ?? simulatorMissing() ?? xvfbMissing();
const title = "mcconfig -p lin";
const headerLength = 12;
const bytesPerMessage = 492;

(missing === undefined ? describe : describe.skip)(
	missing === undefined ? title : `${title} (skipped: ${missing})`,
	function () {
		this.timeout(60_000);
		let sdk: Sdk;
		let port: number;
		let program: string;
		let folder: string;
		let server: PlayedServer | undefined;
		let simulator: Mcsim | undefined;

		before(async function () {
			this.timeout(180_000);
			sdk = await Sdk.open();
			port = await freePort();
			const hub = `ws://127.0.0.1:${port}`;
			program = await sdk.buildForSimulator(join(root, "manifest.json"), { hub });
		});
		after(async () => sdk.close());

		beforeEach(async () => {
			folder = await mkdtemp(join(tmpdir(), "belltower-"));
			await writeWav(join(folder, "microphone.wav"), tone(440, 20));
		});
		afterEach(async () => {
			await simulator?.kill();
			await server?.close();
			simulator = server = undefined;
			await rm(folder, { recursive: true });
		});

		async function start(subprotocol?: string): Promise<[PlayedConnection, PlayedConnection]> {
			server = await PlayedServer.listen(subprotocol, port);
			simulator = await Mcsim.start(program, {
				BELLTOWER_MICROPHONE: join(folder, "microphone.wav"),
				BELLTOWER_SPEAKER: join(folder, "speaker.wav"),
			});
			try {
				return [await server.connection("/ws/from_esp"), await server.connection("/ws/image")];
			} catch (error) {
				throw new Error(simulator.report(), { cause: error });
			}
		}

		it("streams to the original's server, and survives the program's end", async () => {
			const [audio, video] = await start();
			await video.received(3);
			for (const jpeg of video.binaries) expect(readJpeg(jpeg)).to.deep.equal({ width: 640, height: 480 });
			await audio.received(50);
			expect(new Set(audio.binaries.map(({ length }) => length))).to.deep.equal(new Set([bytesPerMessage]));
			expectTone(audio.binaries);
			await simulator?.stop();
			expect(simulator?.xsbug.breaks).to.deep.equal([]);
		});

		it("says hello, obeys, streams and plays, with belltower.1", async () => {
			const [audio, video] = await start("belltower.1");
			const hello = await until("hello", () => audio.messages[0]);
			expect(hello).to.include({ type: "hello", device: "front-door", board: "simulator", protocol: 1 });
			const capabilities = ["microphone", "speaker", "chime", "camera", "light", "bell", "door", "settings"];
			expect(hello["capabilities"]).to.have.members(capabilities);

			const results = [
				await audio.ask({ type: "audio.start", id: 1, direction: "esp2client" }),
				await audio.ask({ type: "audio.start", id: 2, direction: "client2esp" }),
				await audio.ask({ type: "video.start", id: 3, framesPerSecond: 2, frameSize: "QVGA" }),
			];
			for (const result of results) expect(result).to.include({ ok: true });
			await video.received(3);
			const pictures = video.binaries.map((message) => message.subarray(headerLength));
			expect(readJpeg(pictures[2] ?? Buffer.alloc(0))).to.deep.equal({ width: 320, height: 240 });
			await audio.received(50);
			expectTone(audio.binaries.map((message) => message.subarray(headerLength)));

			await say(audio, 1000);
			await audio.ask({ type: "audio.stop", id: 4, direction: "client2esp" });
			const played = await readWav(join(folder, "speaker.wav"));
			expect(loudestToneShare(played, 1000)).to.be.greaterThan(0.9);
			await simulator?.stop();
		});

		it("streams through the hub to who watches", async () => {
			const hub = await testHub({ port });
			simulator = await Mcsim.start(program, { BELLTOWER_MICROPHONE: join(folder, "microphone.wav") });
			const viewer = await FakeViewer.connect(hub.url);
			try {
				await until("the doorbell at the hub", async () => {
					const result = await viewer.request("watch", { device: "front-door", sound: true });
					return result["ok"] === true;
				});
				await until("pictures and sound", () => viewer.pictures.length > 2 && viewer.sounds.length > 50);
			} catch (error) {
				throw new Error(simulator.report(), { cause: error });
			} finally {
				await viewer.close();
				await stopHubs();
			}
			// The SDK's Linux sockets carry a few pictures a second, to which the doorbell adapts.
			const sizes = viewer.pictures.map(({ payload }) => readJpeg(payload));
			expect(sizes[0]).to.deep.equal({ width: 640, height: 480 });
			for (const { width, height } of sizes) expect(width * 3).to.equal(height * 4);
			expectTone(viewer.sounds.map(({ payload }) => payload));
		});
	},
);

function expectTone(messages: readonly Buffer[]): void {
	const sound = Buffer.concat(messages);
	const samples = new Int16Array(sound.length / 2);
	samples.forEach((_, index) => (samples[index] = sound.readInt16LE(index * 2)));
	expect(loudestToneShare({ samples, sampleRate: 16_000 }, 440)).to.be.greaterThan(0.9);
}

/** Sends a tone for a second, as fast as it sounds. */
async function say(connection: PlayedConnection, frequency: number): Promise<void> {
	const { samples } = tone(frequency, 1);
	const sound = Buffer.from(samples.buffer);
	const start = performance.now();
	for (let index = 0; index * bytesPerMessage < sound.length; index++) {
		const header = Buffer.alloc(headerLength);
		header[0] = 1;
		header.writeUInt16LE(index, 2);
		const piece = sound.subarray(index * bytesPerMessage, (index + 1) * bytesPerMessage);
		connection.socket.send(Buffer.concat([header, piece]));
		await delay(Math.max(0, start + (index + 1) * 15.375 - performance.now()));
	}
}
