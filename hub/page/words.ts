/** A count of bits a second, for people. */
export function bitRate(bitsPerSecond: number): [value: string, unit: string] {
	if (bitsPerSecond >= 1e6) return [(bitsPerSecond / 1e6).toFixed(1), "Mbit/s"];
	return [Math.round(bitsPerSecond / 1e3).toString(), "kbit/s"];
}

/** A time, for people: "40 ms", "3.2 s", "2 min", "5 h", "3 days". @param milliseconds not negative */
export function duration(milliseconds: number): string {
	if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 100) return `${Math.round(seconds)} s`;
	if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
	if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
	return `${Math.round(seconds / 86_400)} days`;
}

/** A number of bytes, for people. */
export function size(bytes: number): string {
	if (bytes < 10_000) return `${bytes} B`;
	if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A number in a nested value, or NaN: doorbells may leave any part of their statistics out. */
export function numberAt(value: unknown, ...path: string[]): number {
	for (const name of path) {
		if (typeof value !== "object" || value === null) return NaN;
		value = (value as Record<string, unknown>)[name];
	}
	return typeof value === "number" ? value : NaN;
}
