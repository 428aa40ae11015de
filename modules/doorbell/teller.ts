import type { Time, TimerHandle } from "clock/time";
import type { Event, LightEvent } from "protocol/events";
import type { Hello, TextOut, WireState } from "protocol/messages";
import { type Indicator, writeHex } from "indicator/indicator";
import type { Health } from "doorbell/health";
import type { StatisticsReport } from "doorbell/statistics";

/** What the teller needs. */
export interface TellerOptions {
	/** Sends a text where there is a server that takes it; returns whether there is. */
	post: (message: TextOut, key?: string) => boolean;
	time: Time;
	log: (text: string) => void;
	/** Whether there is a server that takes text. */
	hears: () => boolean;
	hello: () => Hello;
	health: Pick<Health, "tell">;
	indicator: () => Indicator | undefined;
	statistics: StatisticsReport;
}

const statisticsInterval = 2000;

/** How many pixels the event `light` tells of at most. docs/protocol.md, "Events". */
const pixelsTold = 256;

/** Tells the server what the doorbell is and does, and the log what the server may not be there to hear. */
export class Teller {
	readonly #options: TellerOptions;
	readonly #light: LightEvent = { type: "event", event: "light", colors: [] };
	#reporting: TimerHandle | undefined;

	constructor(options: TellerOptions) {
		this.#options = options;
	}

	/** There is a server that takes text: it is greeted, and told what is to be known from the start. */
	connected(): void {
		const { post, health, time, hello } = this.#options;
		post(hello());
		health.tell((part, error) => post({ type: "event", event: "fault", part, ...error }));
		this.light();
		this.#reporting = time.repeat(() => this.#report(), statisticsInterval);
	}

	/** The server is gone. */
	disconnected(): void {
		this.#options.time.clear(this.#reporting);
		this.#reporting = undefined;
	}

	/** Tells of an event; returns whether there is a server to be told. */
	event(event: Event, key?: string): boolean {
		const { log, post } = this.#options;
		if (event.event === "fault") log(`${event.part}: ${event.message} (${event.code})`);
		else if (event.event === "recovered") log(`${event.part}: works again`);
		else if (event.event === "malformed")
			log(`link ${event.connection}: malformed: ${event.message} (${event.code}, ${event.count})`);
		return post(event, key);
	}

	/** Tells of the state. */
	state(state: WireState, cause: string): void {
		this.#options.post({ type: "event", event: "state", state, cause }, "state");
	}

	/** Tells what the light shows. */
	light(): void {
		const indicator = this.#options.indicator();
		if (!indicator || !this.#options.hears()) return;
		writeHex(indicator.colors.subarray(0, 3 * pixelsTold), this.#light.colors);
		this.#options.post(this.#light, "light");
	}

	#report(): void {
		const { statistics, post } = this.#options;
		statistics.measure();
		post(statistics.read(), "stats");
	}
}
