/** How long to wait before the next try: exponential back-off with full jitter. All times in milliseconds. */
export interface BackOffOptions {
	/** The bound of the second try's wait; it doubles with each one after. */
	first?: number;
	/** What the bound does not grow beyond. */
	most?: number;
	/** A connection that held for so long was healthy: the next try is at once. */
	healthy?: number;
	/** From 0, included, to 1, excluded. */
	random?: () => number;
}

/** Counts the tries of one link, and says how long to wait before each. */
export class BackOff {
	readonly #first: number;
	readonly #most: number;
	readonly #healthy: number;
	readonly #random: () => number;
	#tries = 0;

	constructor({ first = 500, most = 30_000, healthy = 60_000, random = Math.random }: BackOffOptions = {}) {
		this.#first = first;
		this.#most = most;
		this.#healthy = healthy;
		this.#random = random;
	}

	/** The wait before the next try: none before the first, then anything up to a bound that doubles. */
	next(): number {
		const tries = this.#tries++;
		if (tries === 0) return 0;
		return Math.floor(this.#random() * this.bound(tries));
	}

	/** Tells how long a connection held; a healthy one starts the count anew. */
	held(milliseconds: number): void {
		if (milliseconds >= this.#healthy) this.reset();
	}

	/** Starts the count anew. */
	reset(): void {
		this.#tries = 0;
	}

	/** The longest that the wait before try number `tries` (from 0) can be. */
	bound(tries: number): number {
		if (tries === 0) return 0;
		return Math.min(this.#most, this.#first * 2 ** (tries - 1));
	}
}
