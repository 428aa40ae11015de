import type { ClockEstimate, DeliveryMessage, DeviceSummary, StatsMessage, Talker } from "../wire/viewer";
import { RequestError, type Connection } from "./connection";

/** What is told of the doorbell that is watched. */
export interface WatchingEvents {
	/** Another doorbell is watched, or the same anew: what was shown is the past. */
	restarted(): void;
	/** The hub refuses. @param sentence for people */
	refused(sentence: string): void;
}

/** Which doorbell is watched, what is wanted of it, and what it said last. */
export class Watching {
	readonly #connection: Connection;
	readonly #events: WatchingEvents;
	#id: string | null = null;
	#pictures = !document.hidden;
	#sound = false;
	#request = 0;
	#following = false;
	#stats: StatsMessage | null = null;
	#delivery: DeliveryMessage | null = null;
	#talker: Talker | null = null;
	#colors: readonly string[] = [];

	constructor(connection: Connection, events: WatchingEvents) {
		this.#connection = connection;
		this.#events = events;
	}

	/** The doorbell that is watched, or null. */
	get id(): string | null {
		return this.#id;
	}

	get stats(): StatsMessage | null {
		return this.#stats;
	}

	set stats(stats: StatsMessage | null) {
		this.#stats = stats;
	}

	/** What the hub says that went to this page. */
	get delivery(): DeliveryMessage | null {
		return this.#delivery;
	}

	set delivery(delivery: DeliveryMessage | null) {
		this.#delivery = delivery;
	}

	get clock(): ClockEstimate | null {
		return this.#stats?.clock ?? null;
	}

	/** Who talks to it. */
	get talker(): Talker | null {
		return this.#talker;
	}

	set talker(talker: Talker | null) {
		this.#talker = talker;
	}

	/** The colors of its light, `#rrggbb` each. */
	get colors(): readonly string[] {
		return this.#colors;
	}

	set colors(colors: readonly string[]) {
		this.#colors = colors;
	}

	/** Whether binary messages are of this doorbell: after a change, what comes until the hub’s answer is of another. */
	get following(): boolean {
		return this.#following;
	}

	/** Watches this doorbell from now on. */
	select(id: string): void {
		if (this.#id === id) return;
		this.#id = id;
		this.#restart();
	}

	/** Whether the page is seen: pictures that nobody sees are not asked for. */
	set pictures(wanted: boolean) {
		this.#pictures = wanted;
		this.#ask();
	}

	/** Whether the doorbell is listened to. */
	set sound(wanted: boolean) {
		this.#sound = wanted;
		this.#ask();
	}

	/** The hub is there, anew. */
	connected(): void {
		this.#restart();
	}

	/** The doorbell to watch when nothing was chosen: the one named in the address, else the first that is there. */
	choose(devices: readonly DeviceSummary[], named: string): void {
		if (devices.some(({ id }) => id === this.#id)) return;
		const chosen =
			devices.find(({ id }) => id === named) ?? devices.find(({ online }) => online) ?? devices[0];
		if (chosen) this.select(chosen.id);
	}

	#restart(): void {
		this.#following = false;
		this.#stats = this.#delivery = null;
		this.#talker = null;
		this.#colors = [];
		this.#events.restarted();
		this.#ask();
	}

	#ask(): void {
		const device = this.#id;
		if (device === null || this.#connection.state !== "open") return;
		const request = ++this.#request;
		this.#connection.request("watch", { device, pictures: this.#pictures, sound: this.#sound }).then(
			() => {
				if (request === this.#request) this.#following = true;
			},
			(error: unknown) => {
				if (!(error instanceof RequestError)) throw error;
				if (request === this.#request && error.code !== "lost") this.#events.refused(error.message);
			},
		);
	}
}
