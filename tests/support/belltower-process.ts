import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Program } from "./program";

const root = fileURLToPath(new URL("../..", import.meta.url));
const timeOfBuild = 180_000;

/** One run of `npm start`, in a process group of its own. */
export class BelltowerProcess extends Program {
	/** Starts it with the options of `npm start -- ...`. */
	constructor(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
		super(
			"npm start",
			spawn(process.execPath, ["tools/start/start.cjs", ...options], {
				cwd: root,
				detached: true,
				env: { ...process.env, ...environment },
				stdio: ["ignore", "pipe", "pipe"],
			}),
		);
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
	}
}
