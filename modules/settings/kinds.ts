import { type Check, CheckError, concealed, oneOf, wholeNumberIn } from "protocol/check";

/** What a setting's value is, for who shows or asks for it. docs/protocol.md, "Settings". */
export type SettingType = "text" | "whole" | "choice" | "yes-no" | "secret" | "address" | "lines";

/** What may be configured: what it may be, and what holds where it is not given or can't be used. */
export interface Field<T> {
	readonly check: Check<T>;
	/** Holds where nothing is given; without it, something must be. */
	readonly absent?: T;
	/** Holds where what is given can't be used. */
	readonly invalid: T;
}

/** A field that people can set while the doorbell is in use. */
export interface Setting<T> extends Field<T> {
	readonly type: SettingType;
	/** Least number, or fewest characters. */
	readonly minimum?: number;
	/** Greatest number, or most characters. */
	readonly maximum?: number;
	readonly choices?: readonly string[];
	/** What it is, in one sentence. */
	readonly sentence: string;
	/** Whether a change counts only after a restart. */
	readonly restart: boolean;
	/**
	 * Whether it says which doorbell this is and where it belongs. Such a value is stored when an image that gives it starts
	 * for the first time, so that it outlives the image.
	 */
	readonly identity: boolean;
}

/** What a setting is, apart from its value. */
export interface About {
	readonly sentence: string;
	readonly restart?: boolean;
	readonly identity?: boolean;
}

function about({ sentence, restart = false, identity = false }: About) {
	return { sentence, restart, identity };
}

/** A whole number from `minimum` to `maximum`; also taken as text, as the command line and forms give it. */
export function whole(value: number, minimum: number, maximum: number, what: About): Setting<number> {
	const check = fromText(wholeNumberIn(minimum, maximum));
	return { type: "whole", minimum, maximum, check, absent: value, invalid: value, ...about(what) };
}

/** One of a few strings. */
export function choice<const T extends string>(value: T, choices: readonly T[], what: About): Setting<T> {
	return {
		type: "choice",
		choices,
		check: oneOf<T>(...choices),
		absent: value,
		invalid: value,
		...about(what),
	};
}

/** Yes or no. */
export function yesNo(value: boolean, what: About): Setting<boolean> {
	return { type: "yes-no", check: flag, absent: value, invalid: value, ...about(what) };
}

/** Up to `maximum` characters that `check` takes. */
export function text<T>(
	field: Field<T>,
	maximum: number,
	what: About,
	type: SettingType = "text",
): Setting<T> {
	return { type, minimum: 0, maximum, ...field, ...about(what) };
}

/** Text that can be written and never be read. */
export function secret(
	maximum: number,
	isRight: (value: string) => boolean,
	words: string,
	what: About,
): Setting<string | undefined> {
	const longest = maximum;
	const rule = words;
	const check: Check<string | undefined> = (value, name) => {
		if (typeof value !== "string" || value.length > longest || !isRight(value))
			throw new CheckError(name, value === undefined ? undefined : concealed, rule);
		return value;
	};
	return text<string | undefined>({ check, absent: "", invalid: undefined }, maximum, what, "secret");
}

/** Takes a number as text, too. */
export function fromText(check: Check<number>): Check<number> {
	return (value, name) => check(typeof value === "string" && value.trim() ? Number(value) : value, name);
}

/** Takes true and false, also as text. */
export function flag(value: unknown, name: string): boolean {
	if (value === true || value === "true") return true;
	if (value === undefined || value === false || value === "false") return false;
	throw new CheckError(name, value, "true or false");
}
