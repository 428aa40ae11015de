import { setTimeout as delay } from "node:timers/promises";
import { printTable } from "../figures";
import { hub, RunningServer } from "./contenders";
import { SendingDoorbell } from "./doorbell";
import type { ServerUsage } from "./servers/control";
import { ViewersProcess } from "./viewers";

const viewerCount = 1000;
/** Pictures are small and few: what is measured is who comes and goes. */
const pictureLength = 2000;
const framesPerSecond = 5;
/** Milliseconds after which what has gone is gone. */
const settling = 4000;

/**
 * Viewers that connect and vanish at random, in every way there is: memory and handles of the hub when all have gone, after
 * a first fifth of the time and at its end.
 * @param seconds how long it takes
 */
export async function measureComingAndGoing(seconds: number): Promise<void> {
	const server = await RunningServer.start(hub);
	const viewers = new ViewersProcess();
	const doorbell = await SendingDoorbell.ofHub(server.port, "front-door", pictureLength);
	doorbell.start(framesPerSecond);
	const rows: string[][] = [];
	const read = async (what: string, ...counts: [came: string, failed: string]): Promise<void> => {
		await delay(settling);
		rows.push([what, ...counts, ...figures(await server.usage(true))]);
	};
	await read("before", "", "");
	let came = 0;
	let failed = 0;
	for (const part of [1, 2, 3, 4, 5]) {
		const result = await viewers.churn(server.port, viewerCount, seconds / 5, "front-door");
		came += result.came;
		failed += result.refused + result.unanswered;
		await read(`after ${((part * seconds) / 5).toFixed(0)} s`, `${came}`, `${failed}`);
		console.log(`${came} viewers came and went, ${failed} of them got no connection`);
	}
	printTable(
		`${viewerCount} viewers that connect and vanish at random: the hub when all have gone`,
		["", "came so far", "got no connection", "in use", "resident", "handles"],
		rows,
	);
	doorbell.stop();
	await viewers.end();
	await doorbell.close();
	await server.end();
}

function figures({ used, resident, handles }: ServerUsage): string[] {
	const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
	return [mebibytes(used), mebibytes(resident), `${handles}`];
}
