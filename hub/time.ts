/** The hub's clock: whole microseconds, starts anywhere, does not jump. */
export function hubTime(): number {
	return Math.round(performance.now() * 1000);
}
