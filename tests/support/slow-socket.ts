import type { Dialect } from "link/handlers";
import type { Link } from "link/link";
import type { VirtualTime } from "./virtual-time";

interface Message {
	/** Bytes that have not left. */
	left: number;
	readonly length: number;
	readonly captured: number;
}

/** How a simulated link carries. */
export interface SlowSocketOptions {
	time: VirtualTime;
	/** Bits a second; 0 while it stands still, and nothing is acknowledged either. */
	rate: number;
	/** What the socket's buffer holds, in bytes. */
	capacity: number;
	/** How long it takes until what has left is acknowledged, and with that out of the buffer, in milliseconds. */
	roundTrip?: number;
}

/** What a WebSocket adds to a message of a pump: a frame's header with its mask. */
const frameHeader = 8;

interface Loan {
	waiting: number;
	readonly onReleased: () => void;
}

/** A link over a socket with a buffer, which a network empties at its rate. Driven by `pass`, a millisecond at a time. */
export class SlowSocket implements Pick<
	Link,
	"dialect" | "send" | "lend" | "writable" | "written" | "backlog" | "roundTrip"
> {
	readonly dialect: Dialect = "original";
	readonly roundTrip: number;
	rate: number;
	written = 0;
	/** The age of each message as its last byte left, in milliseconds. */
	readonly ages: number[] = [];
	readonly #options: SlowSocketOptions;
	readonly #queue: Message[] = [];
	readonly #inFlight: { at: number; length: number }[] = [];
	#acknowledged = 0;
	#budget = 0;
	#loan: Loan | undefined;

	constructor(options: SlowSocketOptions) {
		this.#options = options;
		this.roundTrip = options.roundTrip ?? 0;
		this.rate = options.rate;
	}

	get backlog(): number {
		return this.written - this.#acknowledged;
	}

	get writable(): boolean {
		return !this.#loan && this.#room > frameHeader + 492;
	}

	/** Bytes in the buffer that have not left. */
	get unsent(): number {
		return this.#queue.reduce((sum, message) => sum + message.left, 0);
	}

	/** When what is sent next was captured, in microseconds: the test tells, as the dialect has no header. */
	captured = 0;

	get #room(): number {
		return this.#options.capacity - this.backlog;
	}

	send(message: ArrayBuffer | ArrayBufferView): void {
		this.#put(message.byteLength + frameHeader);
	}

	lend(_header: object | undefined, payload: { byteLength: number }, onReleased: () => void): void {
		this.#loan = { waiting: payload.byteLength, onReleased };
		this.#settle();
	}

	#put(length: number): void {
		this.written += length;
		this.#queue.push({ left: length, length, captured: this.captured });
	}

	#settle(): void {
		const loan = this.#loan;
		if (!loan) return;
		const taken = Math.min(loan.waiting, this.#room);
		if (taken > 0) this.#put(taken);
		loan.waiting -= taken;
		if (loan.waiting > 0) return;
		this.#loan = undefined;
		loan.onReleased();
	}

	/** A millisecond passes: sends, and hears what was acknowledged. */
	pass(): void {
		const { time, roundTrip = 0 } = this.#options;
		const now = time.now();
		this.#budget = this.#queue.length > 0 ? this.#budget + this.rate / 8000 : 0;
		for (let first = this.#queue[0]; first && this.#budget > 0; first = this.#queue[0]) {
			const taken = Math.min(first.left, this.#budget);
			first.left -= taken;
			this.#budget -= taken;
			if (first.left > 0) break;
			this.#queue.shift();
			this.ages.push((now - first.captured) / 1000);
			this.#inFlight.push({ at: now + roundTrip * 1000, length: first.length });
		}
		while (this.rate > 0 && (this.#inFlight[0]?.at ?? Infinity) <= now)
			this.#acknowledged += this.#inFlight.shift()?.length ?? 0;
		this.#settle();
	}
}
