import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { Browser } from "playwright-core";
import { BelltowerProcess } from "../support/belltower-process";
import { chromiumMissing, chromiumPath, launchChromium } from "../support/browser";
import { DoorbellProcess } from "../support/doorbell-process";
import { freePort } from "../support/free-port";
import { loudestToneShare, tone } from "../support/tone";
import { until } from "../support/until";
import { readWav, writeWav } from "../support/wav";
import { DoorPage } from "./door-page";

/** The simulated board's button (boards/simulator/manifest.json): pressed while the pin is low. */
const BELL = 0;
const SPOKEN = 1_800;

describe(`a bell that is pressed at the simulated doorbell${chromiumPath() === undefined ? ` (${chromiumMissing})` : ""}`, function () {
	this.timeout(300_000);

	const cleanUp: (() => Promise<unknown>)[] = [];
	let folder: string;
	let port: number;
	let hub: BelltowerProcess;
	let doorbell: DoorbellProcess;
	let browser: Browser;
	let door: DoorPage;

	before(async function () {
		if (chromiumPath() === undefined) this.skip();
		folder = await mkdtemp(join(tmpdir(), "belltower-"));
		cleanUp.push(() => rm(folder, { recursive: true }));
		await writeWav(join(folder, "voice.wav"), tone(SPOKEN, 2, 48_000));
		port = await freePort();
		const firmware = await DoorbellProcess.build();
		const url = await startHub();
		cleanUp.push(() => hub.destroy());
		doorbell = new DoorbellProcess(firmware, {
			config: { hub: url.replace("http", "ws"), device: "front-door", framesPerSecond: "5" },
			environment: { BELLTOWER_SPEAKER: join(folder, "speaker.wav") },
		});
		cleanUp.push(() => doorbell.destroy());
		browser = await launchChromium(join(folder, "voice.wav"));
		cleanUp.push(() => browser.close());
		door = await DoorPage.open(browser, url);
		await door.moreDrawn(2);
	});

	after(async () => {
		for (const step of cleanUp.reverse()) await step();
	});

	async function startHub(): Promise<string> {
		hub = new BelltowerProcess(["--hub-only", "--port", String(port)], {
			BELLTOWER_DATA: join(folder, "data"),
		});
		const [, url = ""] = await hub.printed(/Open +(http:\S+)/);
		return url;
	}

	async function press(): Promise<void> {
		doorbell.write(`pin ${BELL} 0`);
		await new Promise((resolve) => setTimeout(resolve, 150));
		doorbell.write(`pin ${BELL} z`);
	}

	it("rings on the page, is answered, and takes the voice to the door", async () => {
		await press();
		await door.page.locator("#answer").click({ timeout: 20_000 });
		await door.page.locator("#hang-up").waitFor();
		await until("the page talks", () => door.page.evaluate(() => window.belltower.talked.sent > 50));
		await until("the voice at the door", async () => {
			const sound = await readWav(join(folder, "speaker.wav")).catch(() => undefined);
			return sound !== undefined && loudestToneShare(sound, SPOKEN) > 0.6;
		});
	});

	it("opens the door while one talks, and hangs up", async () => {
		await door.page.locator("#open-door").click();
		await door.page.getByRole("button", { name: "Open the door" }).click();
		await door.page.getByText(/^Front door is open for/).waitFor();
		await door.page.locator("#hang-up").click();
		await door.page.locator("#talk").waitFor();
	});

	it("is in the history with its picture", async () => {
		await door.page.getByRole("link", { name: "Rings", exact: true }).click();
		const card = door.page.locator(".ring-card", { hasText: "Answered" }).first();
		await card.click();
		await until("the picture", () =>
			door.page.evaluate(() => document.querySelector<HTMLImageElement>("dialog img")?.naturalWidth === 640),
		);
		await door.page.getByRole("button", { name: "Close" }).click();
		await door.page.getByRole("link", { name: "Doors" }).click();
	});

	it("has settings that the doorbell describes, and takes what is changed", async () => {
		await door.page.getByRole("link", { name: "Settings" }).click();
		const volume = door.page.locator('[data-setting="volume"] input');
		await volume.fill("35");
		await door.page.getByRole("button", { name: "Save 1 change" }).click();
		await door.page.getByText("Saved.").waitFor();
		await door.page.reload();
		await volume.waitFor();
		assert.equal(await volume.inputValue(), "35");
		await door.page.getByRole("link", { name: "Doors" }).click();
	});

	it("rings again after the hub was killed and started anew", async () => {
		await hub.destroy();
		await door.page.getByText("The hub can’t be reached").first().waitFor();
		await startHub();
		await door.page.getByText("Connected", { exact: true }).waitFor({ timeout: 30_000 });
		await door.moreDrawn(2, 40_000);
		await door.page.locator(".ring-row", { hasText: "Answered" }).waitFor();
		await press();
		await door.page.locator("#decline").click({ timeout: 20_000 });
		await door.page.locator(".ring-row", { hasText: "Declined" }).waitFor();
	});
});
