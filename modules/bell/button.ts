import type { Time, TimerHandle } from "clock/time";

/** What a button needs. */
export interface ButtonOptions {
	/** Whether the button is down now. */
	isDown: () => boolean;
	time: Time;
	/** The button went down. */
	onPressed: () => void;
	/** It is held: called each second with the milliseconds since it went down, until it is let go. */
	onHeld: (milliseconds: number) => void;
	/** It was let go, after so many milliseconds. */
	onReleased: (milliseconds: number) => void;
}

/** How long a contact has to stay as it is to count, in milliseconds; they bounce for 5 to 20. */
export const settling = 30;

const second = 1000;

/**
 * A push button, debounced. One that is down from the start, such as a stuck one, counts only from when it has been let
 * go.
 */
export class Button {
	readonly #options: ButtonOptions;
	#down: boolean;
	#stuck: boolean;
	#downAt = 0;
	#settling: TimerHandle | undefined;
	#holding: TimerHandle | undefined;

	constructor(options: ButtonOptions) {
		this.#options = options;
		this.#down = this.#stuck = options.isDown();
	}

	/** To be called at each edge of the pin. */
	changed(): void {
		if (this.#settling) return;
		this.#settling = this.#options.time.set(() => {
			this.#settling = undefined;
			this.#settle();
		}, settling);
	}

	#settle(): void {
		const { isDown, time, onPressed, onReleased } = this.#options;
		const down = isDown();
		if (down === this.#down) return;
		this.#down = down;
		if (down) {
			this.#downAt = time.now();
			this.#holding = time.repeat(() => this.#hold(), second);
			onPressed();
		} else if (this.#stuck) this.#stuck = false;
		else {
			time.clear(this.#holding);
			onReleased(this.#held);
		}
	}

	/** Looks at the pin again, lest a release that was missed is taken for a long press. */
	#hold(): void {
		if (this.#options.isDown()) this.#options.onHeld(this.#held);
		else this.#settle();
	}

	get #held(): number {
		return Math.round((this.#options.time.now() - this.#downAt) / 1000);
	}
}
