import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { until } from "./until";

const manifest = fileURLToPath(new URL("../../manifest.json", import.meta.url));

/** How a doorbell is started. */
export interface DoorbellProcessOptions {
	/** `--config name=value` for each. */
	config?: Readonly<Record<string, string>>;
	/** What the simulated parts read: `BELLTOWER_MICROPHONE` and so on. */
	environment?: Readonly<Record<string, string>>;
}

/** The firmware in the simulator, without a hub. */
export class DoorbellProcess {
	readonly #child: ChildProcess;
	readonly #exited: Promise<number | null>;
	#output = "";

	/** Builds the firmware if it is not built yet. */
	static async build(): Promise<BuiltFirmware> {
		return buildFirmware({ manifest, name: "belltower" });
	}

	constructor(
		{ executable, args }: BuiltFirmware,
		{ config = {}, environment = {} }: DoorbellProcessOptions,
	) {
		const overrides = Object.entries(config).flatMap(([name, value]) => ["--config", `${name}=${value}`]);
		this.#child = spawn(executable, [...args, ...overrides], {
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

	/** All that it has printed. */
	get output(): string {
		return this.#output;
	}

	/** Whether it still runs. */
	get running(): boolean {
		return this.#child.exitCode === null && this.#child.signalCode === null;
	}

	/** Waits for `pattern` in the output. */
	async printed(pattern: RegExp, milliseconds?: number): Promise<RegExpExecArray> {
		try {
			return await until(
				String(pattern),
				() => {
					const found = pattern.exec(this.#output);
					if (found) return found;
					if (!this.running) throw new Error("the doorbell ended before");
					return undefined;
				},
				milliseconds,
			);
		} catch (error) {
			throw new Error(`${String(error)}; it printed:\n${this.#output}`, { cause: error });
		}
	}

	/** Ends it as a service manager does, and resolves with the exit status. */
	async end(): Promise<number | null> {
		this.#child.kill("SIGTERM");
		return this.#exited;
	}

	/** For a test's clean-up: it does not run afterwards. */
	async destroy(): Promise<void> {
		this.#child.kill("SIGKILL");
		await this.#exited;
	}
}
