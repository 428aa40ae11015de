import { spawn } from "node:child_process";
import type { Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { simulatedButton } from "../../tools/start/bell";
import { Program } from "./program";
import { until } from "./until";

const bellPin = simulatedButton().pin;
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
			stdio: ["pipe", "pipe", "pipe"],
		});
		super("the doorbell", child);
		this.#input = child.stdin;
		this.#input.on("error", () => undefined);
	}

	/** Says a line to the simulator, such as `pin 0 0` (simulator/xs/README.md, "Pins"). */
	write(line: string): void {
		this.#input.write(`${line}\n`);
	}

	/** Drives a pin low or high from outside, or lets it go. simulator/xs/README.md, "Pins". */
	drive(pin: number, level: 0 | 1 | "z"): void {
		this.write(`pin ${pin} ${level}`);
	}

	/** The levels of the pins that it has open, by number. */
	async pins(): Promise<Record<string, number>> {
		const before = this.output.length;
		this.write("pins");
		const found = await until("the pins", () => /^pins (.*)$/m.exec(this.output.slice(before))?.[1]);
		return JSON.parse(found) as Record<string, number>;
	}

	/** Presses the bell's button of the simulator's board. */
	async press(milliseconds = 150): Promise<void> {
		this.drive(bellPin, 0);
		await delay(milliseconds);
		this.drive(bellPin, "z");
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
