import { readdirSync, readFileSync } from "node:fs";

/** What a process had used at one moment. */
export interface Usage {
	/** CPU time of all its threads since it started, milliseconds. */
	readonly cpu: number;
	/** Resident memory, bytes. */
	readonly memory: number;
	/** When this was read, milliseconds of the monotonic clock. */
	readonly at: number;
}

const millisecondsPerTick = 10;

/** Reads /proc/PID (Linux only; proc(5)). */
export function usageOf(pid: number): Usage {
	const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
	const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
	const ticks = Number(fields[11]) + Number(fields[12]);
	const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
	return {
		cpu: ticks * millisecondsPerTick,
		memory: Number(resident?.[1] ?? 0) * 1024,
		at: performance.now(),
	};
}

/** The share of one core used between two readings, 0 to 1 and above. */
export function cpuShare(before: Usage, after: Usage): number {
	return (after.cpu - before.cpu) / (after.at - before.at);
}

/** Every process whose ancestor is `pid`, with its command line. */
export function descendants(pid: number): { pid: number; command: string }[] {
	const processes = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.flatMap((name) => {
			try {
				const stat = readFileSync(`/proc/${name}/stat`, "latin1");
				const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
				const command = readFileSync(`/proc/${name}/cmdline`, "latin1").replaceAll("\0", " ").trim();
				return [{ pid: Number(name), parent, command }];
			} catch {
				// It ended between the two looks.
				return [];
			}
		});
	const found: { pid: number; command: string }[] = [];
	const parents = new Set([pid]);
	for (let grew = true; grew;) {
		grew = false;
		for (const { pid: child, parent, command } of processes)
			if (parents.has(parent) && !parents.has(child)) {
				parents.add(child);
				found.push({ pid: child, command });
				grew = true;
			}
	}
	return found;
}
