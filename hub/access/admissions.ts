interface Admission {
	holds: () => boolean;
	end: () => void;
}

/**
 * What was let in and is still open: pages, doorbells, streams. When somebody's leave is withdrawn, what they have open
 * is ended at once.
 */
export class Admissions {
	readonly #open = new Set<Admission>();

	get size(): number {
		return this.#open.size;
	}

	/**
	 * Takes note of something that stays open.
	 * @param holds whether it would be let in now
	 * @param end ends it
	 * @returns to be called when it has ended by itself
	 */
	add(holds: () => boolean, end: () => void): () => void {
		const admission = { holds, end };
		this.#open.add(admission);
		return () => void this.#open.delete(admission);
	}

	/** Ends all that would not be let in now. To be called when anybody's leave has changed. */
	readonly review = (): void => {
		for (const admission of [...this.#open]) {
			if (admission.holds()) continue;
			this.#open.delete(admission);
			admission.end();
		}
	};
}
