/** Takes what came from outside and returns it typed, or throws a `CheckError` that names it by `name`. */
export type Check<T> = (value: unknown, name: string) => T;

/** What was given and what would be right, as one sentence. */
export class CheckError extends Error {
	override readonly name = "CheckError";
	readonly code = "bad-argument";

	constructor(name: string, value: unknown, rule: string) {
		super(`${name} is ${shown(value)}; it must be ${rule}`);
	}
}

const longestShown = 64;

/** Stands for a value that no message may show, such as a password. */
export const concealed = Symbol("concealed");

/** One of a few strings. */
export function oneOf<const T extends string>(...choices: readonly T[]): Check<T> {
	return (value, name) => {
		const choice = choices.find((candidate) => candidate === value);
		if (choice === undefined) throw new CheckError(name, value, listed(choices));
		return choice;
	};
}

/** A whole number from `least` to `most`, both included. */
export function wholeNumberIn(least: number, most: number): Check<number> {
	return (value, name) => {
		if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
			throw new CheckError(name, value, `a whole number from ${least} to ${most}`);
		return value;
	};
}

/** A string of `least` to `most` characters. */
export function textOf(least: number, most: number): Check<string> {
	return (value, name) => {
		if (typeof value !== "string" || value.length < least || value.length > most)
			throw new CheckError(name, value, `a string of ${least} to ${most} characters`);
		return value;
	};
}

/** A string that a pattern describes; `rule` says the same in words. */
export function matching(pattern: RegExp, rule: string): Check<string> {
	return (value, name) => {
		if (typeof value !== "string" || !pattern.test(value)) throw new CheckError(name, value, rule);
		return value;
	};
}

/** True or false. */
export function flag(value: unknown, name: string): boolean {
	if (typeof value !== "boolean") throw new CheckError(name, value, "true or false");
	return value;
}

/** An object with properties, and no array. */
export function record(value: unknown, name: string): Record<string, unknown> {
	if (!isRecord(value)) throw new CheckError(name, value, "an object");
	return value;
}

/** An array of at most `most` of what `check` takes. */
export function listOf<T>(check: Check<T>, most: number): Check<T[]> {
	return (value, name) => {
		if (!Array.isArray(value) || value.length > most)
			throw new CheckError(name, value, `an array of at most ${most}`);
		return value.map((item: unknown) => check(item, `one of ${name}`));
	};
}

/** What `check` takes, or `fallback` where nothing is given. */
export function defaulting<T>(check: Check<T>, fallback: T): Check<T> {
	return (value, name) => (value === undefined ? fallback : check(value, name));
}

/** `undefined`, or what `check` takes. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
	return (value, name) => (value === undefined ? undefined : check(value, name));
}

/** Whether `value` is an object with properties, and no array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Any value as a person reads it, cut to a length that fits a log line. */
export function shown(value: unknown): string {
	if (value === undefined) return "missing";
	if (value === concealed) return "a value that is not shown here";
	if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean" && value !== null)
		return Array.isArray(value) ? "an array" : `of the type ${typeof value}`;
	const text = typeof value === "string" ? JSON.stringify(value) : String(value);
	return text.length > longestShown ? text.slice(0, longestShown) + "…" : text;
}

function listed(choices: readonly string[]): string {
	const quoted = choices.map((choice) => JSON.stringify(choice));
	const last = quoted.pop() ?? "";
	return quoted.length ? `${quoted.join(", ")} or ${last}` : last;
}
