import { setTimeout as delay } from "node:timers/promises";
import { percentile, printTable } from "../figures";
import { hub, RunningServer } from "./contenders";
import { SendingDoorbell } from "./doorbell";
import { ViewersProcess } from "./viewers";

const count = 200;
const framesPerSecond = 5;
/** Milliseconds. */
const settling = 5000;

/** Many doorbells at once, each with one viewer. @param seconds how long it is measured */
export async function measureDoorbells(seconds: number): Promise<void> {
	const server = await RunningServer.start(hub);
	const viewers = new ViewersProcess();
	const doorbells: SendingDoorbell[] = [];
	for (let number = 0; number < count; number++)
		doorbells.push(await SendingDoorbell.ofHub(server.port, `door-${number}`));
	await viewers.open(server.port, count, ...doorbells.map(({ device }) => device.id));
	for (const doorbell of doorbells) {
		doorbell.start(framesPerSecond);
		await delay(1000 / framesPerSecond / count);
	}
	await delay(settling);
	await viewers.mark();
	const sentBefore = total(doorbells);
	const before = await server.usage();
	const start = performance.now();
	await delay(seconds * 1000);
	const after = await server.usage();
	const span = performance.now() - start;
	const sent = total(doorbells) - sentBefore;
	const { delays } = await viewers.read(server.port);
	const received = delays.length;
	const cpu = after.cpu - before.cpu;
	printTable(
		`${count} doorbells at ${framesPerSecond} frames/s of 25 KB, each with one viewer`,
		["", "sent/s", "delivered/s", "of a core", "CPU a frame", "latency p50", "p99"],
		[
			[
				"hub",
				((sent / span) * 1000).toFixed(0),
				((received / span) * 1000).toFixed(0),
				`${(cpu / 10 / span).toFixed(1)} %`,
				`${(cpu / received).toFixed(0)} µs`,
				`${(percentile(delays, 0.5) / 1000).toFixed(1)} ms`,
				`${(percentile(delays, 0.99) / 1000).toFixed(1)} ms`,
			],
		],
	);
	await viewers.end();
	for (const doorbell of doorbells) await doorbell.close();
	await server.end();
}

function total(doorbells: readonly SendingDoorbell[]): number {
	return doorbells.reduce((sum, { sent }) => sum + sent, 0);
}
