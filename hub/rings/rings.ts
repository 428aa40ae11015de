import type { Device } from "../devices/device";
import type { Ring, RingState } from "../wire/viewer";
import type { RingStore, StoredRing } from "./ring-store";
import { makeId } from "../access/secrets";
import { HubError } from "../common/errors";

/** How long after the press a ring that nobody answers is missed, if the doorbell does not say so before; ms. */
export const MISSED_AFTER = 60_000;

/** What a doorbell says of why it rings no more (docs/protocol.md, `ring.ended`). */
const ENDINGS: Readonly<Record<string, SettledState>> = {
	answered: "answered",
	declined: "declined",
	timeout: "missed",
};

/** How a ring that rings no more stands. */
export type SettledState = Exclude<RingState, "ringing">;
/** What has happened to a ring: it has begun, its snapshot has come late, or how it stands now. */
export type RingNews = "begun" | "snapshot" | SettledState;
/** Is told of all that happens to rings. */
export type RingListener = (ring: Ring, news: RingNews) => void;

/**
 * Rings and what becomes of them: `ringing`, then `answered`, `declined` or `missed`; what was answered is `ended` when
 * somebody hangs up, when the doorbell says that nothing flows any more, or with its connection.
 */
export class Rings {
	readonly #store: RingStore;
	readonly #device: (id: string) => Device | undefined;
	readonly #missedAfter: number;
	readonly #listeners: RingListener[] = [];
	readonly #timers = new Map<string, NodeJS.Timeout>();
	/** Rings that the hub has the doorbell answer or end at this moment, and what it said of them meanwhile. */
	readonly #asked = new Map<string, SettledState | undefined>();

	/** @param device finds a doorbell @param missedAfter milliseconds */
	constructor(store: RingStore, device: (id: string) => Device | undefined, missedAfter = MISSED_AFTER) {
		this.#store = store;
		this.#device = device;
		this.#missedAfter = missedAfter;
		store.endCalls();
		for (const ring of store.ringing()) this.#expire(ring);
	}

	/** Has `listener` told of every ring and every change. */
	onChange(listener: RingListener): void {
		this.#listeners.push(listener);
	}

	/** All that ring now. */
	get ringing(): Ring[] {
		return this.#store.ringing().map(shown);
	}

	/** How many are kept that stand like this. */
	count(state: RingState): number {
		return this.#store.count(state);
	}

	/** The newest rings, newest first. @param before only those that are older, milliseconds since 1970 */
	list(device: string | undefined, before: number, limit: number): Ring[] {
		return this.#store.list(device, before, limit).map(shown);
	}

