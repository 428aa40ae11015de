/**
 * Numbers the messages of one kind from 0 on, a number for each that was captured, from a driver's own count, which
 * starts anywhere. A gap in the one is a gap in the other; a pause is none.
 */
export class Ordinals {
	#present = -1;
	#captured: number | undefined;

	/** The number of the message last followed. */
	get present(): number {
		return this.#present;
	}

	/**
	 * Takes the driver's number of the next message.
	 *
	 * @returns how many before it are missing
	 */
	follow(captured: number): number {
		const missing = this.#captured === undefined ? 0 : Math.max(0, captured - this.#captured - 1);
		this.#captured = captured;
		this.#present += missing + 1;
		return missing;
	}

	/** What the driver counts until the next message is not missing. */
	pause(): void {
		this.#captured = undefined;
	}

	/** Begins at 0 again. */
	reset(): void {
		this.#present = -1;
		this.#captured = undefined;
	}
}
