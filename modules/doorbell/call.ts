import type { Time, TimerHandle } from "clock/time";

/** A ring that was answered is over when nothing has flowed for so long, in milliseconds: whoever answered is gone. */
export const lapse = 30_000;

/** Ends what was answered and then forgotten. */
export class Call {
	readonly #time: Time;
	readonly #onLapsed: () => void;
	#lapsing: TimerHandle | undefined;

	constructor(time: Time, onLapsed: () => void) {
		this.#time = time;
		this.#onLapsed = onLapsed;
	}

	/** To be called whenever one of these may have changed. */
	settle(answered: boolean, flows: boolean): void {
		if (answered && !flows) {
			this.#lapsing ??= this.#time.set(() => {
				this.#lapsing = undefined;
				this.#onLapsed();
			}, lapse);
			return;
		}
		this.#time.clear(this.#lapsing);
		this.#lapsing = undefined;
	}
}
