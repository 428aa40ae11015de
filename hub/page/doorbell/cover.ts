import type { DeviceSummary } from "../../wire/viewer";
import type { ConnectionState } from "../api/connection";
import { ago } from "../common/words";

/** How things stand with a doorbell's picture. */
export interface CoverView {
	connection: ConnectionState;
	/** When the next attempt to connect is made, as performance.now() says. */
	retryAt: number | undefined;
	/** Whether the hub has said which doorbells there are. */
	told: boolean;
	device: DeviceSummary | undefined;
	hasPicture: boolean;
	/** Why the doorbell sends no pictures, if it said so. */
	fault: string;
}

/** What to say in place of a picture: a title and a sentence; no title when there is a picture to see. */
export function coverOf(view: CoverView): { title: string; text: string } {
	const { connection, retryAt, told, device, hasPicture, fault } = view;
	if (connection === "sign-in") return { title: "Sign in to see your door", text: "" };
	if (connection === "lost") return { title: "The hub can’t be reached", text: nextTry(retryAt) };
	if (connection === "connecting" || !told) return { title: "Connecting to the hub…", text: "" };
	if (!device) return { title: "No doorbell of this name", text: "The hub knows none. Was it removed?" };
	if (!device.online) {
		return {
			title: `${device.name} is offline`,
			text: `It went ${ago(device.since)}. When it comes back, it appears here by itself.`,
		};
	}
	if (hasPicture) return { title: "", text: "" };
	if (fault) return { title: "No picture", text: fault };
	return { title: "Waiting for the first picture…", text: "" };
}

/** When the page tries to reach the hub again. @param retryAt as performance.now() says */
export function nextTry(retryAt: number | undefined): string {
	const wait = retryAt === undefined ? 0 : Math.max(0, retryAt - performance.now());
	return wait > 500 ? `Trying again in ${Math.ceil(wait / 1000)} s.` : "Trying again…";
}
