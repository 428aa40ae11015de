import Timer from "timer";

/** Something of which can be told whether anything happened to it since it was last set to false. */
export interface Watched {
	noted: boolean;
}

/** Calls back whenever nothing was noted for one more period: with 1 after the first, 2 after the second, and so on. */
export class Watchdog {
	#timer: Timer | undefined;
	#quiet = 0;

	/** @param period in milliseconds */
	constructor(period: number, watched: readonly Watched[], onQuiet: (periods: number) => void) {
		this.#timer = Timer.repeat(() => {
			this.#quiet = watched.some(({ noted }) => noted) ? 0 : this.#quiet + 1;
			for (const each of watched) each.noted = false;
			if (this.#quiet) onQuiet(this.#quiet);
		}, period);
	}

	close(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
	}
}
