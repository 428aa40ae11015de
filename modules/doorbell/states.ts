import type { WireState } from "protocol/messages";
import type { Transitions } from "doorbell/state-machine";

/** What the doorbell is doing. Connecting: to the server, or waiting to. Live: it is seen or heard. Talking: it plays. */
export type DoorbellState = Extract<WireState, "connecting" | "idle" | "live" | "talking" | "updating">;

/**
 * The one table of what may follow what. The doorbell is heard, seen and spoken to only where it is connected; the
 * original's server can have the picture's connection alone, without the one for sound.
 */
export const transitions: Transitions<DoorbellState> = {
	connecting: ["idle", "live", "updating"],
	idle: ["live", "talking", "updating", "connecting"],
	live: ["idle", "talking", "updating", "connecting"],
	talking: ["idle", "live", "updating", "connecting"],
	updating: ["idle", "live", "talking", "connecting"],
};
