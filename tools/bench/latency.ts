import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DoorPage } from "../../tests/e2e/door-page";
import { BelltowerProcess } from "../../tests/support/belltower-process";
import { launchChromium } from "../../tests/support/browser";
import { freePort } from "../../tests/support/free-port";
import { until } from "../../tests/support/until";
import { readWav, writeWav } from "../../tests/support/wav";
import { clickLevel, instrumentPage, timePlayedClicks } from "./clicks";
import { percentile, printTable } from "./figures";
import { timePictures, type PictureTiming } from "./time-strip";

const sampleRate = 16_000;
/** Of full scale: what the doorbell plays is turned down by its volume, and otherwise silent. */
const playedLevel = 0.02;

/** A second of silence with a click of 2 ms in its middle. */
function clickEachSecond(): Int16Array {
	const samples = new Int16Array(sampleRate);
	samples.fill(28_000, sampleRate / 2, sampleRate / 2 + sampleRate / 500);
	return samples;
}

/** When each byte of a growing file was there: [milliseconds since 1970, size]. */
async function watchGrowth(path: string, milliseconds: number): Promise<[number, number][]> {
	const growth: [number, number][] = [];
	const end = Date.now() + milliseconds;
	while (Date.now() < end) {
		await delay(2);
		const size = await stat(path).then(
			(status) => status.size,
			() => 0,
		);
		if (size !== growth.at(-1)?.[1]) growth.push([performance.timeOrigin + performance.now(), size]);
	}
	return growth;
}

/** For each moment of `ends`, the time since the last of `starts` before it, if that is less than a second. */
function delays(starts: readonly number[], ends: readonly number[]): number[] {
	return ends.flatMap((end) => {
		const start = starts.findLast((moment) => moment <= end);
		return start !== undefined && end - start < 1000 ? [end - start] : [];
	});
}

async function spokenToPlayed(door: DoorPage, speaker: string, milliseconds: number): Promise<number[]> {
	await door.page.locator("#talk").hover();
	await door.page.mouse.down();
	await until("the speaker's file", async () => stat(speaker).catch(() => undefined));
	const growth = await watchGrowth(speaker, milliseconds);
	await door.page.mouse.up();
	const { samples } = await readWav(speaker);
	const headerSize = (await stat(speaker)).size - samples.byteLength;
	const played: number[] = [];
	for (let index = 0; index < samples.length; index++) {
		if (Math.abs(samples[index] ?? 0) < playedLevel * 32_768) continue;
		const written = growth.find(([, size]) => size > headerSize + index * 2);
		if (written) played.push(written[0]);
		index += sampleRate / 2;
	}
	return delays(await door.page.evaluate(() => window.clickLog.spoken), played);
}

/** How far the doorbell's clock lies behind 1970, from pictures that carry both times: milliseconds. */
function clockOffset(pictures: readonly PictureTiming[]): number {
	return percentile(
		pictures.map(({ captured, deviceTime }) => captured - deviceTime),
		0.5,
	);
}

/**
 * Measures what a person feels: how old a picture is when the page draws it, how old a click at the door is when the
 * page plays it, and how old a click spoken into the page is when the doorbell plays it.
 * @param seconds how long the pictures are watched; the sound takes half of it in each direction
 */
export async function measureLatency(seconds: number): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), "belltower-bench-"));
	const microphone = join(folder, "microphone.wav");
	const speaker = join(folder, "speaker.wav");
	await writeWav(microphone, { samples: clickEachSecond(), sampleRate });
	const port = String(await freePort());
	const belltower = new BelltowerProcess(["--port", port, "--microphone", microphone, "--speaker", speaker]);
	const browser = await launchChromium(microphone);
	try {
		const [, url = ""] = await belltower.printed(/Open +(http:\S+)/);
		const door = await DoorPage.open(browser, url, {
			prepare: (context) => context.addInitScript(instrumentPage, clickLevel),
		});
		await door.moreDrawn(15);
		const pictures = await door.page.evaluate(timePictures, seconds * 1000);
		await door.page.click("#listen");
		await delay(2_000);
		const heard = await door.page.evaluate(timePlayedClicks, [seconds * 500, clickLevel] as [number, number]);
		const offset = clockOffset(pictures);
		const recorded = await door.page.evaluate(() => window.clickLog.recorded);
		const listened = delays(
			recorded.map((time) => time + offset),
			heard,
		);
		await door.page.click("#listen");
		const spoken = await spokenToPlayed(door, speaker, seconds * 500);
		const row = (name: string, values: readonly number[]): string[] => [
			name,
			String(values.length),
			...[0.5, 0.99].map((share) => percentile(values, share).toFixed(0)),
		];
		printTable(
			"Latency, in milliseconds",
			["", "count", "p50", "p99"],
			[
				row(
					"capture of a picture to its drawing on the page",
					pictures.map(({ captured, drawn }) => drawn - captured),
				),
				row("click at the door to the page's loudspeaker", listened),
				row("click spoken into the page to the doorbell's speaker", spoken),
			],
		);
		console.log(`\n  ${(pictures.length / seconds).toFixed(1)} pictures a second were read`);
	} finally {
		await browser.close();
		await belltower.destroy();
		await rm(folder, { recursive: true });
	}
}
