import { setTimeout as delay } from "node:timers/promises";
import { percentile, printTable } from "../figures";
import { bareWs, fastapi, fastapiMissing, floor, hub, RunningServer, type Contender } from "./contenders";
import { SendingDoorbell } from "./doorbell";
import { ViewersProcess } from "./viewers";

const framesPerSecond = 15;
const viewerCounts = [1, 10, 100, 200];
const rounds = 5;
/** Milliseconds before each measurement. */
const settling = 1000;
/** Before the first, at four times the pace, so that the code is compiled as it is in a server that has run for long. */
const warmUp = 4000;

/** One contender with a doorbell and viewers. */
class Run {
	readonly contender: Contender;
	readonly #server: RunningServer;
	readonly #doorbell: SendingDoorbell;
	readonly #viewers: ViewersProcess;
	readonly perFrame: number[] = [];
	readonly rates: number[] = [];
	readonly shares: number[] = [];
	readonly delays: number[] = [];

	private constructor(
		contender: Contender,
		server: RunningServer,
		doorbell: SendingDoorbell,
		viewers: ViewersProcess,
	) {
		this.contender = contender;
		this.#server = server;
		this.#doorbell = doorbell;
		this.#viewers = viewers;
	}

	static async prepare(contender: Contender, viewers: ViewersProcess, count: number): Promise<Run> {
		const server = await RunningServer.start(contender);
		const doorbell =
			contender === hub
				? await SendingDoorbell.ofHub(server.port, "front-door")
				: await SendingDoorbell.ofRelay(server.port);
		await viewers.open(server.port, count, "front-door");
		doorbell.start(4 * framesPerSecond);
		await delay(warmUp);
		doorbell.stop();
		return new Run(contender, server, doorbell, viewers);
	}

	async measure(milliseconds: number): Promise<void> {
		this.#doorbell.start(framesPerSecond);
		await delay(settling);
		await this.#viewers.mark(this.#server.port);
		const before = await this.#server.usage();
		const start = performance.now();
		await delay(milliseconds);
		const after = await this.#server.usage();
		const span = performance.now() - start;
		const { received, delays } = await this.#viewers.read();
		this.#doorbell.stop();
		const cpu = after.cpu - before.cpu;
		this.perFrame.push(cpu / received);
		this.rates.push((received / span) * 1000);
		this.shares.push(cpu / 1000 / span);
		for (const time of delays) this.delays.push(time);
		await delay(300);
	}

	async end(): Promise<void> {
		await this.#doorbell.close();
		await this.#server.end();
	}
}

/**
 * Frames delivered a second, CPU for each and added latency, from one doorbell at 15 frames/s of 25 KB to 1, 10, 100 and
 * 200 viewers: the hub beside the smallest relay on `ws`, the same on FastAPI, and a bare socket's write. All take turns;
 * of a contender's rounds the one with the least CPU counts, as whatever else the machine does only adds to it.
 * @param seconds how long each figure is measured, all its rounds together
 */
export async function measureDelivery(seconds: number): Promise<void> {
	if (!fastapi) console.log(`\n${fastapiMissing}`);
	const contenders = [hub, bareWs, ...(fastapi ? [fastapi] : []), floor];
	const rows: string[][] = [];
	for (const count of viewerCounts) {
		const viewers = new ViewersProcess();
		const runs: Run[] = [];
		for (const contender of contenders) runs.push(await Run.prepare(contender, viewers, count));
		for (let round = 0; round < rounds; round++)
			for (const run of runs) await run.measure((seconds * 1000) / rounds);
		await viewers.close();
		for (const run of runs) await run.end();
		await viewers.end();
		const bare = Math.min(...(runs.find(({ contender }) => contender === bareWs)?.perFrame ?? []));
		for (const run of runs) rows.push([`${count} viewers: ${run.contender.name}`, ...figures(run, bare)]);
	}
	printTable(
		`One doorbell, ${framesPerSecond} frames/s of 25 KB: CPU of the quickest of ${rounds} rounds in turns`,
		["", "frames/s", "of a core", "CPU a frame", "of ws's", "latency p50", "p99"],
		rows,
	);
}

function figures(run: Run, bare: number): string[] {
	const perFrame = Math.min(...run.perFrame);
	const latency = (share: number): string =>
		run.contender === floor ? "" : `${(percentile(run.delays, share) / 1000).toFixed(1)} ms`;
	return [
		median(run.rates).toFixed(0),
		`${(Math.min(...run.shares) * 100).toFixed(1)} %`,
		`${perFrame.toFixed(1)} µs`,
		(perFrame / bare).toFixed(2),
		latency(0.5),
		latency(0.99),
	];
}

function median(values: readonly number[]): number {
	return percentile(values, 0.5);
}
