import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { BelltowerProcess } from "../support/belltower-process";
import { Firefox, firefoxMissing } from "../support/firefox";
import { freePort } from "../support/free-port";
import { tone } from "../support/tone";
import { until } from "../support/until";
import { readWav, writeWav } from "../support/wav";

const screenshots = new URL("../../build/screenshots/", import.meta.url).pathname;

describe(`a doorbell seen, heard and answered in Firefox${firefoxMissing ? ` (${firefoxMissing})` : ""}`, function () {
	this.timeout(240_000);

	const cleanUp: (() => Promise<unknown>)[] = [];
	let firefox: Firefox;
	let speaker: string;

	async function hearsSound(): Promise<void> {
		const loudest = `(() => {
			const samples = new Float32Array(belltower.analyser?.fftSize ?? 1);
			belltower.analyser?.getFloatTimeDomainData(samples);
			return Math.max(...samples);
		})()`;
		await until("sound", async () => Number(await firefox.evaluate(loudest)) > 0.1, 20_000);
	}

	before(async function () {
		if (firefoxMissing !== undefined) this.skip();
		const folder = await mkdtemp(join(tmpdir(), "belltower-"));
		cleanUp.push(() => rm(folder, { recursive: true }));
		speaker = join(folder, "speaker.wav");
		const microphone = join(folder, "microphone.wav");
		await writeWav(microphone, tone(1_000, 2));
		const port = String(await freePort());
		const belltower = new BelltowerProcess([
			"--port",
			port,
			"--microphone",
			microphone,
			"--speaker",
			speaker,
		]);
		cleanUp.push(() => belltower.destroy());
		const [, url = ""] = await belltower.printed(/Open +(http:\S+)/);
		for (let attempt = 1; ; attempt++) {
			firefox = await Firefox.launch();
			try {
				await firefox.open(url);
				await firefox.evaluate("document.querySelector('#listen').click()");
				await hearsSound();
				break;
			} catch (error) {
				await firefox.close();
				// Firefox and PulseAudio now and then block each other for good when the first sound starts.
				if (attempt === 3) throw error;
				console.log(`      ${String(error)}; Firefox is started again`);
			}
		}
		cleanUp.push(() => firefox.close());
	});

	after(async () => {
		for (const step of cleanUp.reverse()) await step();
	});

	it("draws pictures, one after the other", async () => {
		await until(
			"30 pictures",
			() => firefox.evaluate("belltower.pictures.drawn >= 30").then(Boolean),
			30_000,
		);
		assert.equal(await firefox.evaluate("belltower.pictures.broken"), 0);
		assert.equal(await firefox.evaluate("belltower.lastPicture.width"), 640);
	});

	it("plays the doorbell's microphone", hearsSound);

	it("sends the person's microphone to the doorbell's speaker", async () => {
		await firefox.press("#talk");
		await until(
			"sound that is sent",
			() => firefox.evaluate("belltower.talked.sent > 50").then(Boolean),
			20_000,
		);
		await firefox.release();
		await until("sound in the speaker's file", async () =>
			(await readWav(speaker).catch(() => undefined))?.samples.some((sample) => Math.abs(sample) > 300),
		);
		await mkdir(screenshots, { recursive: true });
		await writeFile(join(screenshots, "firefox.png"), await firefox.screenshot());
	});
});
