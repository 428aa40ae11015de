import type { Ring } from "../../wire/viewer";

/** What became of a ring, for people. */
export function ringWords({ state, by }: Ring): string {
	switch (state) {
		case "ringing":
			return "Ringing now";
		case "answered":
			return by ? `Answered by ${by}` : "Answered";
		case "declined":
			return by ? `Declined by ${by}` : "Declined";
		case "missed":
			return "Missed";
	}
}
