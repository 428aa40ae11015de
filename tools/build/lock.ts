import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process builds: waits for the one whose number stands in the file at `path`, unless it is
 * gone. `waiting` is called once if there is one; `signal` ends the waiting.
 */
export async function withLock(
	path: string,
	waiting: (pid: number) => void,
	work: () => Promise<void>,
	signal?: AbortSignal,
): Promise<void> {
	mkdirSync(dirname(path), { recursive: true });
	let told = false;
	while (!take(path)) {
		const pid = holder(path);
		if (pid === undefined) rmSync(path, { force: true });
		else {
			if (!told) waiting(pid);
			told = true;
			await sleep(50, undefined, signal && { signal });
		}
	}
	const release = (): void => rmSync(path, { force: true });
	process.once("exit", release);
	try {
		await work();
	} finally {
		process.removeListener("exit", release);
		release();
	}
}

function take(path: string): boolean {
	try {
		writeFileSync(path, String(process.pid), { flag: "wx" });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
		throw error;
	}
}

/** The process that holds the lock, if it still runs. */
function holder(path: string): number | undefined {
	try {
		const pid = Number(readFileSync(path, "utf8"));
		return runs(pid) ? pid : undefined;
	} catch {
		return undefined;
	}
}

/** kill(2): a process of somebody else's may not be signaled, but it is there. */
function runs(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
