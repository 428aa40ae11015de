/**
 * Numbers the messages of one kind from 0 on, a number for each that was due, from a driver's own count, which starts
 * anywhere. A gap in the one is a gap in the other; a pause is none.
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
	 * @param mostMissing how many before it can have been due
	 * @returns how many before it are missing
	 */
	follow(captured: number, mostMissing = Infinity): number {
		const between = this.#captured === undefined ? 0 : captured - this.#captured - 1;
		const missing = Math.max(0, Math.min(between, mostMissing));
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
