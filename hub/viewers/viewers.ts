import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Devices } from "../devices/devices";
import type { Log } from "../common/log";
import { describeAgent } from "./agent";
import { frameText } from "../relay/frame";
import { VERSION } from "../common/version";
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
		viewer.sendNews("devices", this.#list());
	}

	/** The list of doorbells has changed. */
	readonly changed = (): void => {
		this.#timer ??= setTimeout(() => {
			this.#timer = undefined;
			const list = this.#list();
			for (const viewer of this.#viewers) viewer.sendNews("devices", list);
		}, GATHER).unref();
	};

	/** To be called once a second. @param second counts the calls */
	tick(second: number): void {
		for (const viewer of this.#viewers) viewer.tick(second);
	}

	close(code: number, reason: string): void {
		clearTimeout(this.#timer);
		for (const viewer of this.#viewers) viewer.close(code, reason);
	}

	#list(): Buffer {
		return frameText({ type: "devices", devices: this.#devices.summaries });
	}
}
