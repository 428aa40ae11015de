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

/** How long something took, to the second: "5 s", "1 min 12 s", "1 h 3 min"; at least a second. */
export function span(milliseconds: number): string {
	const seconds = Math.max(1, Math.round(milliseconds / 1000));
	const minutes = Math.floor(seconds / 60);
	if (minutes === 0) return `${seconds} s`;
	if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How long ago a moment was: "just now", "3 min ago". @param time ms since 1970 */
export function ago(time: number, now = Date.now()): string {
	const past = Math.max(0, now - time);
	if (past < 60_000) return "just now";
	return `${past < 120_000 ? "1 min" : duration(past)} ago`;
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

const TODAY = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const WEEK = new Intl.DateTimeFormat(undefined, { weekday: "long", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const midnight = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
const daysAgo = (time: number, now: number): number =>
	Math.round((midnight(now) - midnight(time)) / 86_400_000);

/** A moment, for people: "14:05", "yesterday, 14:05", "Monday 14:05", or with its date. @param time ms since 1970 */
export function moment(time: number, now = Date.now()): string {
	const days = daysAgo(time, now);
	if (days <= 0) return TODAY.format(time);
	if (days === 1) return `yesterday, ${TODAY.format(time)}`;
	return days < 7 ? WEEK.format(time) : FULL.format(time);
}

/** The day of a moment, for headings: "Today", "Yesterday", "Monday, November 16". @param time ms since 1970 */
export function day(time: number, now = Date.now()): string {
	const days = daysAgo(time, now);
	if (days <= 0) return "Today";
	return days === 1 ? "Yesterday" : DAY.format(time);
}

/** The time of day. @param time ms since 1970 */
export const timeOfDay = (time: number): string => TODAY.format(time);

/** A moment with its date, in full. @param time ms since 1970 */
export const fullMoment = (time: number): string => FULL.format(time);

/** A sentence as people write it: begins with a capital and ends with a period. */
export function sentence(text: string): string {
	const trimmed = text.trim();
	const begun = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
	return /[.!?…]$/.test(begun) ? begun : `${begun}.`;
}
