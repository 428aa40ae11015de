import type { DeviceSummary } from "../wire/viewer";
import { make, setText } from "./dom";

interface Entry {
	button: HTMLButtonElement;
	name: HTMLElement;
	note: HTMLElement;
}

/** The doorbells to choose from; hidden while there is only one. */
export class Doorbells {
	readonly #list: HTMLElement;
	readonly #onChosen: (id: string) => void;
	readonly #entries = new Map<string, Entry>();

	constructor(list: HTMLElement, onChosen: (id: string) => void) {
		this.#list = list;
		this.#onChosen = onChosen;
	}

	/** @param watched the ID of the one that is watched */
	show(devices: readonly DeviceSummary[], watched: string | null): void {
		this.#list.hidden = devices.length < 2;
		const present = new Set(devices.map(({ id }) => id));
		for (const [id, { button }] of this.#entries) {
			if (present.has(id)) continue;
			button.remove();
			this.#entries.delete(id);
		}
		for (const device of devices) {
			const { button, name, note } = this.#entry(device.id);
			setText(name, device.name);
			setText(note, noteOf(device));
			button.dataset["online"] = String(device.online);
			button.setAttribute("aria-current", String(device.id === watched));
		}
	}

	#entry(id: string): Entry {
		const known = this.#entries.get(id);
		if (known) return known;
		const entry = {
			button: make("button", "doorbell"),
			name: make("span", "doorbell-name"),
			note: make("small"),
		};
		entry.button.type = "button";
		entry.button.append(make("i", "dot"), entry.name, entry.note);
		entry.button.addEventListener("click", () => this.#onChosen(id));
		this.#entries.set(id, entry);
		this.#list.append(entry.button);
		return entry;
	}
}

function noteOf({ online, viewers, talker }: DeviceSummary): string {
	if (!online) return "offline";
	if (talker) return "talking";
	return viewers > 1 ? `${viewers} watching` : "";
}
