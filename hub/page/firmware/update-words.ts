import type { DeviceUpdate, Rollout } from "../api/firmware";
import { sentence } from "../common/words";

const PHASES: Readonly<Record<DeviceUpdate["phase"], string>> = {
	waiting: "Waits for its turn",
	accepted: "Has accepted it",
	downloading: "Downloading",
	verifying: "Checking the signature",
	restarting: "Restarting",
	trial: "Trying it out",
	confirmed: "Runs it",
	refused: "Refused it",
	failed: "Failed",
	"rolled-back": "Went back to what it had",
	canceled: "Canceled",
	skipped: "Left out",
};

/** How far a doorbell is, for people; with the reason where it did not go well. */
export function updateWords({ phase, message }: DeviceUpdate): string {
	const words = PHASES[phase];
	return message ? `${words}: ${sentence(message)}` : words;
}

/** Whether nothing more is to come for a doorbell. */
export const isOver = ({ phase }: DeviceUpdate): boolean =>
	["confirmed", "refused", "failed", "rolled-back", "canceled", "skipped"].includes(phase);

/** Whether it did not come to what was wanted. */
export const hasFailed = ({ phase }: DeviceUpdate): boolean =>
	["refused", "failed", "rolled-back"].includes(phase);

/** How far a doorbell's download is, from 0 to 1. */
export function progressOf({ phase, received = 0, size = 0 }: DeviceUpdate): number {
	if (phase === "waiting" || phase === "accepted") return 0;
	if (phase === "downloading") return size > 0 ? received / size : 0;
	return 1;
}

/** How a roll-out stands, for people. */
export function rolloutWords({ state, devices }: Rollout): string {
	const done = devices.filter(({ phase }) => phase === "confirmed").length;
	const failed = devices.filter(hasFailed).length;
	const counts = `${done} of ${devices.length} run it${failed > 0 ? `, ${failed} did not take it` : ""}`;
	if (state === "running") return `On its way: ${counts}.`;
	if (state === "stopped") return `Stopped: ${counts}.`;
	return failed > 0 ? `Over: ${counts}.` : `Done: ${counts}.`;
}
