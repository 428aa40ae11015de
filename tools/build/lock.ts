import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process builds: waits for the one whose number stands in the file at `path`, unless it is
 * gone. `waiting` is called once if there is one.
 */
export async function withLock<T>(
	path: string,
	waiting: (pid: number) => void,
	work: () => Promise<T>,
): Promise<T> {
	mkdirSync(dirname(path), { recursive: true });
	let told = false;
	while (!take(path)) {
		const pid = holder(path);
		if (pid === undefined) rmSync(path, { force: true });
		else {
			if (!told) waiting(pid);
			told = true;
			await sleep(50);
		}
	}
	const release = (): void => rmSync(path, { force: true });
	process.once("exit", release);
	try {
		return await work();
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

function holder(path: string): number | undefined {
	try {
		const pid = Number(readFileSync(path, "utf8"));
		process.kill(pid, 0);
		return pid;
	} catch {
		return undefined;
	}
}
