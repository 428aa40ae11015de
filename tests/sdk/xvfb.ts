import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { until } from "../support/until";

const program = "/usr/bin/Xvfb";

/** Why no test can have an X display here, or undefined if one can. */
export function xvfbMissing(): string | undefined {
	return existsSync(program) ? undefined : "Xvfb is not installed (Debian: apt-get install xvfb)";
}

/** An X display that nobody sees. */
export class Xvfb {
	readonly #child: ChildProcess;
	/** What `DISPLAY` has to be. */
	readonly display: string;

	private constructor(child: ChildProcess, display: string) {
		this.#child = child;
		this.display = display;
	}

	/** Starts one under a number that is free. */
	static async start(): Promise<Xvfb> {
		const child = spawn(program, ["-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp"], {
			stdio: ["ignore", "ignore", "ignore", "pipe"],
		});
		let number = "";
		child.stdio[3]?.on("data", (data: Buffer) => {
			number += data.toString();
		});
		try {
			await until("Xvfb's display number", () => number.includes("\n"));
		} catch (error) {
			child.kill("SIGKILL");
			throw error;
		}
		return new Xvfb(child, `:${number.trim()}`);
	}

	async stop(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.#child.once("close", resolve));
		this.#child.kill();
		await ended;
	}
}
