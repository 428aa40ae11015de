import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

/** A program that answers each line on its standard input by one line of JSON, in order, and ends with its input. */
export class LineProcess {
	readonly #child: ChildProcess;
	readonly #lines: AsyncIterator<string>;
	readonly #reader: Interface;

	private constructor(child: ChildProcess, reader: Interface) {
		this.#child = child;
		this.#reader = reader;
		this.#lines = reader[Symbol.asyncIterator]();
	}

	static start(command: string, args: readonly string[]): LineProcess {
		const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
		return new LineProcess(child, createInterface({ input: child.stdout }));
	}

	/** Starts a TypeScript file with this Node.js. */
	static typescript(file: string, args: readonly string[] = []): LineProcess {
		return LineProcess.start(process.execPath, ["--import", "tsx", "--expose-gc", file, ...args]);
	}

	/** The next line that nothing was asked for. */
	async next(): Promise<unknown> {
		const line = await this.#lines.next();
		if (line.done === true)
			throw new Error("a program of the benchmark ended before it answered; what it said is above");
		return JSON.parse(line.value) as unknown;
	}

	async ask(question: string): Promise<unknown> {
		this.#child.stdin?.write(`${question}\n`);
		return this.next();
	}

	async end(): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) {
			this.#child.stdin?.end();
			await once(this.#child, "exit");
		}
		this.#reader.close();
	}
}
