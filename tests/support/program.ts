import type { ChildProcess } from "node:child_process";
import { until } from "./until";

/** A program under test, and what it has printed. */
export class Program {
	readonly #name: string;
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | null>;
	#output = "";

	/** @param child started with pipes for both of its outputs */
	constructor(name: string, child: ChildProcess) {
		this.#name = name;
		this.#child = child;
		const collect = (data: Buffer): void => {
			this.#output += data.toString();
		};
		child.stdout?.on("data", collect);
		child.stderr?.on("data", collect);
		this.#exited = new Promise((resolve) => child.once("close", resolve));
	}

	/** All that it has printed, both streams in the order of arrival. */
	get output(): string {
		return this.#output;
	}

	/** Whether it still runs. */
	get running(): boolean {
		return this.#child.exitCode === null && this.#child.signalCode === null;
	}

	get pid(): number {
		if (this.#child.pid === undefined) throw new Error(`${this.#name} did not start`);
		return this.#child.pid;
	}

	/** Waits for `pattern` in the output. */
	async printed(pattern: RegExp, milliseconds?: number): Promise<RegExpExecArray> {
		try {
			return await until(
				String(pattern),
				() => {
					const found = pattern.exec(this.#output);
					if (found) return found;
					if (!this.running) throw new Error(`${this.#name} ended before`);
					return undefined;
				},
				milliseconds,
			);
		} catch (error) {
			throw new Error(`${String(error)}; it printed:\n${this.#output}`, { cause: error });
		}
	}

	/** Its exit status, once it has ended. */
	async exited(): Promise<number | null> {
		return this.#exited;
	}
}
