/** Numbers that are the same for the same seed (xorshift32). */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = Math.imul(seed, 0x9e3779b1) | 0 || 1;
		for (let round = 0; round < 4; round++) this.#next();
	}

	/** From 0 to below `limit`. */
	below(limit: number): number {
		return this.#next() % limit;
	}

	/** True once in `times`. */
	once(times: number): boolean {
		return this.below(times) === 0;
	}

	/** One of them. */
	pick<Value>(values: readonly Value[]): Value {
		return values[this.below(values.length)] as Value;
	}

	bytes(count: number): number[] {
		return Array.from({ length: count }, () => this.below(256));
	}

	#next(): number {
		this.#state ^= this.#state << 13;
		this.#state ^= this.#state >>> 17;
		this.#state ^= this.#state << 5;
		return this.#state >>> 0;
	}
}
