/** Length of the header before each binary message of belltower.1, in bytes. docs/protocol.md, "Binary messages". */
export const headerLength = 12;

/** What a binary message carries. */
export const kinds = Object.freeze({ pcm: 1, jpeg: 2 } as const, true);

/** Bits of the header's flags. */
export const flags = Object.freeze({ discontinuity: 1 } as const, true);

/** The fields of a header. `readHeader` fills one that is kept, so that reading allocates nothing. */
export interface Header {
	kind: number;
	flags: number;
	/** Ordinal of the message, modulo 65,536. */
	sequence: number;
	/** Capture time on the sender's clock, in microseconds. */
	time: number;
}

const wordSize = 0x1_0000_0000;

/**
 * Writes the twelve bytes at the start of `bytes`.
 *
 * @param sequence any ordinal; it is taken modulo 65,536
 * @param time microseconds, 0 to 2 to the 53
 */
export function writeHeader(
	bytes: Uint8Array,
	kind: number,
	flagBits: number,
	sequence: number,
	time: number,
): void {
	bytes[0] = kind;
	bytes[1] = flagBits;
	const ordinal = sequence % 0x1_0000;
	bytes[2] = ordinal & 0xff;
	bytes[3] = ordinal >>> 8;
	writeWord(bytes, 4, time % wordSize);
	writeWord(bytes, 8, Math.floor(time / wordSize));
}

/** Reads the twelve bytes at the start of `bytes` into `header`, and returns it. */
export function readHeader(bytes: Uint8Array, header: Header): Header {
	header.kind = byteAt(bytes, 0);
	header.flags = byteAt(bytes, 1);
	header.sequence = byteAt(bytes, 2) + byteAt(bytes, 3) * 0x100;
	header.time = readWord(bytes, 4) + readWord(bytes, 8) * wordSize;
	return header;
}

function writeWord(bytes: Uint8Array, offset: number, value: number): void {
	bytes[offset] = value & 0xff;
	bytes[offset + 1] = (value >>> 8) & 0xff;
	bytes[offset + 2] = (value >>> 16) & 0xff;
	bytes[offset + 3] = value >>> 24;
}

function readWord(bytes: Uint8Array, offset: number): number {
	return (
		byteAt(bytes, offset) +
		byteAt(bytes, offset + 1) * 0x100 +
		byteAt(bytes, offset + 2) * 0x1_0000 +
		byteAt(bytes, offset + 3) * 0x100_0000
	);
}

function byteAt(bytes: Uint8Array, offset: number): number {
	return bytes[offset] ?? 0;
}
