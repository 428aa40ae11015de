import { spawn, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { until } from "./until.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** One run of `npm start`, in a process group of its own. */
export class BelltowerProcess {
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | null>;
	#output = "";

	/** Starts it with the options of `npm start -- ...`. */
	constructor(options: readonly string[], environment: Readonly<Record<string, string>> = {}) {
		this.#child = spawn(process.execPath, ["tools/start/start.cjs", ...options], {
			cwd: root,
			detached: true,
			env: { ...process.env, ...environment },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const collect = (data: Buffer): void => {
			this.#output += data.toString();
		};
		this.#child.stdout?.on("data", collect);
		this.#child.stderr?.on("data", collect);
		this.#exited = new Promise((resolve) => this.#child.once("close", resolve));
	}

	/** All that it has printed, both streams in the order of arrival. */
	get output(): string {
		return this.#output;
	}

	get pid(): number {
		if (this.#child.pid === undefined) throw new Error("npm start did not start");
		return this.#child.pid;
	}

	/** Waits for `pattern` in the output. A build from nothing is waited for too. */
	async printed(pattern: RegExp, milliseconds = 180_000): Promise<RegExpExecArray> {
		try {
			return await until(
				String(pattern),
				() => {
					const found = pattern.exec(this.#output);
					if (found !== null) return found;
					if (this.#child.exitCode !== null)
						throw new Error(`npm start ended with ${this.#child.exitCode} before`);
					return undefined;
				},
				milliseconds,
			);
		} catch (error) {
			throw new Error(`${String(error)}; it printed:\n${this.#output}`, { cause: error });
		}
	}

	/** Its exit status, once it has ended by itself. */
	async exited(): Promise<number | null> {
		return this.#exited;
	}

	/** Ends it as Ctrl-C does: SIGINT to the whole group. Resolves with the exit status. */
	async interrupt(): Promise<number | null> {
		this.signal("SIGINT");
		return this.#exited;
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
		await this.#exited;
	}
}
