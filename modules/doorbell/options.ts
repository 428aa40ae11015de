import type { Time } from "clock/time";
import type { Statistics } from "protocol/messages";
import type { Connect } from "link/connection";
import type { Network } from "link/network";
import type { Settings } from "settings/settings";
import type { Feature } from "doorbell/feature";
import type { Parts } from "doorbell/parts";

/** What a doorbell is made of. */
export interface DoorbellOptions {
	/** What holds. The same object for ever; `settingsChanged` tells that it has changed. */
	settings: Settings;
	parts: Parts;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** Fills in what the engine's heap uses. */
	memory: (into: Statistics["memory"]) => void;
	/** Signal strength of the Wi-Fi connection in dBm, or null. */
	signal: () => number | null;
	/** Makes a text of 1 to 32 characters unlike any other, also after a restart. */
	makeId: () => string;
	/** Starts the program anew. */
	restart: () => void;
	/** Forgets what was set, for the restart that follows. */
	factoryReset?: () => void;
	/** What the links need to be up; one that is always up by default. */
	network?: Network;
	/** What other modules add. */
	features?: readonly Feature[];
}
