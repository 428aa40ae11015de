import type { EventMessage, HubMessage, ResultMessage } from "../../wire/viewer";
import type { Talker } from "../audio/talker";
import type { Store } from "../store/store";
import { sentence } from "../common/words";

/** Puts what the hub says into the store. */
export function takeMessage(message: Exclude<HubMessage, ResultMessage>, store: Store, talker: Talker): void {
	const watched = store.watched.peek();
	switch (message.type) {
		case "hello":
			store.viewer.value = message.viewer;
			break;
		case "devices":
			store.devices.value = message.devices;
			break;
		case "ring":
			store.takeRing(message.ring);
			break;
		case "light":
			if (message.device === watched) store.colors.value = message.colors;
			break;
		case "floor":
			if (message.device !== watched) break;
			store.talker.value = message.talker;
			if (message.talker?.viewer !== store.viewer.peek()) talker.lost(message.talker);
			break;
		case "stats":
			if (message.device === watched) store.stats.value = message;
			break;
		case "delivery":
			store.delivery.value = message;
			break;
		case "event":
			if (message.device === watched) takeEvent(message, store);
			break;
		case "error":
			console.warn(`the hub could not take a message: ${message.error.message}`);
			break;
		default:
			// A newer hub may say more than this page knows.
			store.updateNews.value++;
	}
}

function takeEvent({ event, part, message, state }: EventMessage, store: Store): void {
	if (event === "door") store.doorOpen.value = state === "open";
	if (typeof part !== "string") return;
	if (event === "recovered") store.notices.say(`fault ${part}`, "");
	if (event !== "fault" || typeof message !== "string") return;
	if (part === "camera") store.fault.value = sentence(message);
	store.notices.say(`fault ${part}`, `The doorbell’s ${part} has a fault: ${sentence(message)}`);
}
