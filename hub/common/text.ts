import { HubError } from "./errors";

/** A text message: one JSON object with a string `type`. */
export interface TextMessage {
	type: string;
	[field: string]: unknown;
}

/** The longest text message, bytes (docs/protocol.md, "Text messages"). */
export const TEXT_LIMIT = 4096;

/** Whether a value is an object that is not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses a text message.
 * @throws HubError `bad-json`, with what is wrong
 */
export function parseText(data: Buffer): TextMessage {
	if (data.byteLength > TEXT_LIMIT) {
		throw new HubError(
			"bad-json",
			`a text message has ${data.byteLength} bytes; at most ${TEXT_LIMIT} are taken`,
		);
	}
	let value: unknown;
	try {
		value = JSON.parse(data.toString());
	} catch (error) {
		throw new HubError("bad-json", "a text message is not JSON", error);
	}
	if (!isObject(value)) throw new HubError("bad-json", "a text message is not a JSON object");
	if (typeof value["type"] !== "string") {
		throw new HubError("bad-json", 'a text message has no "type", which must be a string');
	}
	return value as TextMessage;
}

/** A value as a person would write it in a sentence, cut to a sensible length. */
export function quote(value: unknown): string {
	const text = value === undefined ? "missing" : JSON.stringify(value);
	return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
