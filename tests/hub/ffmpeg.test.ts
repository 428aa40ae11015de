import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { until as waitUntil } from "../support/until";
import { FakeDevice } from "./fake-device";
import { stopHubs, testHub, until, type TestedHub } from "./with-hub";

const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };
const title = "hub: standard doors, by ffmpeg";
const isMissing = spawnSync("ffmpeg", ["-version"]).error !== undefined;
/** Samples of a message: 492 bytes. */
const SAMPLES = 246;

/** Runs ffmpeg. @returns what it writes, and what it says */
class Ffmpeg {
	readonly child: ChildProcess;
	readonly #pieces: Buffer[] = [];
	#errors = "";
	readonly ended: Promise<number | null>;

	constructor(...words: string[]) {
		const quiet = ["-nostdin", "-hide_banner", "-loglevel", "error"];
		this.child = spawn("ffmpeg", [...quiet, ...words], { stdio: ["ignore", "pipe", "pipe"] });
		this.child.stdout?.on("data", (piece: Buffer) => this.#pieces.push(piece));
		this.child.stderr?.on("data", (piece: Buffer) => (this.#errors += piece.toString()));
		this.ended = new Promise((resolve) => this.child.once("close", resolve));
	}

	get output(): Buffer {
		return Buffer.concat(this.#pieces);
	}

	async finish(): Promise<Buffer> {
		expect(await this.ended, this.#errors).to.equal(0);
		expect(this.#errors).to.equal("");
		return this.output;
	}
}

(isMissing ? describe.skip : describe)(
	isMissing ? `${title} (skipped: ffmpeg is missing: apt-get install ffmpeg)` : title,
	function () {
		this.timeout(30_000);
		let folder = "";
		let pictures: Buffer[] = [];
		let hub: TestedHub;
		let device: FakeDevice;
		let timers: NodeJS.Timeout[] = [];
		let running: Ffmpeg[] = [];

		before(async () => {
			folder = mkdtempSync(join(tmpdir(), "belltower-ffmpeg-"));
			const source = ["-f", "lavfi", "-i", "testsrc=size=320x240:rate=15"];
			await new Ffmpeg(...source, "-frames:v", "15", join(folder, "%02d.jpg")).finish();
			pictures = readdirSync(folder)
				.sort()
				.map((name) => readFileSync(join(folder, name)));
		});
		beforeEach(async () => {
			hub = await testHub({ tokens });
			device = await FakeDevice.connect(hub.url, { token: tokens.device });
			let frame = 0;
			let sample = 0;
			timers = [
				setInterval(() => device.sendPicture(pictures[frame++ % pictures.length] ?? Buffer.alloc(0)), 66),
				setInterval(() => {
					const counted = Int16Array.from({ length: SAMPLES }, () => (sample++ % 20_000) - 10_000);
					device.sendSound(Buffer.from(counted.buffer));
				}, 15),
			];
		});
		afterEach(async () => {
			for (const timer of timers) clearInterval(timer);
			for (const { child } of running) child.kill("SIGKILL");
			running = [];
			await device.close();
			await stopHubs();
		});
		after(() => rmSync(folder, { recursive: true, force: true }));

		const address = (door: string) => `${hub.url}/api/devices/front-door/${door}`;

		function ffmpeg(...words: string[]): Ffmpeg {
			const started = new Ffmpeg(...words);
			running.push(started);
			return started;
		}

		async function makeToken(): Promise<{ id: string; token: string }> {
			const response = await fetch(`${hub.url}/api/tokens`, {
				method: "POST",
				headers: { authorization: `Bearer ${tokens.viewer}`, "content-type": "application/json" },
				body: JSON.stringify({ name: "frigate", devices: ["front-door"] }),
			});
			return (await response.json()) as { id: string; token: string };
		}

		/** Both ways to show a token. */
		const ways: Record<string, (door: string, token: string) => string[]> = {
			"in the header": (door, token) => [
				"-headers",
				`Authorization: Bearer ${token}\r\n`,
				"-i",
				address(door),
			],
			"in the address": (door, token) => ["-i", `${address(door)}?token=${token}`],
		};

		for (const [way, from] of Object.entries(ways)) {
			it(`reads the pictures, token ${way}`, async () => {
				const { token } = await makeToken();
				const decoded = ["-frames:v", "20", "-f", "rawvideo", "-pix_fmt", "gray", "-"];
				const output = await ffmpeg(...from("stream.mjpeg", token), ...decoded).finish();
				expect(output.byteLength).to.equal(20 * 320 * 240);
				const first = output.subarray(0, 320 * 240);
				const later = output.subarray(7 * 320 * 240, 8 * 320 * 240);
				expect(first.equals(later), "the pictures move").to.equal(false);
			});

			it(`reads the sound, sample for sample, token ${way}`, async () => {
				const { token } = await makeToken();
				const decoded = ["-t", "1.5", "-f", "s16le", "-c:a", "pcm_s16le", "-"];
				const output = await ffmpeg(...from("audio.wav", token), ...decoded).finish();
				expect(output.byteLength).to.equal(1.5 * 16_000 * 2);
				for (let at = 2; at < output.byteLength; at += 2) {
					const step = output.readInt16LE(at) - output.readInt16LE(at - 2);
					if (step !== 1) expect(step, `at sample ${at / 2}`).to.equal(-19_999);
				}
			});
		}

		it("is refused without a token, and with one of another door", async () => {
			for (const words of [
				["-i", address("stream.mjpeg")],
				ways["in the address"]?.("audio.wav", "x") ?? [],
			]) {
				expect(await ffmpeg(...words, "-f", "null", "-").ended).to.not.equal(0);
			}
		});

		it("ends at once, picture and sound, when its token is revoked; and the camera with it", async () => {
			const { id, token } = await makeToken();
			const url = (door: string) => `${address(door)}?token=${token}`;
			const raw = ["-flush_packets", "1", "-"];
			const reading = [
				ffmpeg("-i", url("stream.mjpeg"), "-f", "mjpeg", "-c", "copy", ...raw),
				ffmpeg("-i", url("audio.wav"), "-f", "s16le", ...raw),
			];
			await waitUntil("both to read", () => reading.every(({ output }) => output.byteLength > 20_000));
			const revoked = performance.now();
			const response = await fetch(`${hub.url}/api/tokens/${id}`, {
				method: "DELETE",
				headers: { authorization: `Bearer ${tokens.viewer}` },
			});
			expect(response.status).to.equal(204);
			await Promise.all(reading.map(({ ended }) => ended));
			expect(performance.now() - revoked).to.be.lessThan(1500);
			await until(() => hub.devices.get("front-door")?.watchers === 0, "nobody watches");
			await device.command("video.stop");
			expect((await fetch(url("snapshot.jpg"))).status).to.equal(401);
		});
	},
);
