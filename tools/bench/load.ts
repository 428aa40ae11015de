import { setTimeout as delay } from "node:timers/promises";
import { printTable } from "./figures";
import { HubAndDoorbell } from "./hub-and-doorbell";
import { cpuShare, usageOf, type Usage } from "./process-usage";
import { Viewers } from "./viewers";

const settling = 3_000;

/** What was used over a time: share of one core, and memory at its end. */
interface Load {
	readonly cpu: number;
	readonly memory: number;
}

async function measure(pids: readonly number[], milliseconds: number): Promise<Load[]> {
	const before = pids.map(usageOf);
	await delay(milliseconds);
	return pids.map((pid, index) => {
		const after = usageOf(pid);
		return { cpu: cpuShare(before[index] as Usage, after), memory: after.memory };
	});
}

/**
 * Measures CPU and memory of one simulated doorbell and of the hub while nobody, 1 and 20 viewers watch and listen.
 * @param seconds how long each is measured
 */
export async function measureLoad(seconds: number): Promise<void> {
	await HubAndDoorbell.during(async ({ address, hub, doorbellPid }) => {
		const rows: string[][] = [];
		for (const count of [0, 1, 20]) {
			const viewers = await Viewers.open(address, "front-door", count);
			await delay(settling);
			const start = viewers.received;
			const [hubLoad, doorbellLoad] = await measure([hub.pid, doorbellPid], seconds * 1000);
			const messages = viewers.received - start;
			const load = (of: Load | undefined): string[] =>
				of ? [`${(of.cpu * 100).toFixed(1)} %`, `${(of.memory / 2 ** 20).toFixed(0)} MiB`] : ["", ""];
			const perMessage = messages > 0 && hubLoad ? (hubLoad.cpu * seconds * 1e6) / messages : Number.NaN;
			rows.push([
				`${count} viewers`,
				...load(doorbellLoad),
				...load(hubLoad),
				(messages / seconds).toFixed(0),
				Number.isNaN(perMessage) ? "" : `${perMessage.toFixed(0)} µs`,
			]);
			await viewers.close();
		}
		printTable(
			"One simulated doorbell (picture and sound) and its hub: share of one core, resident memory",
			["", "doorbell", "", "hub", "", "messages/s delivered", "hub's CPU each"],
			rows,
		);
	});
}
