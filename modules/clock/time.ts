/** A timer that was set; opaque, good for `Time.clear` alone. */
export type TimerHandle = object;

/** The doorbell's clock and timers. The system's own are in `clock/clock`; tests bring theirs. */
export interface Time {
	/** Microseconds since an arbitrary start. Never jumps, never goes back. */
	now(): number;
	/** Calls back once, after `delay` milliseconds. */
	set(callback: () => void, delay: number): TimerHandle;
	/** Calls back every `interval` milliseconds until it is cleared. */
	repeat(callback: () => void, interval: number): TimerHandle;
	/** Stops a timer; none, or one that has called back for the last time, is no error. */
	clear(timer: TimerHandle | undefined): void;
}