	/** @throws HubError `not-found` */
	get(id: string): Ring {
		return shown(this.#need(id));
	}

	/** The picture of a ring, if one is kept. */
	snapshot(id: string): Buffer | undefined {
		return this.#store.snapshot(id);
	}

	/** Forgets a ring. @throws HubError `not-found` */
	remove(id: string): void {
		if (!this.#store.remove(id)) throw new HubError("not-found", "there is no ring of this ID");
		this.#forgetTimer(id);
	}

	/** Somebody answers: the doorbell rings no more. @throws HubError `not-found`, `not-ringing`, and the doorbell's */
	async answer(id: string, by: string): Promise<Ring> {
		return this.#have("answered", this.#needRinging(id), by);
	}

	/**
	 * Somebody declines, or hangs up what was answered; harmless where somebody else was quicker to hang up.
	 * @throws HubError `not-found`, `not-ringing`, and the doorbell's
	 */
	async end(id: string, by: string): Promise<Ring> {
		const known = this.#need(id);
		if (known.state === "ended") return shown(known);
		if (known.state === "answered") {
			await this.#request(known, "ring.end");
			return this.#change(id, "ended") ?? this.get(id);
		}
		return this.#have("declined", this.#needRinging(id), by);
	}

	/** Whether a ring was taken before. @param ring the doorbell's own ID of it */
	knows(device: string, ring: string): boolean {
		return this.#store.find(device, ring) !== undefined;
	}

	/**
	 * Takes a new ring, which ends what went on at this doorbell; one that comes too late to be answered is missed.
	 * @param ring as the doorbell tells of it @returns its ID
	 */
	begin(
		{ device, ring, time }: Pick<StoredRing, "device" | "ring" | "time">,
		snapshot: Buffer | null,
	): string {
		for (const before of this.#store.ringing()) {
			if (before.device === device) this.#change(before.id, "missed");
		}
		this.hungUp(device);
		const id = makeId();
		this.#store.add({ id, device, ring, time }, snapshot);
		const isLate = Date.now() - time >= this.#missedAfter;
		if (isLate) this.#store.change(id, "missed", null);
		const stored = this.#need(id);
		this.#tell(stored, "begun");
		if (isLate) this.#tell(stored, "missed");
		else this.#expire(stored);
		return id;
	}

	/** Adds a snapshot that came late. */
	addSnapshot(id: string, snapshot: Buffer): void {
		if (this.#store.addSnapshot(id, snapshot)) this.#tell(this.#need(id), "snapshot");
	}

	/** A doorbell says that a ring rings no more. @param ring its own ID of it @param cause as docs/protocol.md says */
	ceased(device: string, ring: string, cause: string): void {
		const known = this.#store.find(device, ring);
		if (!known) return;
		const state = ENDINGS[cause] ?? "missed";
		/* Who has answered or declined it is known when the doorbell has confirmed that, too. */
		if (this.#asked.has(known.id)) this.#asked.set(known.id, state);
		else this.#change(known.id, state);
	}

	/** Nobody is talked with at this doorbell any more. */
	hungUp(device: string): void {
		for (const id of this.#store.calls(device)) this.#change(id, "ended");
	}

	close(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}

	/** Has the doorbell answer or end what rings. */
	async #have(state: "answered" | "declined", ring: StoredRing, by: string): Promise<Ring> {
		const { id } = ring;
		if (this.#asked.has(id)) {
			throw new HubError("not-ringing", "somebody else answers or declines it at this moment");
		}
		this.#asked.set(id, undefined);
		try {
			await this.#request(ring, state === "answered" ? "ring.answer" : "ring.end");
		} catch (error) {
			const said = this.#asked.get(id);
			if (said) this.#change(id, said);
			throw error;
		} finally {
			this.#asked.delete(id);
		}
		const changed = this.#change(id, state, by);
		if (changed) return changed;
		this.#needRinging(id);
		return this.get(id);
	}

	async #request({ device, ring }: StoredRing, command: string): Promise<void> {
		const doorbell = this.#device(device);
		if (!doorbell) throw new HubError("offline", `the doorbell ${device} is not known any more`);
		await doorbell.request(command, { ring });
	}

	/** @returns the ring as it is then; undefined if it did not stand where that follows */
	#change(id: string, state: SettledState, by?: string): Ring | undefined {
		if (!this.#store.change(id, state, by ?? null)) return undefined;
		this.#forgetTimer(id);
		const ring = this.#need(id);
		this.#tell(ring, state);
		return shown(ring);
	}

	#expire(ring: StoredRing, at = ring.time + this.#missedAfter): void {
		const miss = (): void => {
			try {
				this.#change(ring.id, "missed");
			} catch (error) {
				/* Such as a disk that is full: it is tried again. */
				this.#expire(ring, Date.now() + this.#missedAfter);
				throw error;
			}
		};
		this.#timers.set(ring.id, setTimeout(miss, Math.max(0, at - Date.now())).unref());
	}

	#forgetTimer(id: string): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
	}

	#tell(ring: StoredRing, news: RingNews): void {
		for (const listener of this.#listeners) listener(shown(ring), news);
	}

	#need(id: string): StoredRing {
		const ring = this.#store.get(id);
		if (!ring) throw new HubError("not-found", "there is no ring of this ID");
		return ring;
	}

	#needRinging(id: string): StoredRing {
		const ring = this.#need(id);
		if (ring.state === "ringing") return ring;
		const how = ring.state === "ended" ? "answered" : ring.state;
		const who = ring.by === undefined ? "" : ` by ${ring.by}`;
		throw new HubError("not-ringing", `it rings no more: it was ${how}${who}`);
	}
}

/** A ring as others see it: without the doorbell's own ID of it. */
function shown(stored: StoredRing): Ring {
	const ring: Ring & { ring?: string } = { ...stored };
	delete ring.ring;
	return ring;
}
