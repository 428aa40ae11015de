import { setTimeout as delay } from "node:timers/promises";
import type { BelltowerProcess } from "../../tests/support/belltower-process";
import { until } from "../../tests/support/until";
import { printTable } from "./figures";
import { HubAndDoorbell } from "./hub-and-doorbell";
import { Viewers, type Wishes } from "./viewers";

const settling = 5_000;

/** What the engine tells of its heap on SIGUSR1 (simulator/xs/README.md). */
interface HeapStatistics {
	/** Bytes of all chunks ever allocated. */
	readonly allocated: number;
	readonly collections: number;
	/** Bytes of slots in use. */
	readonly slots: number;
	/** Bytes of chunks in use. */
	readonly chunks: number;
}

async function readStatistics(doorbell: BelltowerProcess, pid: number): Promise<HeapStatistics> {
	const printed = doorbell.output.length;
	process.kill(pid, "SIGUSR1");
	const [, json = ""] = await until(
		"the engine's statistics",
		() => /statistics (\{.*\})/.exec(doorbell.output.slice(printed)) ?? undefined,
	);
	const statistics = JSON.parse(json) as Record<string, number>;
	const read = (name: string): number => statistics[name] ?? Number.NaN;
	return {
		allocated: read("XS Chunk Heap Allocated"),
		collections: read("XS Garbage Collection Count"),
		slots: read("XS Slot Heap Used"),
		chunks: read("XS Chunk Heap Used"),
	};
}

/**
 * Measures what streaming allocates on the XS chunk heap: with nobody watching, pictures alone, sound alone, and both.
 * What idling allocates (statistics are sent every two seconds) is taken off the figure for each message.
 * @param seconds how long each is measured
 */
export async function measureHeap(seconds: number): Promise<void> {
	await HubAndDoorbell.during(async ({ address, doorbell, doorbellPid }) => {
		const rows: string[][] = [];
		let idle = 0;
		const phases: [string, Wishes][] = [
			["nobody watches", { pictures: false, sound: false }],
			["pictures", { pictures: true, sound: false }],
			["sound", { pictures: false, sound: true }],
			["pictures and sound", { pictures: true, sound: true }],
		];
		for (const [name, wishes] of phases) {
			const viewers = await Viewers.open(address, "front-door", 1, wishes);
			await delay(settling);
			const [before, received] = [await readStatistics(doorbell, doorbellPid), viewers.received];
			await delay(seconds * 1000);
			const [after, messages] = [await readStatistics(doorbell, doorbellPid), viewers.received - received];
			await viewers.close();
			const allocated = (after.allocated - before.allocated) / seconds;
			if (messages === 0) idle = allocated;
			const perMessage = (Math.max(0, allocated - idle) * seconds) / messages;
			rows.push([
				name,
				(messages / seconds).toFixed(1),
				allocated.toFixed(0),
				messages === 0 ? "" : perMessage.toFixed(1),
				(((after.collections - before.collections) * 60) / seconds).toFixed(1),
				after.chunks.toFixed(0),
				after.slots.toFixed(0),
			]);
		}
		printTable(
			"The doorbell's XS heap, in bytes",
			[
				"",
				"messages/s",
				"chunk bytes/s",
				"for each message",
				"collections/min",
				"chunks in use",
				"slots in use",
			],
			rows,
		);
	});
}
