import type { Time } from "clock/time";
import type { Link } from "link/link";

/** The link as a window sees it. */
export type WindowLink = Pick<Link, "backlog" | "written">;

/** What a window needs. All times in milliseconds. */
export interface SendWindowOptions {
	link: WindowLink;
	time: Time;
	/** How much sound is in a message. */
	duration: number;
	/** How long a message may stay with the socket beyond what the network itself takes. */
	patience: number;
}

/** Messages whose end is remembered; the window is never wider. */
const capacity = 32;

/** The largest round trip that is made room for: beyond, sound is dropped; milliseconds. */
const longestRoundTrip = 300;

/** For so long after the start, and after something was dropped, the link counts as too slow; microseconds. */
const caution = 1_000_000;

/**
 * How many messages the socket may have at a time. A socket's buffer holds up to a second of sound, and what it holds
 * can't be dropped any more. So a message is written only while few others stay: at first as many as `patience` is long,
 * then half as many whenever one has stayed for longer than the quickest and `patience`, one more while they pass, and
 * none while one stays for longer. On the ESP32 what is not acknowledged stays, too: the quickest shows how long that
 * takes, and makes room for it.
 */
export class SendWindow {
	readonly #options: SendWindowOptions;
	/** What the socket had been given with each message that stays, and when, by turns. */
	readonly #ends = new Float64Array(capacity);
	readonly #times = new Float64Array(capacity);
	#first = 0;
	#staying = 0;
	#width: number;
	#quickest = Infinity;
	#longest = 0;
	#droppedAt: number;

	constructor(options: SendWindowOptions) {
		this.#options = options;
		this.#width = this.#widest;
		this.#droppedAt = options.time.now();
	}

	/** Whether one more message may be written. */
	get open(): boolean {
		if (this.#staying === 0) return true;
		if (this.#staying >= this.#width) return false;
		const { time, patience } = this.#options;
		return (time.now() - (this.#times[this.#first] ?? 0)) / 1000 <= this.#roundTrip + patience;
	}

	/** How much sound waits with the socket, without what is on its way through the network, in milliseconds. */
	get waiting(): number {
		return Math.max(0, this.#staying * this.#options.duration - this.#onItsWay);
	}

	/** How long a message that is written now is likely to wait, in milliseconds; `patience` at most. */
	get delay(): number {
		return this.#staying === 0 ? 0 : Math.min(this.#options.patience, this.#longest - this.#onItsWay);
	}

	/** Sound was dropped, as the link is too slow for it: then it is that, and not the way, that takes time. */
	dropped(): void {
		this.#droppedAt = this.#options.time.now();
	}

	/** A message has been written. */
	written(): void {
		if (this.#options.link.backlog === 0) return;
		const index = (this.#first + this.#staying++) % capacity;
		this.#ends[index] = this.#options.link.written;
		this.#times[index] = this.#options.time.now();
	}

	/** Sees what has left. To be called when the link is writable, and before `open` is asked. */
	look(): void {
		const { link, time } = this.#options;
		const left = link.written - link.backlog;
		let longest = -1;
		while (this.#staying > 0 && (this.#ends[this.#first] ?? 0) <= left) {
			const stay = (time.now() - (this.#times[this.#first] ?? 0)) / 1000;
			if (stay < this.#quickest) this.#quickest = stay;
			if (stay > longest) longest = stay;
			this.#first = (this.#first + 1) % capacity;
			this.#staying--;
		}
		if (longest >= 0) this.#learn(longest);
	}

	/** Forgets all, as with each connection. */
	reset(): void {
		this.#first = this.#staying = 0;
		this.#quickest = Infinity;
		this.#longest = 0;
		this.#droppedAt = this.#options.time.now();
		this.#width = this.#widest;
	}

	#learn(stay: number): void {
		const { patience } = this.#options;
		this.#longest = stay;
		const late = stay - this.#quickest;
		if (late > patience) this.#width = Math.max(1, this.#width >> 1);
		else if (late < patience / 2) this.#width = Math.min(this.#widest, this.#width + 1);
	}

	get #roundTrip(): number {
		return this.#quickest < longestRoundTrip ? this.#quickest : 0;
	}

	get #onItsWay(): number {
		return this.#options.time.now() - this.#droppedAt > caution ? this.#roundTrip : 0;
	}

	get #widest(): number {
		const { patience, duration } = this.#options;
		return Math.max(1, Math.min(capacity, Math.floor((this.#roundTrip + patience) / duration)));
	}
}
