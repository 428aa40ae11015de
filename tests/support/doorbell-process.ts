import { spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { Program } from "./program";

const manifest = fileURLToPath(new URL("../../manifest.json", import.meta.url));

/** How a doorbell is started. */
export interface DoorbellProcessOptions {
	/** `--config name=value` for each. */
	config?: Readonly<Record<string, string>>;
	/** What the simulated parts read: `BELLTOWER_MICROPHONE` and so on. */
	environment?: Readonly<Record<string, string>>;
}

/** The firmware in the simulator, without a hub. */
export class DoorbellProcess extends Program {
	readonly #input: Writable;

	/** Builds the firmware if it is not built yet. */
	static async build(): Promise<BuiltFirmware> {
		return buildFirmware({ manifest, name: "belltower" });
	}

	constructor(
		{ executable, args }: BuiltFirmware,
		{ config = {}, environment = {} }: DoorbellProcessOptions,
	) {
		const overrides = Object.entries(config).flatMap(([name, value]) => ["--config", `${name}=${value}`]);
		const child = spawn(executable, [...args, "--until-stdin-ends", ...overrides], {
			env: { ...process.env, ...environment },
			stdio: "pipe",
		});
		super("the doorbell", child);
		this.#input = child.stdin;
	}

	/** Says a line to the simulator, such as `pin 0 0` (simulator/xs/README.md). */
	write(line: string): void {
		this.#input.write(`${line}\n`);
	}

	/** Ends it as a service manager does, and resolves with the exit status. */
	async end(): Promise<number | null> {
		process.kill(this.pid, "SIGTERM");
		return this.exited();
	}

	/** For a test's clean-up: it does not run afterwards. */
	async destroy(): Promise<void> {
		if (this.running) process.kill(this.pid, "SIGKILL");
		await this.exited();
	}
}
