import type { Time, TimerHandle } from "clock/time";

interface VirtualTimer {
	callback: () => void;
	/** In microseconds. */
	due: number;
	interval: number | undefined;
}

/** Time that passes when the test says so. */
export class VirtualTime implements Time {
	#now = 5_000_000;
	readonly #timers = new Set<VirtualTimer>();

	now(): number {
		return this.#now;
	}

	set(callback: () => void, delay: number): TimerHandle {
		return this.#add({ callback, due: this.#now + delay * 1000, interval: undefined });
	}

	repeat(callback: () => void, interval: number): TimerHandle {
		return this.#add({ callback, due: this.#now + interval * 1000, interval: interval * 1000 });
	}

	clear(timer: TimerHandle | undefined): void {
		this.#timers.delete(timer as VirtualTimer);
	}

	/** How many timers are set. */
	get timers(): number {
		return this.#timers.size;
	}

	/** Lets so many milliseconds pass, and calls back what becomes due, in order. */
	advance(milliseconds: number): void {
		const end = this.#now + milliseconds * 1000;
		for (;;) {
			const next = [...this.#timers].sort((one, other) => one.due - other.due)[0];
			if (!next || next.due > end) break;
			this.#now = Math.max(this.#now, next.due);
			if (next.interval === undefined) this.#timers.delete(next);
			else next.due += next.interval;
			next.callback();
		}
		this.#now = end;
	}

	#add(timer: VirtualTimer): VirtualTimer {
		this.#timers.add(timer);
		return timer;
	}
}
