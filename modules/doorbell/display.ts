import type { Time } from "clock/time";
import type { LinkActivity } from "link/handlers";
import type { Indication, Indicator } from "indicator/indicator";
import type { SetUpPhase } from "doorbell/situation";
import type { DoorbellState } from "doorbell/states";

/** What the light is chosen by. */
export interface DisplayFacts {
	readonly state: DoorbellState;
	/** How far it is with being set up, where it has to be. */
	readonly setUp: SetUpPhase | undefined;
	/** What the link for sound and text is doing. */
	readonly link: LinkActivity;
	/** Whether the camera or the microphone is on. */
	readonly watched: boolean;
	/** Whether all parts work. */
	readonly healthy: boolean;
}

const millisecond = 1000;

const setUpIndications: Readonly<Record<SetUpPhase, Indication>> = Object.freeze(
	{ form: "setup", trying: "connecting", done: "starting", closed: "failed" },
	true,
);

/** Shows what the doorbell is doing. What flows is always shown; what is wrong, where nothing flows. */
export function display(indicator: Indicator, facts: DisplayFacts, time: Time): void {
	const { state, setUp, link, watched, healthy } = facts;
	if (state === "live" && watched) indicator.show("watched");
	else if (state === "idle" && !healthy) indicator.show("fault");
	else if (state === "starting" && setUp) indicator.show(setUpIndications[setUp]);
	else if (state === "connecting") connecting(indicator, link, time);
	else indicator.show(state);
	indicator.watched = watched;
}

function connecting(indicator: Indicator, { state, from, until }: LinkActivity, time: Time): void {
	if (state === "waiting" || state === "refused")
		indicator.wait((until - from) / millisecond, (until - time.now()) / millisecond, state === "refused");
	else indicator.show(state === "no-network" ? state : "connecting");
}
