import Timer from "timer";

/** Calls back whenever nothing was noted for one more period: with 1 after the first, 2 after the second, and so on. */
export class Watchdog {
	/** Set by the owner when something happens. */
	noted = false;

	#timer: Timer | undefined;
	#quiet = 0;

	/** @param period in milliseconds */
	constructor(period: number, onQuiet: (periods: number) => void) {
		this.#timer = Timer.repeat(() => {
			this.#quiet = this.noted ? 0 : this.#quiet + 1;
			this.noted = false;
			if (this.#quiet) onQuiet(this.#quiet);
		}, period);
	}

	close(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
	}
}
