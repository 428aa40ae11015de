import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../common/log";
import type { Device } from "../devices/device";
import type { TextMessage } from "../common/text";
import type { Ring, RingState } from "../wire/viewer";
import type { RingStore, StoredRing } from "./ring-store";
import { makeId } from "../access/secrets";
import { asHubError, HubError } from "../common/errors";
import { quote } from "../common/text";
import { nextPicture } from "../relay/next-picture";

/** Milliseconds. */
export interface RingTiming {
	/** How long a ring waits for its snapshot before it is announced. */
	snapshot: number;
	/** How long a snapshot may take that comes after that. */
	lateSnapshot: number;
	/** How long after the press a ring that nobody answers is missed, if the doorbell does not say so before. */
	missed: number;
}

export const RING_TIMING: RingTiming = { snapshot: 1500, lateSnapshot: 6000, missed: 60_000 };

/** A press that is older shows nobody any more. */
const FRESH = 10_000;
/** Rings of one doorbell that are taken within a minute. */
const MOST_A_MINUTE = 20;
const RING_ID = /^[\x21-\x7e]{1,32}$/;

const ENDINGS: Readonly<Record<string, RingState>> = {
	answered: "answered",
	declined: "declined",
	timeout: "missed",
};

/** Is told of each ring when it begins (`isNew`) and on every change. */
export type RingListener = (ring: Ring, isNew: boolean) => void;

/**
 * What happens when a bell is pressed: the ring is stored with a snapshot, then announced and acknowledged to the
 * doorbell; somebody answers or declines it, or it is missed. A doorbell tells of a ring until it is acknowledged; the
 * hub takes each once.
 */
export class Rings {
	readonly #store: RingStore;
	readonly #log: Log;
	readonly #timing: RingTiming;
	readonly #device: (id: string) => Device | undefined;
	readonly #listeners: RingListener[] = [];
	/** Rings that wait for their snapshot, by doorbell and its ID of them; and how they ended meanwhile. */
	readonly #pending = new Map<string, { cause: string | undefined }>();
	readonly #timers = new Map<string, NodeJS.Timeout>();
	readonly #recent = new Map<string, number[]>();
	#closed = false;

	/** @param device finds a doorbell */
	constructor(
		store: RingStore,
		device: (id: string) => Device | undefined,
		log: Log,
		timing: RingTiming = RING_TIMING,
	) {
		this.#store = store;
		this.#device = device;
		this.#log = log;
		this.#timing = timing;
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

	/** The newest rings, newest first. */
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

	newestSnapshot(device: string): Buffer | undefined {
		return this.#store.newestSnapshot(device);
	}

	/** Forgets a ring. @throws HubError `not-found` */
	remove(id: string): void {
		if (!this.#store.remove(id)) throw new HubError("not-found", "there is no ring of this ID");
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
	}

	/** Somebody answers: the doorbell rings no more. @throws HubError `not-found`, `not-ringing`, and the doorbell's */
	async answer(id: string, by: string): Promise<Ring> {
		const { device, ring } = this.#needRinging(id);
		await this.#request(device, "ring.answer", ring);
		return this.#change(id, "answered", by);
	}

	/** Somebody declines, or hangs up what was answered. @throws HubError `not-found`, `not-ringing`, and the doorbell's */
	async end(id: string, by: string): Promise<Ring> {
		const { state, device, ring } = this.#need(id);
		if (state === "answered") {
			await this.#request(device, "ring.end", ring);
			return this.get(id);
		}
		this.#needRinging(id);
		await this.#request(device, "ring.end", ring);
		return this.#change(id, "declined", by);
	}

	/**
	 * Takes an event `ring` or `ring.ended` of a doorbell; ignores others.
	 * @throws HubError `bad-argument`, `too-many`
	 */
	readonly onEvent = (device: Device, event: string, message: TextMessage): void => {
		if (event !== "ring" && event !== "ring.ended") return;
		const { ring, age = 0, cause } = message;
		if (typeof ring !== "string" || !RING_ID.test(ring)) {
			throw new HubError("bad-argument", `"ring" is ${quote(ring)}; it must be 1 to 32 characters`);
		}
		if (event === "ring.ended") {
			this.#onEnded(device, ring, typeof cause === "string" ? cause : "timeout");
			return;
		}
		if (typeof age !== "number" || !(age >= 0)) {
			throw new HubError("bad-argument", `"age" is ${quote(age)}; it must be a number of milliseconds`);
		}
		this.#take(device, ring, age).catch((error: unknown) => {
			const { code, message: reason } = asHubError(error);
			this.#log.error({ device: device.id, code }, `a ring could not be stored: ${reason}`);
		});
	};

	close(): void {
		this.#closed = true;
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}

