import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Devices } from "../devices/devices";
import type { Log } from "../common/log";
import type { Rings } from "../rings/rings";
import type { HubMessage, Ring } from "../wire/viewer";
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
	readonly #rings: Rings;
	readonly #log: Log;
	#next = 1;
	#timer: NodeJS.Timeout | undefined;

	constructor(devices: Devices, rings: Rings, log: Log) {
		this.#devices = devices;
		this.#rings = rings;
		this.#log = log;
	}

	get size(): number {
		return this.#viewers.size;
	}

	/** Takes a new page. @param agent its User-Agent header @param name who has signed in, if anybody had to */
	add(webSocket: WebSocket, stream: Duplex, agent: string | undefined, name: string | undefined): void {
		const viewer = new Viewer(
			this.#next++,
			name ?? describeAgent(agent),
			webSocket,
			stream,
			this.#devices,
			this.#rings,
			this.#log,
		);
		this.#viewers.add(viewer);
		webSocket.on("close", () => this.#viewers.delete(viewer));
		viewer.hello(VERSION);
		viewer.sendNews("devices", this.#list());
		for (const ring of this.#rings.ringing)
			viewer.sendNews(`ring ${ring.id}`, frameText({ type: "ring", ring }));
	}

	/** A ring has begun or changed: every page is told. */
	readonly ring = (ring: Ring): void => this.tell(`ring ${ring.id}`, { type: "ring", ring });

	/** Tells every page something. @param kind of news of the same kind only the newest matter */
	tell(kind: string, message: HubMessage): void {
		const frame = frameText(message);
		for (const viewer of this.#viewers) viewer.sendNews(kind, frame);
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
