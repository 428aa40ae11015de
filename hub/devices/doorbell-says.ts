import type { TextMessage } from "../common/text";

/** What a doorbell says of itself in `hello` (docs/protocol.md), as far as it is usable. */
export interface Hello {
	name: string | undefined;
	firmware: string;
	board: string;
	capabilities: string[];
	/** The doorbell's clock in microseconds when it said so. */
	time: number | undefined;
	/** Fields that are not as they must be, in words. */
	faults: string[];
}

const LONGEST_NAME = 80;
const MOST_CAPABILITIES = 32;
const MOST_PIXELS = 300;
const COLOR = /^#[0-9a-f]{6}$/i;

/** Reads a `hello`. What is missing or wrong is named in `faults` and replaced by something harmless. */
export function readHello(message: TextMessage): Hello {
	const faults: string[] = [];
	const text = (field: string): string => {
		const value = message[field];
		if (typeof value === "string" && value.length <= LONGEST_NAME) return value;
		faults.push(`"${field}" must be a string of at most ${LONGEST_NAME} characters`);
		return "";
	};
	const { protocol, capabilities, time } = message;
	if (protocol !== 1) faults.push('"protocol" must be 1');
	const named = isTexts(capabilities) ? capabilities.slice(0, MOST_CAPABILITIES) : undefined;
	if (!named) faults.push('"capabilities" must be an array of strings');
	const clock = isTime(time) ? time : undefined;
	if (clock === undefined) faults.push('"time" must be a number of microseconds');
	return {
		name: text("name") || undefined,
		firmware: text("firmware"),
		board: text("board"),
		capabilities: named ?? [],
		time: clock,
		faults,
	};
}

/** The colors of an event `light`, or undefined if they are not as they must be. */
export function readColors(value: unknown): string[] | undefined {
	if (!isTexts(value) || value.length > MOST_PIXELS) return undefined;
	return value.every((color) => COLOR.test(color)) ? value : undefined;
}

/** Whether a value can be a clock's reading in microseconds. */
export function isTime(value: unknown): value is number {
	return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((item) => typeof item === "string");
}
