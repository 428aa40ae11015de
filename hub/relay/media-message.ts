import type { Framed } from "./outbox";
import {
	BYTES_PER_MILLISECOND,
	HEADER_LENGTH,
	Kind,
	readHeader,
	writeHeader,
	type Header,
} from "../wire/header";
import { HubError } from "../common/errors";
import { frameMessage, type WireFrame } from "./frame";

/** A binary message of docs/protocol.md that was found to be in order. Its bytes are never changed. */
export class MediaMessage implements Framed {
	readonly header: Readonly<Header>;
	/** Header and payload. */
	readonly bytes: Buffer;
	#framed: WireFrame | undefined;

	private constructor(header: Header, bytes: Buffer) {
		this.header = header;
		this.bytes = bytes;
	}

	/**
	 * Takes a message of the dialect belltower.1 as it came.
	 * @throws HubError `short`, `unknown-kind`, `odd-length`, `empty`, `not-jpeg`
	 */
	static from(bytes: Buffer): MediaMessage {
		if (bytes.byteLength < HEADER_LENGTH) {
			throw new HubError(
				"short",
				`a binary message of ${bytes.byteLength} bytes is shorter than its header; it must be at least ${HEADER_LENGTH}`,
			);
		}
		const header = readHeader(bytes);
		check(header.kind, bytes.subarray(HEADER_LENGTH));
		return new MediaMessage(header, bytes);
	}

	/**
	 * Puts a header before a payload that came without.
	 * @throws HubError as `from`
	 */
	static of(header: Header, payload: Buffer): MediaMessage {
		check(header.kind, payload);
		const bytes = Buffer.allocUnsafe(HEADER_LENGTH + payload.byteLength);
		writeHeader(bytes, header);
		bytes.set(payload, HEADER_LENGTH);
		return new MediaMessage(header, bytes);
	}

	/** The PCM or the JPEG. */
	get payload(): Buffer {
		return this.bytes.subarray(HEADER_LENGTH);
	}

	get duration(): number {
		if (this.header.kind !== Kind.PCM) return 0;
		return (this.bytes.byteLength - HEADER_LENGTH) / BYTES_PER_MILLISECOND;
	}

	/** The message as a WebSocket frame, made once for all viewers. */
	get framed(): WireFrame {
		this.#framed ??= frameMessage(this.bytes);
		return this.#framed;
	}
}

function check(kind: number, payload: Buffer): void {
	const length = payload.byteLength;
	if (kind === Kind.PCM) {
		if (length === 0) throw new HubError("empty", "a PCM message carries no sound");
		if (length % 2 !== 0) {
			throw new HubError(
				"odd-length",
				`a PCM message carries ${length} bytes; samples are of 16 bits, so the number must be even`,
			);
		}
	} else if (kind === Kind.JPEG) {
		const whole =
			length >= 4 &&
			payload[0] === 0xff &&
			payload[1] === 0xd8 &&
			payload[length - 2] === 0xff &&
			payload[length - 1] === 0xd9;
		if (!whole) {
			throw new HubError(
				"not-jpeg",
				`a picture of ${length} bytes is not a whole JPEG, which starts with FF D8 and ends with FF D9`,
			);
		}
	} else {
		throw new HubError(
			"unknown-kind",
			`a binary message is of the kind ${kind}; known are 1 (PCM) and 2 (JPEG)`,
		);
	}
}
