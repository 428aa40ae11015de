import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Device } from "./device";
import type { Devices } from "./devices";
import type { Log } from "./log";
import { describeAgent } from "./agent";
import { VERSION } from "./version";
import { Viewer } from "./viewer";

/** Changes to the list of doorbells within this time, milliseconds, are told together. */
const GATHER = 50;

/** All pages that are open. */
export class Viewers {
	readonly #viewers = new Set<Viewer>();
	readonly #devices: Devices;
	readonly #log: Log;
	#next = 1;
	#timer: NodeJS.Timeout | undefined;

	constructor(devices: Devices, log: Log) {
		this.#devices = devices;
		this.#log = log;
	}

	get size(): number {
		return this.#viewers.size;
	}

	/** Takes a new page. @param agent its User-Agent header */
	add(webSocket: WebSocket, stream: Duplex, agent: string | undefined): void {
		const viewer = new Viewer(
			this.#next++,
			describeAgent(agent),
			webSocket,
			stream,
			this.#devices,
			this.#log,
		);
		this.#viewers.add(viewer);
		webSocket.on("close", () => this.#viewers.delete(viewer));
		viewer.hello(VERSION);
		viewer.devices(this.#list());
	}

	/** The list of doorbells has changed. */
	readonly changed = (): void => {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			const list = this.#list();
			for (const viewer of this.#viewers) viewer.devices(list);
		}, GATHER).unref();
	};

	/** Tells all who watch this doorbell the counts. */
	stats(device: Device): void {
		if (device.watchers.size === 0) return;
		const common = JSON.stringify({
			type: "stats",
			device: device.id,
			doorbell: device.stats,
			hub: { pictures: device.pictures.counts, sound: device.sound.counts, speaker: device.speaker.counts },
			clock: device.clock,
		}).slice(0, -1);
		for (const watcher of device.watchers) watcher.stats(common);
	}

	close(code: number, reason: string): void {
		clearTimeout(this.#timer);
		for (const viewer of this.#viewers) viewer.close(code, reason);
	}

	#list(): string {
		return JSON.stringify({ type: "devices", devices: this.#devices.summaries });
	}
}
