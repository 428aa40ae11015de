import { setTimeout as delay } from "node:timers/promises";
import { percentile, printTable } from "../figures";
import { bareWs, fastapi, fastapiMissing, floor, hub, RunningServer, type Contender } from "./contenders";
import { SendingDoorbell } from "./doorbell";
import type { ServerUsage } from "./servers/control";
import { ViewersProcess } from "./viewers";

const framesPerSecond = 15;
const viewerCounts = [1, 10, 100, 200];
/** Into so many parts the time of a figure is cut; the median counts, as some of them have a garbage collection in them. */
const slices = 5;
/** Milliseconds before each measurement. */
const settling = 3000;
/**
 * Milliseconds before the first. Node.js tidies up after a program's start for half a minute, and throws away compiled code
 * as it does; what is measured is a server that has run for long.
 */
const warmUp = 45_000;
const warmUpViewers = 50;

/** One contender with a doorbell and viewers, for as long as the benchmark runs. */
class Lane {
	readonly contender: Contender;
	readonly server: RunningServer;
	readonly #doorbell: SendingDoorbell;
	perFrame: number[] = [];
	rates: number[] = [];
	shares: number[] = [];
	delays: number[] = [];

	private constructor(contender: Contender, server: RunningServer, doorbell: SendingDoorbell) {
		this.contender = contender;
		this.server = server;
		this.#doorbell = doorbell;
	}

	static async open(contender: Contender): Promise<Lane> {
		const server = await RunningServer.start(contender);
		const doorbell =
			contender === hub
				? await SendingDoorbell.ofHub(server.port, "front-door")
				: await SendingDoorbell.ofRelay(server.port);
		return new Lane(contender, server, doorbell);
	}

	start(): void {
		this.#doorbell.start(framesPerSecond);
	}

	forget(): void {
		this.perFrame = [];
		this.rates = [];
		this.shares = [];
		this.delays = [];
	}

	count(before: ServerUsage, after: ServerUsage, span: number, delays: readonly number[]): void {
		const cpu = after.cpu - before.cpu;
		this.perFrame.push(cpu / delays.length);
		this.rates.push((delays.length / span) * 1000);
		this.shares.push(cpu / 1000 / span);
		for (const time of delays) this.delays.push(time);
	}

	async close(): Promise<void> {
		await this.#doorbell.close();
		await this.server.end();
	}
}

/**
 * Frames delivered a second, CPU for each and added latency, from one doorbell at 15 frames/s of 25 KB to 1, 10, 100 and
 * 200 viewers: the hub beside the smallest relay on `ws`, the same on FastAPI, and a bare socket's write. All run at the
 * same time, their doorbells a part of a frame's time apart, so that whatever else the machine does is the same for all.
 * @param seconds how long each figure is measured
 */
export async function measureDelivery(seconds: number): Promise<void> {
	if (!fastapi) console.log(`\n${fastapiMissing}`);
	const contenders = [hub, bareWs, ...(fastapi ? [fastapi] : []), floor];
	const viewers = new ViewersProcess();
	const lanes: Lane[] = [];
	for (const contender of contenders) lanes.push(await Lane.open(contender));
	const watch = async (count: number): Promise<void> => {
		await viewers.close();
		for (const lane of lanes) await viewers.open(lane.server.port, count, "front-door");
	};
	await watch(warmUpViewers);
	for (const lane of lanes) {
		lane.start();
		await delay(1000 / framesPerSecond / lanes.length);
	}
	await delay(warmUp);
	const rows: string[][] = [];
	for (const count of viewerCounts) {
		await watch(count);
		await delay(settling);
		for (const lane of lanes) lane.forget();
		for (let slice = 0; slice < slices; slice++) await measure(lanes, viewers, (seconds * 1000) / slices);
		const bare = median(lanes.find(({ contender }) => contender === bareWs)?.perFrame ?? []);
		for (const lane of lanes) rows.push([`${count} viewers: ${lane.contender.name}`, ...figures(lane, bare)]);
	}
	await viewers.end();
	for (const lane of lanes) await lane.close();
	printTable(
		`One doorbell, ${framesPerSecond} frames/s of 25 KB, all at the same time, medians of ${slices} times`,
		["", "frames/s", "of a core", "CPU a frame", "of ws's", "latency p50", "p99"],
		rows,
	);
}

async function measure(lanes: readonly Lane[], viewers: ViewersProcess, milliseconds: number): Promise<void> {
	const before: ServerUsage[] = [];
	for (const { server } of lanes) before.push(await server.usage());
	await viewers.mark();
	const start = performance.now();
	await delay(milliseconds);
	for (const [index, lane] of lanes.entries()) {
		const after = await lane.server.usage();
		const { delays } = await viewers.read(lane.server.port);
		lane.count(before[index] ?? after, after, performance.now() - start, delays);
	}
}

function figures(lane: Lane, bare: number): string[] {
	const perFrame = median(lane.perFrame);
	const latency = (share: number): string =>
		lane.contender === floor ? "" : `${(percentile(lane.delays, share) / 1000).toFixed(1)} ms`;
	return [
		median(lane.rates).toFixed(0),
		`${(median(lane.shares) * 100).toFixed(1)} %`,
		`${perFrame.toFixed(1)} µs`,
		(perFrame / bare).toFixed(2),
		latency(0.5),
		latency(0.99),
	];
}

function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}
