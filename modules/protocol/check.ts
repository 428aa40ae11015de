/**
 * Takes what came from outside and returns it typed, or throws a `CheckError` that names it by `name`. What a check made by
 * a function here goes by is kept in constants: so it stays in flash on a board (documentation/xs/preload.md of the SDK).
 */
export type Check<T> = (value: unknown, name: string) => T;

/** What was given and what would be right, as one sentence. */
export class CheckError extends Error {
	override readonly name = "CheckError";
	readonly code = "bad-argument";
	/** What was wrong, by the name it was checked under. */
	readonly field: string;

	constructor(name: string, value: unknown, rule: string) {
		super(`${name} is ${shown(value)}; it must be ${rule}`);
		this.field = name;
	}
}

const longestShown = 64;

/** Stands for a value that no message may show, such as a password. */
export const concealed = Symbol("concealed");

/** One of a few strings. */
export function oneOf<const T extends string>(...strings: readonly T[]): Check<T> {
	const choices = Object.freeze(strings);
	return (value, name) => {
		const choice = choices.find((candidate) => candidate === value);
		if (choice === undefined) throw new CheckError(name, value, listed(choices));
		return choice;
	};
}

/** A whole number from `minimum` to `maximum`, both included. */
export function wholeNumberIn(minimum: number, maximum: number): Check<number> {
	const least = minimum;
	const most = maximum;
	return (value, name) => {
		if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
			throw new CheckError(name, value, `a whole number from ${least} to ${most}`);
		return value;
	};
}

/** A string of `minimum` to `maximum` characters. */
export function textOf(minimum: number, maximum: number): Check<string> {
	const least = minimum;
	const most = maximum;
	return (value, name) => {
		if (typeof value !== "string" || value.length < least || value.length > most)
			throw new CheckError(name, value, `a string of ${least} to ${most} characters`);
		return value;
	};
}

/**
 * A string that a pattern describes; `words` say the same. The pattern is made anew each time: a regular expression must
 * not be in a preloaded module's constants (docs/architecture.md).
 */
export function matching(expression: () => RegExp, words: string): Check<string> {
	const pattern = expression;
	const rule = words;
	return (value, name) => {
		if (typeof value !== "string" || !pattern().test(value)) throw new CheckError(name, value, rule);
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

/** An array of at most `maximum` of what `check` takes. */
export function listOf<T>(check: Check<T>, maximum: number): Check<T[]> {
	const most = maximum;
	return (value, name) => {
		if (!Array.isArray(value) || value.length > most)
			throw new CheckError(name, value, `an array of at most ${most}`);
		return value.map((item: unknown) => check(item, `one of ${name}`));
	};
}

/** What `check` takes, or `instead` where nothing is given. */
export function defaulting<T>(check: Check<T>, instead: T): Check<T> {
	const fallback = instead;
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
