import type { Time, TimerHandle } from "clock/time";
import { type End, Retry } from "link/retry";

const millisecond = 1000;

/** Waits for a link's next try, for as long as why the connection before ended makes necessary. */
export class NextTry {
	/** From when until when it waits or waited last, in microseconds of the doorbell's clock. */
	from = 0;
	until = 0;
	readonly #time: Time;
	readonly #retry: Retry;
	#timer: TimerHandle | undefined;
	#reason = "";
	#refused = false;

	constructor(time: Time, retry = new Retry()) {
		this.#time = time;
		this.#retry = retry;
	}

	/** Whether it waits now. */
	get waiting(): boolean {
		return this.#timer !== undefined;
	}

	/** How long it still waits, in milliseconds; 0 where it does not. */
	get left(): number {
		return this.waiting ? Math.max(0, Math.round((this.until - this.#time.now()) / millisecond)) : 0;
	}

	/** Why there is no connection, or why the one before the present one ended; empty where there was none. */
	get reason(): string {
		return this.#reason;
	}
	set reason(reason: string) {
		this.#reason = reason;
	}

	/** Whether the server refused the token at the last try. */
	get refused(): boolean {
		return this.#refused;
	}

	/** Notes how a connection ended, and for how many milliseconds it had been open; 0 where it never was. */
	ended(end: End, open: number): void {
		this.#retry.ended(end, open);
		this.#reason = end.reason;
		this.#refused = end.kind === "refused";
	}

	/** A connection is open. */
	opened(): void {
		this.#refused = false;
	}

	/** The next try is to be at once, as whoever was refused or not reached may be so no more. */
	reset(): void {
		this.#retry.reset();
		this.#refused = false;
	}

	/** Calls back when the time has come; returns in how many milliseconds that is. */
	wait(onTime: () => void): number {
		const wait = this.#retry.next();
		this.from = this.#time.now();
		this.until = this.from + wait * millisecond;
		this.#time.clear(this.#timer);
		this.#timer = this.#time.set(() => {
			this.#timer = undefined;
			onTime();
		}, wait);
		return wait;
	}

	/** Waits no longer, and does not call back. */
	cancel(): void {
		this.#time.clear(this.#timer);
		this.#timer = undefined;
	}
}
