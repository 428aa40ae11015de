import { setTimeout as delay } from "node:timers/promises";
import { printTable } from "../figures";
import { hub, RunningServer } from "./contenders";
import { SendingDoorbell } from "./doorbell";
import type { ServerUsage } from "./servers/control";
import { ViewersProcess } from "./viewers";

const deviceCount = 200;
const viewerCount = 200;
const framesPerSecond = 15;
/** Milliseconds. */
const settling = 3000;

/** Memory of the hub for each doorbell that is connected and idle, and for each viewer that watches. */
export async function measureMemory(): Promise<void> {
	const server = await RunningServer.start(hub);
	const viewers = new ViewersProcess();
	const first = await SendingDoorbell.ofHub(server.port, "front-door");
	await viewers.open(server.port, 1, "front-door");
	/** Pictures that pass at this moment are not to be counted. */
	const read = async (): Promise<ServerUsage> => {
		first.start(framesPerSecond);
		await delay(settling);
		first.stop();
		await delay(settling);
		await server.usage(true);
		return server.usage(true);
	};
	const empty = await read();
	const idle: SendingDoorbell[] = [];
	for (let number = 0; number < deviceCount; number++)
		idle.push(await SendingDoorbell.ofHub(server.port, `idle-${number}`));
	const withDevices = await read();
	await viewers.open(server.port, viewerCount, "front-door");
	const withViewers = await read();
	printTable(
		"Memory of the hub, KiB",
		["", "in use after a collection", "for each more", "resident"],
		[
			["one doorbell, one viewer", kibibytes(empty.used), "", kibibytes(empty.resident)],
			[`${deviceCount} idle doorbells more`, ...figures(empty, withDevices, deviceCount)],
			[`${viewerCount} viewers more, after pictures`, ...figures(withDevices, withViewers, viewerCount)],
		],
	);
	await viewers.end();
	for (const doorbell of [first, ...idle]) await doorbell.close();
	await server.end();
}

function figures(before: ServerUsage, after: ServerUsage, count: number): string[] {
	return [kibibytes(after.used), kibibytes((after.used - before.used) / count), kibibytes(after.resident)];
}

function kibibytes(bytes: number): string {
	return (bytes / 1024).toFixed(0);
}
