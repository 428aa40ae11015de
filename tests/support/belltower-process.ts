import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Program } from "./program";

const root = fileURLToPath(new URL("../..", import.meta.url));
const timeOfBuild = 180_000;

/** One run of `npm start`, in a process group of its own. */
export class BelltowerProcess extends Program {
	readonly #data: string;

	/** Starts it with the options of `npm start -- ...`. What its doorbells keep is gone with it. */
	constructor(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
		const data = mkdtempSync(join(tmpdir(), "belltower-data-"));
		super(
			"npm start",
			spawn(process.execPath, ["tools/start/start.cjs", ...options], {
				cwd: root,
				detached: true,
				env: { ...process.env, BELLTOWER_DATA: data, ...environment },
				stdio: ["ignore", "pipe", "pipe"],
			}),
		);
		this.#data = data;
	}

	/** Waits for `pattern` in the output. A build from nothing is waited for too. */
	override async printed(pattern: RegExp, milliseconds = timeOfBuild): Promise<RegExpExecArray> {
		return super.printed(pattern, milliseconds);
	}

	/** Ends it as Ctrl-C does: SIGINT to the whole group. Resolves with the exit status. */
	async interrupt(): Promise<number | null> {
		this.signal("SIGINT");
		return this.exited();
	}

	/** Sends `signal` to every process of the group; false when there is none left. */
	signal(signal: NodeJS.Signals | 0): boolean {
		try {
			process.kill(-this.pid, signal);
			return true;
		} catch {
			return false;
		}
	}

	/** For a test's clean-up: nothing of it is left afterwards, whatever state it was in. */
	async destroy(): Promise<void> {
		this.signal("SIGKILL");
		await this.exited();
		rmSync(this.#data, { recursive: true, force: true });
	}
}
