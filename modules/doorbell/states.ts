import type { WireState } from "protocol/messages";

/** What the doorbell is doing. docs/protocol.md, "Events", has each in words. */
export type DoorbellState = WireState;

/** What is asked of the doorbell and does not fit every state. */
export type Wish = "ring" | "answer" | "update";

/** What holds in a state. */
export interface StateRules {
	/** The states that may follow. */
	readonly next: readonly DoorbellState[];
	/** What is refused, and why: completes "the doorbell …". */
	readonly refuses: Readonly<Partial<Record<Wish, string>>>;
}

/** What holds in each state. */
export type StateTable<State extends string> = Readonly<
	Record<State, { readonly next: readonly State[]; readonly refuses: StateRules["refuses"] }>
>;

const nothingRings = "does not ring";

/**
 * The one table of what may follow what, and what fits where. A doorbell rings and loads an update also while it has lost
 * its server; it is heard, seen and spoken to only where it is connected, though the original's server can have the
 * picture's connection alone.
 */
export const stateTable: StateTable<DoorbellState> = Object.freeze(
	{
		starting: {
			next: ["connecting", "failed"],
			refuses: { ring: "is still starting", answer: nothingRings, update: "is still starting" },
		},
		connecting: {
			next: ["idle", "ringing", "live", "updating", "failed"],
			refuses: { answer: nothingRings },
		},
		idle: {
			next: ["connecting", "ringing", "live", "talking", "updating", "failed"],
			refuses: { answer: nothingRings },
		},
		ringing: {
			next: ["connecting", "idle", "live", "talking", "updating", "failed"],
			refuses: { update: "rings; update it when somebody has answered" },
		},
		live: {
			next: ["connecting", "idle", "ringing", "talking", "updating", "failed"],
			refuses: { answer: nothingRings },
		},
		talking: {
			next: ["connecting", "idle", "ringing", "live", "updating", "failed"],
			refuses: { answer: nothingRings },
		},
		updating: {
			next: ["connecting", "idle", "ringing", "live", "talking", "failed"],
			refuses: { answer: nothingRings, update: "is loading an update" },
		},
		failed: {
			next: ["connecting", "ringing"],
			refuses: { answer: nothingRings, update: "has nothing valid to connect to" },
		},
	},
	true,
);
