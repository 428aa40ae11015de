import { choice, object, optional, text, whole, type Schema } from "../http/schema";
import type { Rule } from "../access/principal";

/** A command of docs/protocol.md that people may have the hub give to a doorbell. */
export interface OfferedCommand {
	summary: string;
	rule: Rule;
	arguments: Schema<Record<string, unknown>>;
}

/** The commands that the API passes on. */
export const OFFERED_COMMANDS: Readonly<Record<string, OfferedCommand>> = {
	chime: {
		summary: "Play a sound",
		rule: "person",
		arguments: object({
			sound: optional(choice("which", ["ding-dong", "ding", "alarm"])),
			volume: optional(whole("how loud", 0, 100)),
		}),
	},
	"door.open": { summary: "Open the door", rule: "person", arguments: object({}) },
	led: {
		summary: "Show a color",
		rule: "person",
		arguments: object({
			color: text("#rrggbb", { most: 7, pattern: /^#[0-9a-fA-F]{6}$/ }),
			seconds: whole("how long", 1, 60),
		}),
	},
	identify: {
		summary: "Have the light show which doorbell this is",
		rule: "person",
		arguments: object({}),
	},
	restart: { summary: "Restart the doorbell", rule: "admin", arguments: object({}) },
	"update.rollback": {
		summary: "Go back to the firmware before the one that runs",
		rule: "admin",
		arguments: object({}),
	},
	"speaker.volume": {
		summary: "How loud the speaker is",
		rule: "person",
		arguments: object({ volume: whole("percent", 0, 100) }),
	},
	"microphone.gain": {
		summary: "How much the microphone is amplified",
		rule: "person",
		arguments: object({ gain: whole("decibels", 0, 42) }),
	},
};
