import type { DeviceUpdate, Rollout } from "../api/firmware";
import { sentence } from "../common/words";

const STATES: Readonly<Record<DeviceUpdate["state"], string>> = {
	waiting: "Waits for its turn",
	asked: "Is asked to take it",
	loading: "Downloading",
	trial: "Trying it out",
	done: "Runs it",
	failed: "Did not take it",
};

/** What a doorbell's or the hub's codes mean, for people who can do something about it. */
const REASONS: Readonly<Record<string, string>> = {
	signature: "It is not signed by the key that this doorbell trusts. It keeps what it has.",
	board: "It is made for another board. The doorbell keeps what it has.",
	older: "The doorbell has a newer version. Send it again with the box ticked if that is meant.",
	"rolled-back": "It did not prove itself, so the doorbell went back to what it had.",
	offline: "The doorbell is not connected.",
};

/** How far a doorbell is, for people; with the reason where it did not go well. */
export function updateWords({ state, code = "", message }: DeviceUpdate): string {
	if (state !== "failed") return STATES[state];
	const reason = message === undefined ? REASONS[code] : sentence(message);
	return reason === undefined ? `${STATES.failed}.` : `${STATES.failed}. ${reason}`;
}

/** Whether nothing more is to come for a doorbell. */
export const isOver = ({ state }: DeviceUpdate): boolean => state === "done" || state === "failed";

/** How far a doorbell's download is, from 0 to 1. */
export function progressOf({ state, received, size }: DeviceUpdate): number {
	if (state === "waiting" || state === "asked") return 0;
	return state === "loading" && size > 0 ? received / size : Number(state !== "loading");
}

const ENDINGS: Readonly<Record<Rollout["state"], string>> = {
	running: "On its way",
	done: "Done",
	failed: "Over",
	stopped: "Stopped after a failure",
	canceled: "Stopped by hand",
};

/** How a roll-out stands, for people. */
export function rolloutWords({ state, devices }: Rollout): string {
	const count = (wanted: DeviceUpdate["state"]) => devices.filter((each) => each.state === wanted).length;
	const failed = count("failed");
	const refusals = failed > 0 ? `, ${failed} did not take it` : "";
	return `${ENDINGS[state]}: ${count("done")} of ${devices.length} run it${refusals}.`;
}
