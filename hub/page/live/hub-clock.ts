import type { ClockEstimate } from "../../wire/viewer";
import type { Connection } from "../api/connection";
import type { Store } from "../store/store";
import { Clock } from "../../wire/clock";
import { RequestError } from "../api/connection";

/** How often the hub's clock is asked, milliseconds; several times at first. */
const INTERVAL = 5000;
const FIRST_QUESTIONS = 4;

/** Knows how the hub's clock stands to this page's. */
export class HubClock {
	readonly #connection: Connection;
	readonly #store: Store;
	readonly #clock = new Clock();

	constructor(connection: Connection, store: Store) {
		this.#connection = connection;
		this.#store = store;
		setInterval(() => this.#ask(), INTERVAL);
	}

	get estimate(): ClockEstimate | null {
		return this.#clock.estimate;
	}

	/** The hub's clock now, microseconds, as far as it is known. */
	now(): number {
		return performance.now() * 1000 - (this.estimate?.offset ?? 0);
	}

	/**
	 * How old what the watched doorbell captured at this time of its clock is now, milliseconds: doorbell's clock to hub's,
	 * hub's to this page's. NaN while one is not known.
	 */
	ageOf(time: number): number {
		const offset = this.#store.stats.peek()?.clock?.offset;
		const hub = this.estimate?.offset;
		if (offset === undefined || hub === undefined) return NaN;
		return performance.now() - (time + offset + hub) / 1000;
	}

	/** The hub is there, anew. */
	restart(): void {
		this.#clock.reset();
		for (let question = 0; question < FIRST_QUESTIONS; question++) {
			setTimeout(() => this.#ask(), question * 100);
		}
	}

	#ask(): void {
		if (this.#connection.state !== "open") return;
		const sent = performance.now() * 1000;
		this.#connection.request("clock").then(
			({ time }) => {
				if (typeof time === "number") this.#clock.add(sent, performance.now() * 1000, time);
			},
			(error: unknown) => {
				if (error instanceof RequestError && error.code === "timeout") this.#connection.restart();
			},
		);
	}
}
