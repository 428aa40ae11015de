import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../common/log";
import type { TextMessage } from "../common/text";
import type { Device } from "../devices/device";
import type { Rings } from "./rings";
import { asHubError, HubError } from "../common/errors";
import { quote } from "../common/text";
import { nextPicture } from "../relay/next-picture";

/** Milliseconds. */
export interface ArrivalTiming {
	/** How long a ring waits for its snapshot before it is announced. */
	snapshot: number;
	/** How long a snapshot may take that comes after that. */
	lateSnapshot: number;
}

export const ARRIVAL_TIMING: ArrivalTiming = { snapshot: 1500, lateSnapshot: 6000 };

/** A press that is older shows nobody any more, milliseconds. */
const FRESH = 10_000;
/** Rings of one doorbell that are taken within a minute. */
const MOST_A_MINUTE = 20;
const RING_ID = /^[\x21-\x7e]{1,32}$/;

/**
 * Takes rings from doorbells (docs/protocol.md, "Rings"): each is stored with a snapshot, then announced, then
 * acknowledged. A doorbell tells of a ring until it is acknowledged; the hub takes each once.
 */
export class Arrivals {
	readonly #rings: Rings;
	readonly #log: Log;
	readonly #timing: ArrivalTiming;
	/** Rings that wait for their snapshot, by doorbell and its ID of them; and how they ended meanwhile. */
	readonly #pending = new Map<string, { cause: string | undefined }>();
	readonly #recent = new Map<string, number[]>();
	#closed = false;

	constructor(rings: Rings, log: Log, timing: ArrivalTiming = ARRIVAL_TIMING) {
		this.#rings = rings;
		this.#log = log;
		this.#timing = timing;
	}

	/**
	 * Takes an event of a doorbell: `ring`, `ring.ended`, or a `state` that shows that a conversation is over; ignores
	 * others.
	 * @throws HubError `bad-argument`, `too-many`
	 */
	readonly onEvent = (device: Device, event: string, message: TextMessage): void => {
		if (event === "state" && message["state"] === "idle") this.#rings.hungUp(device.id);
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

	/** A doorbell has come or gone: a conversation does not outlive the connection that it was held by. */
	readonly onPresence = (device: Device): void => this.#rings.hungUp(device.id);

	close(): void {
		this.#closed = true;
	}

	async #take(device: Device, ring: string, age: number): Promise<void> {
		const key = `${device.id} ${ring}`;
		if (this.#pending.has(key)) return;
		if (this.#rings.knows(device.id, ring)) {
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
			const id = this.#rings.begin({ device: device.id, ring, time }, snapshot ?? null);
			this.#log.info(
				{ device: device.id, ring: id, age, snapshot: snapshot !== undefined },
				"the bell rings",
			);
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
			if (snapshot && !this.#closed) this.#rings.addSnapshot(id, snapshot);
		});
	}

	#onEnded(device: Device, ring: string, cause: string): void {
		const pending = this.#pending.get(`${device.id} ${ring}`);
		if (pending) pending.cause = cause;
		else this.#rings.ceased(device.id, ring, cause);
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

	#checkRate(device: string): void {
		const now = Date.now();
		const recent = (this.#recent.get(device) ?? []).filter((at) => now - at < 60_000);
		if (recent.length >= MOST_A_MINUTE) {
			throw new HubError("too-many", `the doorbell rang ${MOST_A_MINUTE} times within a minute`);
		}
		this.#recent.set(device, [...recent, now]);
	}
}
