import type { DeviceSummary } from "../../wire/viewer";

const WORDS: Readonly<Record<string, string>> = {
	starting: "Starting",
	connecting: "Connecting",
	idle: "Ready",
	ringing: "Ringing",
	live: "Being watched",
	talking: "In conversation",
	updating: "Taking an update",
	failed: "Has a fault",
};

/** A doorbell's state, for people. */
export function stateWords({ online, state }: DeviceSummary): string {
	if (!online) return "Offline";
	return WORDS[state] ?? "Online";
}
