import type { Ring } from "../../wire/viewer";
import { span } from "../common/words";

/** What became of a ring, for people, in a few words. */
export function ringWords(ring: Ring): string {
	const { state, by } = ring;
	switch (state) {
		case "ringing":
			return "Ringing now";
		case "answered":
			return by ? `${by} is talking` : "Being talked with";
		case "declined":
			return by ? `Declined by ${by}` : "Declined";
		case "missed":
			return "Missed";
		case "ended": {
			const length = talkLength(ring);
			return `Answered${by ? ` by ${by}` : ""}${length ? ` · ${length}` : ""}`;
		}
	}
}

/** What became of a ring, for people, in full. */
export function ringStory(ring: Ring): string {
	const { state, by, time, answered } = ring;
	const who = by ?? "Somebody";
	const wait = answered === undefined ? "" : ` after ${span(answered - time)}`;
	switch (state) {
		case "ringing":
			return "It rings now.";
		case "answered":
			return `${who} answered${wait}, and is talking.`;
		case "declined":
			return `${who} declined.`;
		case "missed":
			return "Nobody answered.";
		case "ended": {
			const length = talkLength(ring);
			return `${who} answered${wait}${length ? `, and talked for ${length}` : ""}.`;
		}
	}
}

/** How long somebody talked, to stay on one line; empty where that is not known. */
function talkLength({ answered, ended }: Ring): string {
	return answered === undefined || ended === undefined
		? ""
		: span(ended - answered).replaceAll(" ", "\u00a0");
}
