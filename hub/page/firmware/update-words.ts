import type { DeviceUpdate, Rollout } from "../api/firmware";
import { sentence } from "../common/words";

const STATES: Readonly<Record<DeviceUpdate["state"], string>> = {
	waiting: "Waits for its turn",
	asked: "Is asked to take it",
	loading: "Downloading",
	trial: "Restarts and tries it out",
	done: "Runs it",
	failed: "Did not take it",
};

/** Codes of a firmware that ran, and was given up. docs/updates.md, "What can go wrong". */
const ROLLED_BACK: readonly string[] = [
	"crashed",
	"hung",
	"power-lost",
	"never-connected",
	"unhealthy",
	"asked",
	"unknown",
];

/** How far a doorbell of a roll-out is, for people; with the reason where it did not go well. */
export function updateWords(
	{ state, received, size, code = "", message }: DeviceUpdate,
	rollout: Rollout["state"],
): string {
	if (state === "waiting" && rollout !== "running") return "Was left alone";
	if (state === "loading" && size > 0) return `${STATES.loading}: ${Math.floor((100 * received) / size)} %`;
	if (state !== "failed") return STATES[state];
	if (code === "canceled") return "Was stopped, and keeps what it had";
	const outcome = ROLLED_BACK.includes(code) ? "Went back to what it had" : STATES.failed;
	return message === undefined ? `${outcome}.` : `${outcome}. ${sentence(message)}`;
}

/** Whether nothing more is to come for a doorbell. */
export const isOver = ({ state }: DeviceUpdate, rollout: Rollout["state"]): boolean =>
	state === "done" || state === "failed" || (state === "waiting" && rollout !== "running");

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

/** What a doorbell says of its firmware (docs/protocol.md, `hello`), as far as people are to know. */
export function stateOfFirmware(said: Record<string, unknown> | null): string[] {
	if (said === null) return ["Takes no updates"];
	const { trial, signed, refused } = said;
	return [
		...(trial === true ? ["Is trying it out"] : []),
		...(signed === false ? ["Takes firmware that nobody has signed, too: a build for development"] : []),
		...(isRefusal(refused) ? [`Has given up ${refused.version}: ${refused.message}`] : []),
	];
}

function isRefusal(value: unknown): value is { version: string; message: string } {
	return typeof value === "object" && value !== null && "version" in value && "message" in value;
}
