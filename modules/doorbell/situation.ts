import type { Time } from "clock/time";
import type { Rings } from "bell/rings";
import type { Indicator } from "indicator/indicator";
import { Call } from "doorbell/call";
import { display, type DisplayFacts } from "doorbell/display";
import type { Health } from "doorbell/health";
import type { Links } from "doorbell/links";
import type { StateMachine } from "doorbell/state-machine";
import type { DoorbellState } from "doorbell/states";
import type { Streams } from "doorbell/streams";

/** How far the doorbell is with being set up: a page waits for somebody, what they entered is tried, it worked, nobody came. */
export type SetUpPhase = "form" | "trying" | "done" | "closed";

/** What makes the situation. */
export interface SituationOptions {
	machine: StateMachine<DoorbellState>;
	links: Pick<Links, "audio" | "target">;
	streams: Pick<Streams, "activity" | "watched">;
	rings: Pick<Rings, "ringing" | "answered" | "hangUp">;
	health: Pick<Health, "good">;
	indicator: Indicator | undefined;
	time: Time;
}

/** Brings the state, the light and the call to what is so. docs/architecture.md, "States". */
export class Situation {
	/** Whether the doorbell has begun to connect. */
	started = false;
	/** Set where the doorbell has to be set up first, and does not begin to connect. */
	setUp: SetUpPhase | undefined;
	/** Whether an update is being loaded. */
	updating = false;
	readonly #options: SituationOptions;
	readonly #call: Call;

	constructor(options: SituationOptions) {
		this.#options = options;
		this.#call = new Call(options.time, () => options.rings.hangUp("nothing flows"));
	}

	/** To be called whenever something may have changed, with what that was. */
	settle(cause: string): void {
		const { machine, rings, streams } = this.#options;
		machine.become(this.#present, cause);
		this.#call.settle(rings.answered, streams.activity !== undefined);
		this.indicate();
	}

	/** To be called when only what the light shows may have changed. */
	indicate(): void {
		const { indicator, machine, links, streams, health, time } = this.#options;
		if (!indicator) return;
		const facts: DisplayFacts = {
			state: machine.state,
			setUp: this.setUp,
			link: links.audio.activity,
			watched: streams.watched,
			healthy: health.good,
		};
		display(indicator, facts, time);
	}

	get #present(): DoorbellState {
		const { rings, streams, links } = this.#options;
		if (!this.started) return "starting";
		if (rings.ringing) return "ringing";
		if (this.updating) return "updating";
		const flowing = streams.activity ?? (rings.answered ? "live" : undefined);
		if (flowing) return flowing;
		if (!links.target) return "failed";
		return links.audio.open ? "idle" : "connecting";
	}
}
