import type { DeviceSummary, Talker as TalkerDescription } from "../wire/viewer";
import type { Listener } from "./listener";
import type { Notices } from "./notices";
import type { Talker } from "./talker";
import { element, setText } from "./dom";
import { keepSpaceBarFree, makeHoldable } from "./talk-button";

/** What the controls need to know. */
export interface ControlsView {
	device: DeviceSummary | undefined;
	/** Whether the hub is there and the doorbell is too. */
	reachable: boolean;
	hasPicture: boolean;
	/** Who has the floor, if it is not this page. */
	other: TalkerDescription | null;
}

/** What the controls do. */
export interface ControlsActions {
	/** Listening was switched on or off. */
	listening(on: boolean): void;
	identify(): void;
}

/** The buttons: listen, talk, snapshot, and the doorbell's light. */
export class Controls {
	readonly #listener: Listener;
	readonly #talker: Talker;
	readonly #notices: Notices;
	readonly #actions: ControlsActions;
	readonly #listen = element("listen", HTMLButtonElement);
	readonly #listenText = element("listen-text", HTMLElement);
	readonly #listenIcon = element("listen-icon", SVGUseElement);
	readonly #talk = element("talk", HTMLButtonElement);
	readonly #talkText = element("talk-text", HTMLElement);
	readonly #talkStatus = element("talk-status", HTMLElement);
	readonly #snapshot = element("snapshot", HTMLButtonElement);
	readonly #identify = element("identify", HTMLButtonElement);
	#name = "doorbell";
	#busy = false;

	constructor(listener: Listener, talker: Talker, notices: Notices, actions: ControlsActions) {
		this.#listener = listener;
		this.#talker = talker;
		this.#notices = notices;
		this.#actions = actions;
		this.#listen.addEventListener("click", () => void this.#toggleListening());
		const volume = element("volume", HTMLInputElement);
		volume.addEventListener("input", () => (listener.volume = (volume.valueAsNumber / 100) ** 2));
		makeHoldable(this.#talk, { press: () => void talker.press(this.#busy), release: () => talker.release() });
		keepSpaceBarFree();
		this.#snapshot.addEventListener("click", () => this.#save());
		this.#identify.addEventListener("click", () => actions.identify());
	}

	show({ device, reachable, hasPicture, other }: ControlsView): void {
		const able = (part: string) =>
			device?.dialect === "original" || device?.capabilities.includes(part) === true;
		this.#name = device?.id ?? "doorbell";
		this.#busy = other !== null;
		const { on } = this.#listener;
		this.#listen.setAttribute("aria-pressed", String(on));
		this.#listen.disabled = !on && device !== undefined && !able("microphone");
		setText(this.#listenText, on ? "Listening" : "Listen");
		this.#listenIcon.setAttribute("href", on ? "#i-sound" : "#i-muted");
		const { state } = this.#talker;
		this.#talk.dataset["state"] = other && state === "idle" ? "busy" : state;
		this.#talk.disabled = state === "idle" && (!reachable || !able("speaker"));
		const texts = { idle: other ? "Take over" : "Hold to talk", asking: "One moment…", talking: "Speak now" };
		setText(this.#talkText, texts[state]);
		this.#talk.setAttribute("aria-pressed", String(state === "talking"));
		setText(this.#talkStatus, state === "talking" ? "The door hears you" : "");
		this.#talk.style.setProperty("--loudness", Math.max(0, 1 + this.#talker.level / 50).toFixed(2));
		this.#snapshot.disabled = !hasPicture;
		this.#identify.hidden = !able("light") || device?.dialect === "original";
		this.#identify.disabled = !reachable;
	}

	async #toggleListening(): Promise<void> {
		this.#notices.say("listen", "");
		if (this.#listener.on) {
			this.#listener.stop();
			this.#actions.listening(false);
			return;
		}
		this.#actions.listening(true);
		try {
			await this.#listener.start();
		} catch (error) {
			this.#notices.say("listen", (error as Error).message);
			this.#actions.listening(false);
		}
	}

	#save(): void {
		element("picture", HTMLCanvasElement).toBlob(
			(blob) => {
				if (!blob) return;
				const link = document.createElement("a");
				link.href = URL.createObjectURL(blob);
				link.download = `${this.#name}-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.jpg`;
				link.click();
				setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
			},
			"image/jpeg",
			0.92,
		);
	}
}
