import { spawn, type ChildProcess } from "node:child_process";
import { tool } from "./sdk";
import { XsbugListener, type XsbugOptions } from "./xsbug-listener";
import { Xvfb } from "./xvfb";
import { until } from "../support/until";

/** A program in the SDK's simulator, on a display that nobody sees, with its machine's traces. */
export class Mcsim {
	readonly #display: Xvfb;
	readonly #child: ChildProcess;
	/** What the machine traces and where it stops. */
	readonly xsbug: XsbugListener;
	#messages = "";

	private constructor(display: Xvfb, xsbug: XsbugListener, child: ChildProcess) {
		this.#display = display;
		this.xsbug = xsbug;
		this.#child = child;
		const collect = (data: Buffer): void => {
			this.#messages += data.toString();
		};
		child.stdout?.on("data", collect);
		child.stderr?.on("data", collect);
	}

	/** Starts `program` with `variables` in its environment, and waits for its machine, which stops as `options` say. */
	static async start(
		program: string,
		variables: Readonly<Record<string, string>> = {},
		options: XsbugOptions = {},
	): Promise<Mcsim> {
		const path = tool("mcsim");
		if (path === undefined) throw new Error("the SDK's simulator is not built");
		const display = await Xvfb.start();
		const xsbug = await XsbugListener.listen(options);
		const child = spawn(path, [program], {
			env: { ...process.env, ...xsbug.environment, ...variables, DISPLAY: display.display },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const simulator = new Mcsim(display, xsbug, child);
		try {
			await until("the machine", () => xsbug.logins > 0);
		} catch (error) {
			await simulator.kill();
			throw new Error(simulator.report(), { cause: error });
		}
		return simulator;
	}

	/** Waits for a line that was traced and matches. */
	async traced(pattern: RegExp, milliseconds = 20_000): Promise<string> {
		try {
			return await until(
				String(pattern),
				() => {
					const line = this.xsbug.lines.find((text) => pattern.test(text));
					if (line === undefined && this.#ended) throw new Error("mcsim has ended");
					return line;
				},
				milliseconds,
			);
		} catch (error) {
			throw new Error(this.report(), { cause: error });
		}
	}

	/**
	 * Ends the program as xsbug does, which deletes its machine, then the simulator.
	 * @throws Error when the simulator did not survive the program's end.
	 */
	async stop(): Promise<void> {
		this.xsbug.abort();
		try {
			await until("the machine's end", () => this.xsbug.connected === 0 || this.#ended);
			if (this.#ended) throw new Error("mcsim has ended with its program");
		} catch (error) {
			throw new Error(this.report(), { cause: error });
		} finally {
			await this.kill();
		}
	}

	/** Ends all of it, whatever state it is in. */
	async kill(): Promise<void> {
		if (!this.#ended) {
			const ended = new Promise((resolve) => this.#child.once("close", resolve));
			this.#child.kill("SIGKILL");
			await ended;
		}
		await this.xsbug.close();
		await this.#display.stop();
	}

	get #ended(): boolean {
		return this.#child.exitCode !== null || this.#child.signalCode !== null;
	}

	/** All that was traced and printed, for messages. */
	report(): string {
		const end = this.#ended ? `mcsim ended (${this.#child.exitCode ?? this.#child.signalCode ?? ""})\n` : "";
		const stops = this.xsbug.breaks.map(({ path, line, message }) => `${path}:${line}: ${message}`);
		return `${end}traced:\n${this.xsbug.lines.join("\n")}\nstopped:\n${stops.join("")}\nmcsim printed:\n${this.#messages}`;
	}
}