	async #take(device: Device, ring: string, age: number): Promise<void> {
		const key = `${device.id} ${ring}`;
		if (this.#pending.has(key)) return;
		if (this.#store.find(device.id, ring)) {
			this.#acknowledge(device, ring);
			return;
		}
		const time = Math.round(Date.now() - age);
		this.#checkRate(device.id);
		const pending: { cause: string | undefined } = { cause: undefined };
		this.#pending.set(key, pending);
		try {
			const picture = this.#picture(device, age);
			const snapshot = await Promise.race([picture, sleep(this.#timing.snapshot, undefined, { ref: false })]);
			if (this.#closed) return;
			const id = makeId();
			const state = age < this.#timing.missed ? "ringing" : "missed";
			for (const before of this.#store.ringing()) {
				if (before.device === device.id) this.#change(before.id, "missed");
			}
			this.#store.add({ id, device: device.id, ring, time, state }, snapshot ?? null);
			this.#log.info(
				{ device: device.id, ring: id, age, snapshot: snapshot !== undefined },
				"the bell rings",
			);
			const stored = this.#need(id);
			if (state === "ringing") this.#expire(stored);
			this.#tell(stored, true);
			this.#acknowledge(device, ring);
			if (!snapshot) this.#addLate(id, picture);
		} finally {
			this.#pending.delete(key);
			if (pending.cause !== undefined && !this.#closed) this.#onEnded(device, ring, pending.cause);
		}
	}

	async #picture(device: Device, age: number): Promise<Buffer | undefined> {
		if (age > FRESH) return undefined;
		try {
			return (await nextPicture(device, this.#timing.lateSnapshot)).payload;
		} catch (error) {
			const { message } = asHubError(error);
			this.#log.warn({ device: device.id }, `a ring has no snapshot: ${message}`);
			return undefined;
		}
	}

	#addLate(id: string, picture: Promise<Buffer | undefined>): void {
		void picture.then((snapshot) => {
			if (snapshot && !this.#closed && this.#store.addSnapshot(id, snapshot))
				this.#tell(this.#need(id), false);
		});
	}

	#onEnded(device: Device, ring: string, cause: string): void {
		const pending = this.#pending.get(`${device.id} ${ring}`);
		if (pending) {
			pending.cause = cause;
			return;
		}
		const known = this.#store.find(device.id, ring);
		if (known?.state === "ringing") this.#change(known.id, ENDINGS[cause] ?? "missed");
	}

	#acknowledge(device: Device, ring: string): void {
		device.request("ring.acknowledge", { ring }).catch((error: unknown) => {
			const { message } = asHubError(error);
			this.#log.warn(
				{ device: device.id },
				`a ring could not be acknowledged, it will come again: ${message}`,
			);
		});
	}

	async #request(device: string, command: string, ring: string): Promise<void> {
		const doorbell = this.#device(device);
		if (!doorbell) throw new HubError("offline", `the doorbell ${device} is not known any more`);
		await doorbell.request(command, { ring });
	}

	/** Changes a ring that rings. @returns it as it is then @throws HubError `not-ringing` */
	#change(id: string, state: RingState, by?: string): Ring {
		if (!this.#store.change(id, "ringing", state, by ?? null)) {
			/* The doorbell's own word that somebody has answered may have come first; it does not know who. */
			const known = this.#need(id);
			if (by === undefined || known.state !== state || known.by !== undefined) this.#needRinging(id);
			this.#store.change(id, state, state, by ?? null);
		}
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		const ring = this.#need(id);
		this.#tell(ring, false);
		return shown(ring);
	}

	#expire({ id, time }: StoredRing): void {
		const left = Math.max(0, time + this.#timing.missed - Date.now());
		this.#timers.set(
			id,
			setTimeout(() => {
				if (this.#store.get(id)?.state === "ringing") this.#change(id, "missed");
			}, left).unref(),
		);
	}

	#tell(ring: StoredRing, isNew: boolean): void {
		for (const listener of this.#listeners) listener(shown(ring), isNew);
	}

	#need(id: string): StoredRing {
		const ring = this.#store.get(id);
		if (!ring) throw new HubError("not-found", "there is no ring of this ID");
		return ring;
	}

	#needRinging(id: string): StoredRing {
		const ring = this.#need(id);
		if (ring.state === "ringing") return ring;
		const who = ring.by === undefined ? "" : ` by ${ring.by}`;
		throw new HubError("not-ringing", `it rings no more: it was ${ring.state}${who}`);
	}

	#checkRate(device: string): void {
		const now = Date.now();
		const recent = (this.#recent.get(device) ?? []).filter((at) => now - at < 60_000);
		if (recent.length >= MOST_A_MINUTE) {
			throw new HubError("too-many", `the doorbell rang ${MOST_A_MINUTE} times within a minute`);
		}
		this.#recent.set(device, [...recent, now]);
	}
}

function shown({ id, device, time, state, by, snapshot }: StoredRing): Ring {
	return { id, device, time, state, ...(by !== undefined && { by }), snapshot };
}
