import { mkdir } from "node:fs/promises";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { until } from "../support/until";
import "./page-hook";

/** How a page is opened. */
export interface DoorPageOptions {
	viewport?: { width: number; height: number };
	/** What the person prefers; light by default. */
	colorScheme?: "light" | "dark";
	/** Called before the page is loaded. */
	prepare?: (context: BrowserContext) => Promise<unknown>;
}

const screenshots = new URL("../../build/screenshots/", import.meta.url).pathname;

/** The hub's page in a real browser, and what a test asks of it. */
export class DoorPage {
	readonly page: Page;
	/** What the browser has complained of: errors of the page and refusals by its content policy. */
	readonly complaints: string[];

	private constructor(page: Page, complaints: string[]) {
		this.page = page;
		this.complaints = complaints;
	}

	/** Opens `url` in a window of its own, with the microphone allowed. */
	static async open(
		browser: Browser,
		url: string,
		{ viewport = { width: 1280, height: 900 }, colorScheme = "light", prepare }: DoorPageOptions = {},
	): Promise<DoorPage> {
		const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
		// The TypeScript runner wraps functions in calls of a helper, also those that are sent to the page.
		await context.addInitScript("globalThis.__name = (wrapped) => wrapped");
		await prepare?.(context);
		const page = await context.newPage();
		const complaints: string[] = [];
		page.on("pageerror", (error) => complaints.push(String(error)));
		page.on("console", (message) => {
			if (message.type() === "error") complaints.push(message.text());
		});
		await page.goto(url);
		return new DoorPage(page, complaints);
	}

	/** Pictures drawn so far. */
	async drawn(): Promise<number> {
		return this.page.evaluate(() => window.belltower.pictures.drawn);
	}

	/** Waits until `count` more pictures have been drawn than now. */
	async moreDrawn(count: number, milliseconds = 20_000): Promise<void> {
		const before = await this.drawn();
		await until(`${count} pictures more`, async () => (await this.drawn()) >= before + count, milliseconds);
	}

	/** The canvas as it is now, as a number that differs where a pixel does. */
	async fingerprint(): Promise<number> {
		return this.page.evaluate(() => {
			const canvas = document.querySelector<HTMLCanvasElement>("#picture");
			const context = canvas?.getContext("2d");
			if (!canvas || !context) throw new Error("there is no canvas");
			const words = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
			return words.reduce((hash, word) => Math.imul(hash ^ word, 16_777_619) >>> 0, 2_166_136_261);
		});
	}

	/** What the page plays at this moment: samples of -1 to 1, and their rate. */
	async heard(): Promise<{ samples: number[]; sampleRate: number }> {
		return this.page.evaluate(() => {
			const { analyser } = window.belltower;
			if (!analyser) throw new Error("the page does not play");
			const samples = new Float32Array(analyser.fftSize);
			analyser.getFloatTimeDomainData(samples);
			return { samples: [...samples], sampleRate: analyser.context.sampleRate };
		});
	}

	/** Keeps a picture of the page with the build's output. */
	async screenshot(name: string): Promise<void> {
		await mkdir(screenshots, { recursive: true });
		await this.page.screenshot({ path: `${screenshots}${name}.png` });
	}

	async close(): Promise<void> {
		await this.page.context().close();
	}
}
