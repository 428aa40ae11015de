import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPage } from "../../hub/page-build/build";
import { optionsFromEnvironment } from "../../hub/options";
import { startHub, type Hub } from "../../hub/server";
import { findCompiler } from "../build/compiler";
import { buildFirmware, type BuiltFirmware } from "../build/firmware";
import { root } from "../build/layout";
import { ProgressLine } from "../build/progress-line";
import { DoorbellFlashes } from "./doorbell-flash";
import { listenForRings, simulatedButton } from "./bell";
import { DoorbellProcess } from "./doorbell-process";
import { nameDoorbells, type Doorbell } from "./doorbells";
import { hubLog } from "./hub-log";
import { numbered } from "./media-files";
import type { DoorbellOptions, StartOptions } from "./options";
import { Output } from "./output";

/** What `npm start` runs: a hub, doorbells, or both, from the first build until it is stopped. */
export class Session {
	readonly #options: StartOptions;
	readonly #doorbells: Doorbell[];
	readonly #output: Output;
	readonly #processes: DoorbellProcess[] = [];
	readonly #reports: Promise<void>[] = [];
	readonly #stopping = new AbortController();
	#hub: Hub | undefined;

	constructor(options: StartOptions) {
		this.#options = options;
		this.#doorbells = options.doorbells ? nameDoorbells(options.doorbells.count, options.doorbells.name) : [];
		this.#output = new Output(process.stdout, ["hub", ...this.#doorbells.map(({ device }) => device)]);
	}

	/**
	 * Builds and starts everything, prints where to look, and resolves once all has ended: with true if it was stopped,
	 * with false if every doorbell ended by itself and there is no hub. Throws a BuildError or HubError.
	 */
	async run(): Promise<boolean> {
		const start = performance.now();
		let keys: { close(): void } | undefined;
		const { hub, doorbells } = this.#options;
		try {
			if (doorbells) findCompiler();
			if (hub) await this.#startHub(hub);
			if (doorbells) this.#startDoorbells(await this.#build(), doorbells);
			this.#signal.throwIfAborted();
			this.#showAddresses((performance.now() - start) / 1000);
			if (doorbells) keys = this.#listen();
			await (hub ? this.#stopped() : Promise.race([this.#stopped(), this.#allEnded()]));
		} catch (error) {
			if (!this.#signal.aborted) throw error;
		} finally {
			keys?.close();
			await Promise.all([...this.#processes.map(async (each) => each.stop()), this.#hub?.close()]);
		}
		return this.#signal.aborted;
	}

	/** Ends it; {@link run} resolves once nothing is left. */
	stop(): void {
		this.#stopping.abort();
	}

	/** Ends the doorbells at once, for when this process is about to end. */
	kill(): void {
		for (const each of this.#processes) each.kill();
	}

	get #signal(): AbortSignal {
		return this.#stopping.signal;
	}

	async #startHub({ host, port }: { host: string; port: number }): Promise<void> {
		await buildPage();
		const log = hubLog((text) => this.#output.say("hub", text));
		this.#hub = await startHub({ ...optionsFromEnvironment(process.env), host, port, log });
	}

	async #build(): Promise<BuiltFirmware> {
		const line = new ProgressLine(process.stderr);
		try {
			return await buildFirmware({
				manifest: join(root, "manifest.json"),
				name: "belltower",
				progress: line.show,
				warn: (message) => console.warn(message),
				signal: this.#signal,
			});
		} finally {
			line.clear();
		}
	}

	#startDoorbells(firmware: BuiltFirmware, options: DoorbellOptions): void {
		this.#signal.throwIfAborted();
		const hub = options.hub ?? this.#hubAddress();
		const token = process.env["BELLTOWER_DEVICE_TOKEN"];
		const flashes = new DoorbellFlashes(options.data ?? this.#flashFolder(), firmware);
		for (const [index, doorbell] of this.#doorbells.entries()) {
			const { device, name } = doorbell;
			const wifi = options.firstStart ? { ssid: "" } : {};
			const trust = options.ca === undefined ? {} : { ca: options.ca };
			const config = {
				hub,
				device,
				name,
				...trust,
				...wifi,
				...(token && !options.firstStart ? { token } : {}),
			};
			if (options.firstStart) flashes.forget(device);
			const flash = flashes.prepare(device);
			const setting = { firmware, flash, config, environment: environmentOf(options, index) };
			const child = new DoorbellProcess(doorbell, setting, (line) => this.#output.say(doorbell.device, line));
			this.#processes.push(child);
			this.#reports.push(this.#reportEnd(child));
		}
	}

	/** A hub on any port that is free is for once only, and so are its doorbells. */
	#flashFolder(): string {
		if (this.#options.hub?.port !== 0) return usualData();
		const folder = mkdtempSync(join(tmpdir(), "belltower-flash-"));
		process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
		return folder;
	}

	#listen(): { close(): void } {
		const button = simulatedButton();
		const say = (text: string): void => this.#output.say(this.#doorbells[0]?.device ?? "", text);
		return listenForRings(
			process.stdin,
			this.#doorbells.length,
			(index) => this.#processes[index]?.ring(button),
			say,
		);
	}

	async #reportEnd(child: DoorbellProcess): Promise<void> {
		const { how, lastLines } = await child.ended;
		/* On a terminal, Ctrl-C reaches the doorbells as soon as it reaches this process. */
		await new Promise((resolve) => setTimeout(resolve, 100));
		if (this.#signal.aborted) return;
		const { device, name } = child.doorbell;
		const last = lastLines.length === 0 ? "It printed nothing." : `It printed last:\n${lastLines.join("\n")}`;
		this.#output.say(device, `The doorbell "${name}" has ended by itself (${how}). ${last}`);
	}

	async #allEnded(): Promise<void> {
		await Promise.all(this.#reports);
	}

	async #stopped(): Promise<void> {
		await new Promise<void>((resolve) =>
			this.#signal.addEventListener("abort", () => resolve(), { once: true }),
		);
	}

	/** A doorbell reaches a hub that is bound to every address by loopback. */
	#hubAddress(): string {
		if (this.#hub === undefined) throw new Error("there is no hub to connect to");
		const url = new URL(this.#hub.url);
		const everywhere = ["0.0.0.0", "[::]"].includes(url.hostname);
		return `ws://${everywhere ? "127.0.0.1" : url.hostname}:${this.#hub.port}`;
	}

	#showAddresses(seconds: number): void {
		const names = this.#doorbells.map(({ name, device }) => `${name} (${device})`);
		this.#output.block([
			`Belltower runs; it was ready in ${seconds.toFixed(1)} s.`,
			"",
			...(this.#hub ? [`Open       ${this.#hub.url}`] : []),
			...names.map((name, index) => (index === 0 ? "Doorbells" : "").padEnd(11) + name),
			...(this.#options.doorbells?.hub ? [`Hub        ${this.#options.doorbells.hub}`] : []),
			...(names.length > 0
				? [`Ring       Enter${names.length > 1 ? `, or 1 to ${names.length} and Enter` : ""}`]
				: []),
			"Stop       Ctrl-C",
		]);
	}
}

function usualData(): string {
	return process.env["BELLTOWER_DATA"] || join(root, "build", "data");
}

function environmentOf(options: DoorbellOptions, index: number): Record<string, string> {
	const { camera, microphone, speaker, count } = options;
	return {
		...(camera && { BELLTOWER_CAMERA: camera }),
		...(microphone && { BELLTOWER_MICROPHONE: microphone }),
		...(speaker && { BELLTOWER_SPEAKER: numbered(speaker, index, count) }),
	};
}
