import { ProtocolError } from "protocol/protocol-error";

const mostAskers = 32;

/** Who wants something, and how. It is wanted while anybody does; each counts once, however often they ask. */
export class Askers<Wish> {
	readonly #wishes = new Map<string, Wish>();
	readonly #what: string;

	/** @param what is wanted, for errors */
	constructor(what: string) {
		this.#what = what;
	}

	/** Whether anybody wants it. */
	get any(): boolean {
		return this.#wishes.size > 0;
	}

	/** How the one who asked last of those who still want it wants it. */
	get newest(): Wish | undefined {
		let newest: Wish | undefined;
		for (const wish of this.#wishes.values()) newest = wish;
		return newest;
	}

	/**
	 * Somebody wants it, or wants it otherwise.
	 *
	 * @throws ProtocolError `unavailable` where there are too many
	 */
	add(asker: string, wish: Wish): void {
		if (!this.#wishes.has(asker) && this.#wishes.size >= mostAskers)
			throw new ProtocolError(
				"unavailable",
				`${mostAskers} askers want ${this.#what} already; one of them has to stop first`,
			);
		this.#wishes.delete(asker);
		this.#wishes.set(asker, wish);
	}

	/** Somebody does not want it any more; harmless where they did not. */
	remove(asker: string): void {
		this.#wishes.delete(asker);
	}

	clear(): void {
		this.#wishes.clear();
	}
}
