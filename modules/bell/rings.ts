import type { Time, TimerHandle } from "clock/time";
import type { Event, RingEnd } from "protocol/events";
import { ProtocolError } from "protocol/protocol-error";
import { Ring } from "bell/ring";

/** What rings need. */
export interface RingsOptions {
	time: Time;
	log: (text: string) => void;
	/** Makes an ID that no other ring has, also not after a restart: 1 to 32 characters. */
	makeId: () => string;
	/** Tells the server; returns whether there is one to be told. */
	tell: (event: Event) => boolean;
	/** Told when it begins or ceases to ring, or a call ends, and why. */
	onChanged: (cause: string) => void;
}

/** How long it rings where nobody answers, in milliseconds. docs/protocol.md, "Rings". */
export const ringDuration = 30_000;

/** After a press no other one makes a new ring for so long, in milliseconds. */
export const shortestPause = 3000;

/** A ring older than that is not told any more, in milliseconds. */
export const longestAge = 60_000;

const mostRings = 8;
const millisecond = 1000;

/**
 * The rings of a doorbell: the one that rings or was answered, and those that the server has yet to be told of. A ring is
 * told on each connection until it is acknowledged, always by the same ID.
 */
export class Rings {
	readonly #options: RingsOptions;
	readonly #rings: Ring[] = [];
	#ringing: Ring | undefined;
	#answered: Ring | undefined;
	#ending: TimerHandle | undefined;
	#rangAt = -Infinity;

	constructor(options: RingsOptions) {
		this.#options = options;
	}

	/** Whether it rings. */
	get ringing(): boolean {
		return this.#ringing !== undefined;
	}

	/** Whether a ring was answered and not hung up. */
	get answered(): boolean {
		return this.#answered !== undefined;
	}

	/** Whether this ring was answered and not hung up. */
	isAnswered(id: string): boolean {
		return this.#answered?.id === id;
	}

	/**
	 * The bell was pressed.
	 *
	 * @returns whether that is to be heard: a new ring, or a press while it rings; not one that comes too soon
	 */
	press(): boolean {
		const { time, log, makeId, onChanged } = this.#options;
		const now = time.now();
		if (now - this.#rangAt < shortestPause * millisecond) return false;
		this.#rangAt = now;
		if (this.#ringing) return true;
		const ring = new Ring(makeId(), now);
		this.#rings.push(ring);
		this.#ringing = ring;
		this.#forget(now);
		this.#answered = undefined;
		this.#ending = time.set(() => this.#end(ring, "timeout", "nobody answered"), ringDuration);
		log(`bell: ring ${ring.id}`);
		this.#options.tell(ring.event(now));
		onChanged("the bell was pressed");
		return true;
	}

	/** The server has stored a ring. One that is not known any more is no error: it may be told twice. */
	acknowledge(id: string): void {
		const ring = this.#find(id);
		if (ring) ring.acknowledged = true;
	}

	/**
	 * Somebody has answered; harmless when repeated.
	 *
	 * @throws ProtocolError `unavailable` where this ring does not ring
	 */
	answer(id: string): void {
		if (this.isAnswered(id)) return;
		const ring = this.#expect(id);
		this.#answered = ring;
		this.#end(ring, "answered", "somebody answered");
	}

	/**
	 * The ring is declined, or what was answered is hung up; harmless when repeated.
	 *
	 * @throws ProtocolError `unavailable` where there is no such ring
	 */
	end(id: string): void {
		if (this.isAnswered(id)) this.hangUp("hung up");
		else if (this.#ringing?.id === id) this.#end(this.#ringing, "declined", "declined");
		else if (!this.#find(id)) this.#expect(id);
	}

	/** What was answered is over; harmless where nothing is. */
	hangUp(cause: string): void {
		if (!this.#answered) return;
		this.#answered = undefined;
		this.#options.onChanged(cause);
	}

	/** There is a server again: it is told what it does not know. */
	connected(): void {
		const { time, tell } = this.#options;
		const now = time.now();
		this.#forget(now);
		for (const ring of this.#rings) {
			if (!ring.acknowledged) tell(ring.event(now));
			this.#tellEnd(ring);
		}
	}

	#expect(id: string): Ring {
		if (this.#ringing?.id === id) return this.#ringing;
		const end = this.#find(id)?.end;
		const why = end ? `it has ended (${end})` : "there is no such ring";
		const now = this.#ringing ? `what rings is "${this.#ringing.id}"` : "nothing rings now";
		throw new ProtocolError("unavailable", `the ring "${id}" does not ring: ${why}; ${now}`);
	}

	#find(id: string): Ring | undefined {
		return this.#rings.find((ring) => ring.id === id);
	}

	#end(ring: Ring, end: RingEnd, cause: string): void {
		const { time, log, onChanged } = this.#options;
		time.clear(this.#ending);
		this.#ringing = undefined;
		ring.end = end;
		log(`bell: ring ${ring.id}: ${cause}`);
		this.#tellEnd(ring);
		onChanged(cause);
	}

	#tellEnd(ring: Ring): void {
		if (ring.end === undefined || ring.endTold) return;
		const { id, end } = ring;
		ring.endTold = this.#options.tell({ type: "event", event: "ring.ended", ring: id, cause: end });
	}

	/** Lets go of what has been told, is too old to be told, or is more than is kept. */
	#forget(now: number): void {
		for (let index = this.#rings.length - 1; index >= 0; index--) {
			const ring = this.#rings[index];
			if (!ring || ring === this.#ringing) continue;
			const old = now - ring.time > longestAge * millisecond;
			if (!ring.settled && !old && this.#rings.length - index <= mostRings) continue;
			if (!ring.acknowledged) this.#options.log(`bell: ring ${ring.id} was not delivered`);
			this.#rings.splice(index, 1);
		}
	}
}
