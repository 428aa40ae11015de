import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { BuiltFirmware } from "../build/firmware";
import type { DoorbellFlash } from "./doorbell-flash";
import type { BellButton } from "./bell";
import type { Doorbell } from "./doorbells";

/** What a simulated doorbell's program is given. */
export interface DoorbellSetting {
	firmware: BuiltFirmware;
	flash: DoorbellFlash;
	/** Values of the manifest's `config` that are replaced. */
	config: Readonly<Record<string, string>>;
	/** BELLTOWER_CAMERA and its like. */
	environment: Readonly<Record<string, string>>;
}

/** How a doorbell's program ended. */
export interface Ending {
	/** Such as `exit status 1` or `signal SIGSEGV`. */
	how: string;
	/** What it printed last. */
	lastLines: readonly string[];
}

const patience = 3000;
const press = 200;
const keptLines = 10;
/** Seconds that the program may be busy: CONFIG_ESP_TASK_WDT_TIMEOUT_S of the boards. */
const watchdog = "10";

/**
 * One simulated doorbell: a process that is given a pipe as its standard input, by whose end it knows that this process
 * is gone, however that came.
 */
export class DoorbellProcess {
	readonly doorbell: Doorbell;
	/** Resolves when it has ended, by itself or by {@link stop}. */
	readonly ended: Promise<Ending>;
	readonly #child: ChildProcess;
	readonly #lastLines: string[] = [];

	/** Starts it; `say` receives each line that it prints. */
	constructor(
		doorbell: Doorbell,
		{ firmware, flash, config, environment }: DoorbellSetting,
		say: (line: string) => void,
	) {
		this.doorbell = doorbell;
		/* Not as arguments: those are seen by everybody on the machine, and there is a token among them. */
		const overrides = Object.fromEntries(
			Object.entries(config).map(([name, value]) => [`BELLTOWER_CONFIG_${name}`, value]),
		);
		const boot = ["--boot", flash.file, flash.runFolder];
		const child = spawn(firmware.executable, [...boot, "--until-stdin-ends"], {
			env: { BELLTOWER_WATCHDOG: watchdog, ...process.env, ...environment, ...overrides },
			stdio: ["pipe", "pipe", "pipe"],
		});
		this.#child = child;
		const hear = (line: string): void => {
			this.#lastLines.push(line);
			if (this.#lastLines.length > keptLines) this.#lastLines.shift();
			say(line);
		};
		eachLine(child.stdout, hear);
		eachLine(child.stderr, hear);
		child.stdin.on("error", () => {});
		this.ended = new Promise((resolve) => {
			child.on("error", (error) => resolve({ how: error.message, lastLines: this.#lastLines }));
			child.on("close", (code, signal) =>
				resolve({
					how: signal === null ? `exit status ${code ?? 0}` : `signal ${signal}`,
					lastLines: this.#lastLines,
				}),
			);
		});
	}

	/** Presses the bell's button, for as long as a person does. */
	ring({ pin, down }: BellButton): void {
		this.#child.stdin?.write(`pin ${pin} ${down}\n`);
		setTimeout(() => this.#child.stdin?.write(`pin ${pin} z\n`), press).unref();
	}

	/** Asks it to end, and after three seconds makes it. */
	async stop(): Promise<void> {
		this.#child.kill("SIGTERM");
		const timer = setTimeout(() => this.kill(), patience);
		await this.ended;
		clearTimeout(timer);
	}

	/** Ends it at once. */
	kill(): void {
		this.#child.kill("SIGKILL");
	}
}

function eachLine(stream: Readable, hear: (line: string) => void): void {
	createInterface({ input: stream, crlfDelay: Infinity }).on("line", hear);
}
