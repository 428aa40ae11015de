import type { Device } from "./device";
import type { DeviceStore } from "./device-store";

/** How long a doorbell has to be away until that is news: it may only look for its network. Milliseconds. */
export const AWAY_AFTER = 60_000;

/** Is told that a doorbell is away, and that it is back. */
export type AbsenceListener = (device: Device, isAway: boolean) => void;

/**
 * Finds doorbells that are away longer than one that merely comes back; who has never come is not away. What was told is remembered over restarts of
 * the hub, and a restart is nobody's absence.
 */
export class Absences {
	readonly #store: DeviceStore;
	readonly #awayAfter: number;
	readonly #listener: AbsenceListener;
	readonly #start = Date.now();
	readonly #away: Set<string>;

	/** @param awayAfter milliseconds */
	constructor(store: DeviceStore, listener: AbsenceListener, awayAfter = AWAY_AFTER) {
		this.#store = store;
		this.#listener = listener;
		this.#awayAfter = awayAfter;
		this.#away = new Set(store.away());
	}

	/** To be called about once a second with all doorbells. */
	look(devices: Iterable<Device>): void {
		const before = Date.now() - this.#awayAfter;
		for (const device of devices) {
			const { id, online, since } = device;
			const wasAway = this.#away.has(id);
			const isAway = !online && (wasAway || Math.max(since, this.#start) <= before);
			if (isAway === wasAway || (isAway && !this.#store.get(id)?.seen)) continue;
			if (isAway) this.#away.add(id);
			else this.#away.delete(id);
			this.#store.setAway(id, isAway);
			this.#listener(device, isAway);
		}
	}
}
