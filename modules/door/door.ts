import type { Time, TimerHandle } from "clock/time";

/** What a door needs. */
export interface DoorOptions {
	/** Holds the pin that opens the door, or lets it go. */
	hold: (held: boolean) => void;
	time: Time;
	/** How long the pin is held, in milliseconds; asked each time. */
	duration: () => number;
	/** Told when it opens and closes, and why. */
	onChanged: (state: DoorState, cause: string) => void;
}

export type DoorState = "open" | "closed";

/** A door that is open while a pin is held, and never for longer than the time set. */
export class Door {
	readonly #options: DoorOptions;
	#closing: TimerHandle | undefined;

	constructor(options: DoorOptions) {
		this.#options = options;
	}

	get state(): DoorState {
		return this.#closing ? "open" : "closed";
	}

	/** Opens the door; where it is open, the time begins anew. Returns how long it stays open, in milliseconds. */
	open(cause: string): number {
		const { hold, time, duration, onChanged } = this.#options;
		const wasOpen = this.#closing !== undefined;
		const milliseconds = duration();
		hold(true);
		time.clear(this.#closing);
		this.#closing = time.set(() => this.close("the time is over"), milliseconds);
		if (!wasOpen) onChanged("open", cause);
		return milliseconds;
	}

	/** Lets the pin go; harmless where it is not held. */
	close(cause: string): void {
		if (!this.#closing) return;
		this.#options.time.clear(this.#closing);
		this.#closing = undefined;
		this.#options.hold(false);
		this.#options.onChanged("closed", cause);
	}
}
