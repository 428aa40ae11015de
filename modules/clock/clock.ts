import Timer from "timer";
import type { Time, TimerHandle } from "clock/time";

/** Microseconds since the doorbell started: `esp_timer_get_time` of ESP-IDF, with which drivers stamp captures, too. */
function now(this: unknown): number {
	return native("xs_clock_now").call(this);
}

/** The system's clock and the SDK's timers. */
const systemTime: Time = Object.freeze(
	{
		now,
		set: (callback, delay) => Timer.set(callback, delay),
		repeat: (callback, interval) => Timer.repeat(callback, interval),
		clear: (timer: TimerHandle | undefined) => Timer.clear(timer as Timer | undefined),
	},
	true,
);

export default systemTime;
