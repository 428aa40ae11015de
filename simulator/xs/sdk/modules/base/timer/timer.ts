/** What `set` and `repeat` return; opaque. */
interface Timer {
	readonly brand?: never;
}

/**
 * Timers, with intervals in milliseconds. Moddable SDK, documentation/base/base.md, "class Timer". A timer whose repeat
 * interval is 0 when its callback returns is cleared.
 */
const Timer = {
	/** Calls `callback` with the timer after `interval` (0: in the next turn), then every `repeat` if that is not 0. */
	set(callback: (timer: Timer) => void, interval?: number, repeat?: number): Timer {
		return native("xs_timer_set").call(this, callback, interval, repeat);
	},
	repeat(callback: (timer: Timer) => void, interval: number): Timer {
		return native("xs_timer_repeat").call(this, callback, interval);
	},
	/** Sets new intervals; without any, the timer rests until it is scheduled again. */
	schedule(timer: Timer, interval?: number, repeat?: number): void {
		native("xs_timer_schedule").call(this, timer, interval, repeat);
	},
	/** Cancels the timer. Nothing happens if it is already, or if there is none. */
	clear(timer?: Timer | null): void {
		native("xs_timer_clear").call(this, timer);
	},
	/** Blocks the machine for so many milliseconds. */
	delay(milliseconds: number): void {
		native("xs_timer_delay").call(this, milliseconds);
	},
};

export default Timer;
