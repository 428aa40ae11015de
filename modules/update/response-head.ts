import { UpdateError } from "update/update-error";

/** The start of a response, as far as it matters here. RFC 9112 section 4, RFC 9110 sections 8.6, 14.4, 15.4. */
export interface ResponseHead {
	status: number;
	/** Content-Length. */
	length: number | undefined;
	/** Content-Range, of bytes. */
	range: { start: number; end: number; total: number } | undefined;
	location: string | undefined;
}

const longestHead = 2048;
const newline = 10;

/**
 * Gathers the start of a response, in memory that it is lent. What comes after it stays there, to be taken out, to its start
 * if need be.
 */
export class HeadReader {
	readonly #bytes: Uint8Array;
	#length = 0;
	#start = 0;

	/** @param memory at least 2,048 bytes; it is used until `left` is 0 after the head has come */
	constructor(memory: Uint8Array) {
		this.#bytes = memory.subarray(0, longestHead);
	}

	/** Where more bytes are to be put; `added` must be told of them. */
	get room(): Uint8Array {
		return this.#bytes.subarray(this.#length);
	}

	/**
	 * `count` bytes have been put into `room`.
	 *
	 * @returns the head, once it is whole
	 * @throws UpdateError `bad-response`
	 */
	added(count: number): ResponseHead | undefined {
		this.#length += count;
		const end = this.#end();
		if (end === 0) {
			if (this.#length === longestHead)
				throw new UpdateError("bad-response", `the response's head is longer than ${longestHead} bytes`);
			return undefined;
		}
		this.#start = end;
		return parseHead(asText(this.#bytes.subarray(0, end)));
	}

	/** How many bytes came after the head, and are still here. */
	get left(): number {
		return this.#length - this.#start;
	}

	/** Takes them out; returns how many fitted. */
	take(into: Uint8Array): number {
		const count = Math.min(into.length, this.left);
		into.set(this.#bytes.subarray(this.#start, this.#start + count));
		this.#start += count;
		return count;
	}

	/** Where the empty line ends; 0 as long as there is none. */
	#end(): number {
		for (let index = 1; index < this.#length; index++) {
			if (this.#bytes[index] !== newline) continue;
			if (this.#bytes[index - 1] === newline) return index + 1;
			if (index >= 2 && this.#bytes[index - 2] === newline) return index + 1;
		}
		return 0;
	}
}

/** Latin-1: names, numbers and addresses are ASCII, and nothing else is looked at. */
function asText(bytes: Uint8Array): string {
	let text = "";
	for (const byte of bytes) text += String.fromCharCode(byte);
	return text;
}

/**
 * Reads a response's status line and header fields.
 *
 * @throws UpdateError `bad-response`
 */
export function parseHead(text: string): ResponseHead {
	const [statusLine = "", ...lines] = text.split(/\r?\n/);
	const status = /^HTTP\/1\.[01] ([1-5]\d\d)( |$)/.exec(statusLine)?.[1];
	if (status === undefined)
		throw new UpdateError(
			"bad-response",
			`the server answers "${statusLine.slice(0, 40)}"; that is no HTTP/1.1`,
		);
	const fields = new Map<string, string>();
	for (const line of lines) {
		const colon = line.indexOf(":");
		if (colon > 0) fields.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
	}
	if (fields.has("transfer-encoding") || (fields.get("content-encoding") ?? "identity") !== "identity")
		throw new UpdateError("bad-response", "the server sends the image encoded; it must send it as it is");
	return {
		status: Number(status),
		length: readLength(fields.get("content-length")),
		range: readRange(fields.get("content-range")),
		location: fields.get("location"),
	};
}

function readLength(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,12}$/.test(text)) return Number(text);
	throw new UpdateError(
		"bad-response",
		`the response's length is "${text.slice(0, 20)}"; it must be a number`,
	);
}

function readRange(text: string | undefined): ResponseHead["range"] {
	if (text === undefined) return undefined;
	const [, start, end, total] = /^bytes (\d{1,12})-(\d{1,12})\/(\d{1,12})$/.exec(text) ?? [];
	if (start === undefined) return undefined;
	return { start: Number(start), end: Number(end), total: Number(total) };
}
