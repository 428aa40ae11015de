import { HubError } from "../common/errors";
import { milliseconds } from "../common/time";

/** Attempts to sign in within the window, from one address and from all. */
const MOST_ATTEMPTS = 10;
const MOST_IN_ALL = 100;
const WINDOW = 60_000;
const MOST_ADDRESSES = 1000;

/** Counts attempts to sign in, so that nobody can try many passwords. */
export class Attempts {
	readonly #counts = new Map<string, { count: number; until: number }>();

	/**
	 * Takes note of an attempt.
	 * @param address where it comes from; of IPv6 the network, as everyone there has more addresses than can be counted
	 * @throws HubError `too-many-attempts`
	 */
	add(address: string): void {
		const key = address.includes(":") ? address.split(":").slice(0, 4).join(":") : address;
		for (const [each, most] of [
			[key, MOST_ATTEMPTS],
			["", MOST_IN_ALL],
		] as const) {
			const now = milliseconds();
			const known = this.#counts.get(each);
			const recent = known && known.until > now ? known : { count: 0, until: now + WINDOW };
			if (recent.count >= most) {
				throw new HubError("too-many-attempts", "too many attempts to sign in; wait a minute");
			}
			recent.count++;
			this.#counts.delete(each);
			this.#counts.set(each, recent);
		}
		if (this.#counts.size > MOST_ADDRESSES) this.#counts.delete(this.#counts.keys().next().value ?? "");
	}

	/** An attempt from there succeeded. */
	clear(address: string): void {
		this.#counts.delete(address);
	}
}
