import { setTimeout as sleep } from "node:timers/promises";
import { startHub, type Hub } from "../../hub/server";
import type { HubOptions } from "../../hub/options";
import type { Log } from "../../hub/common/log";

export interface LogLine extends Record<string, unknown> {
	level: string;
	message: string;
}

export type TestedHub = Hub & { lines: LogLine[] };

const started: Hub[] = [];

/** Starts a hub on a free port that logs to `lines`; `stopHubs` stops it. Short times, so that tests need not wait. */
export async function testHub(options: HubOptions = {}): Promise<TestedHub> {
	const lines: LogLine[] = [];
	const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
		void lines.push({ ...fields, level, message });
	const log: Log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
	const hub = await startHub({ port: 0, log, linger: 40, retry: 60, answer: 300, ...options });
	started.push(hub);
	return Object.assign(hub, { lines });
}

/** Stops what `testHub` started. */
export async function stopHubs(): Promise<void> {
	await Promise.all(started.splice(0).map((hub) => hub.close()));
}

/** Waits until something is so, and fails after two seconds if it never is. */
export async function until(holds: () => boolean, what: string): Promise<void> {
	const deadline = performance.now() + 2000;
	while (!holds()) {
		if (performance.now() > deadline) throw new Error(`waited two seconds in vain until ${what}`);
		await sleep(5);
	}
}

export { sleep };
