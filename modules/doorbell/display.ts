import type { Time } from "clock/time";
import type { LinkActivity } from "link/handlers";
import type { Indicator } from "indicator/indicator";
import type { DoorbellState } from "doorbell/states";

/** What the light is chosen by. */
export interface DisplayFacts {
	readonly state: DoorbellState;
	/** What the link for sound and text is doing. */
	readonly link: LinkActivity;
	/** Whether the camera or the microphone is on. */
	readonly watched: boolean;
	/** Whether all parts work. */
	readonly healthy: boolean;
}

const millisecond = 1000;

/** Shows what the doorbell is doing. What flows is always shown; what is wrong, where nothing flows. */
export function display(indicator: Indicator, facts: DisplayFacts, time: Time): void {
	const { state, link, watched, healthy } = facts;
	if (state === "live" && watched) indicator.show("watched");
	else if (state === "idle" && !healthy) indicator.show("fault");
	else if (state === "connecting") connecting(indicator, link, time);
	else indicator.show(state);
	indicator.watched = watched;
}

function connecting(indicator: Indicator, { state, from, until }: LinkActivity, time: Time): void {
	if (state === "waiting" || state === "refused")
		indicator.wait((until - from) / millisecond, (until - time.now()) / millisecond, state === "refused");
	else indicator.show(state === "no-network" ? state : "connecting");
}
