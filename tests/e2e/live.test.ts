import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { Browser } from "playwright-core";
import { BelltowerProcess } from "../support/belltower-process";
import { chromiumMissing, chromiumPath, launchChromium } from "../support/browser";
import { freePort } from "../support/free-port";
import { loudestToneShare, tone, toneShare } from "../support/tone";
import { until } from "../support/until";
import { readWav, writeWav } from "../support/wav";
import { DoorPage } from "./door-page";

const atTheDoor = 1_000;
const spoken = 1_800;
const pureEnough = 0.8;

describe(`a doorbell seen, heard and answered in Chromium${chromiumPath() === undefined ? ` (${chromiumMissing})` : ""}`, function () {
	this.timeout(240_000);

	const cleanUp: (() => Promise<unknown>)[] = [];
	let speaker: string;
	let belltower: BelltowerProcess;
	let browser: Browser;
	let url: string;
	let door: DoorPage;

	before(async function () {
		if (chromiumPath() === undefined) this.skip();
		const folder = await mkdtemp(join(tmpdir(), "belltower-"));
		cleanUp.push(() => rm(folder, { recursive: true }));
		speaker = join(folder, "speaker.wav");
		await writeWav(join(folder, "microphone.wav"), tone(atTheDoor, 2));
		await writeWav(join(folder, "voice.wav"), tone(spoken, 2, 48_000));
		const port = await freePort();
		belltower = new BelltowerProcess([
			"--port",
			String(port),
			"--microphone",
			join(folder, "microphone.wav"),
			"--speaker",
			speaker,
		]);
		cleanUp.push(() => belltower.destroy());
		[, url = ""] = await belltower.printed(/Open +(http:\S+)/);
		browser = await launchChromium(join(folder, "voice.wav"));
		cleanUp.push(() => browser.close());
		door = await DoorPage.open(browser, url);
	});

	after(async () => {
		for (const step of cleanUp.reverse()) await step();
	});

	it("shows moving pictures of 640x480, at least 15 a second", async () => {
		await door.moreDrawn(5, 30_000);
		const first = await door.fingerprint();
		await door.moreDrawn(3);
		assert.notEqual(await door.fingerprint(), first, "the canvas has changed");
		const [drawn, started] = [await door.drawn(), performance.now()];
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		const rate = ((await door.drawn()) - drawn) / ((performance.now() - started) / 1000);
		assert.isAtLeast(rate, 14.5, "pictures a second");
		const size = await door.page.evaluate(() => {
			const { lastPicture } = window.belltower;
			return lastPicture && [lastPicture.width, lastPicture.height];
		});
		assert.deepEqual(size, [640, 480]);
	});

	it("shows the light's colors as they change", async () => {
		const colors = async (): Promise<string> => door.page.evaluate(() => window.belltower.light.join(" "));
		const first = await until("colors", async () => (await colors()) || undefined);
		assert.match(first, /^#[0-9a-f]{6}( #[0-9a-f]{6})*$/);
		await door.page.click("#identify");
		await until("other colors", async () => (await colors()) !== first);
	});

	it("plays the tone that is in the microphone's file", async () => {
		await door.page.click("#listen");
		await until("the tone", async () => {
			const { samples, sampleRate } = await door.heard().catch(() => ({ samples: [0], sampleRate: 1 }));
			return toneShare(samples.slice(-1_024), sampleRate, atTheDoor) > pureEnough;
		});
		const { samples, sampleRate } = await door.heard();
		assert.isBelow(toneShare(samples, sampleRate, spoken), 0.1, "another tone is not heard");
	});

	it("takes the tone spoken into the page to the doorbell's speaker", async () => {
		const button = door.page.locator("#talk");
		await button.hover();
		await door.page.mouse.down();
		await until("the page talks", () => door.page.evaluate(() => window.belltower.talked.sent > 50));
		await door.screenshot("talking");
		await door.page.mouse.up();
		await until("the tone in the speaker's file", async () => {
			const sound = await readWav(speaker).catch(() => undefined);
			return sound !== undefined && loudestToneShare(sound, spoken) > pureEnough;
		});
		assert.isBelow(loudestToneShare(await readWav(speaker), atTheDoor), 0.2, "the other tone is not there");
	});

	it("works at a phone's width, and the browser complains of nothing", async () => {
		await door.screenshot("desktop");
		const phone = await DoorPage.open(browser, url, { viewport: { width: 390, height: 844 } });
		await phone.moreDrawn(3);
		const overflow = await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		assert.isAtMost(overflow, 0, "nothing is wider than the screen");
		await phone.screenshot("phone");
		assert.deepEqual([...phone.complaints, ...door.complaints], []);
		await phone.close();
	});

	it("stops the pictures when nobody watches any more", async () => {
		await door.close();
		const state = async (): Promise<string | undefined> => {
			const answer = await fetch(`${url}/api/devices`);
			const { devices } = (await answer.json()) as { devices: { state: string }[] };
			return devices[0]?.state;
		};
		await until("the doorbell is idle", async () => (await state()) === "idle");
	});

	it("ends at Ctrl-C with status 0 and leaves nothing running", async () => {
		assert.equal(await belltower.interrupt(), 0);
		assert.isFalse(belltower.signal(0), `a process of npm start is left; it printed:\n${belltower.output}`);
	});
});
