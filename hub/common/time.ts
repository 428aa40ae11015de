import { performance } from "node:perf_hooks";

/** Milliseconds since the hub started; does not jump. */
export function milliseconds(): number {
	return performance.now();
}

/** The hub's clock: whole microseconds, starts anywhere, does not jump. */
export function hubTime(): number {
	return Math.round(performance.now() * 1000);
}
