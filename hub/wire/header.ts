/** Length in bytes of the header before each binary message (docs/protocol.md, "Binary messages"). */
export const HEADER_LENGTH = 12;

/** What a binary message carries. */
export const Kind = { PCM: 1, JPEG: 2 } as const;

/** Flag bit: what came right before this message was dropped by its sender. */
export const DISCONTINUITY = 1;

/** Samples a second of all sound on the wire; 16-bit, one channel. */
export const SAMPLE_RATE = 16_000;

/** Bytes of sound in a millisecond. */
export const BYTES_PER_MILLISECOND = (SAMPLE_RATE * 2) / 1000;

/** The header of a binary message. `time` is in microseconds on the sender's own clock. */
export interface Header {
	kind: number;
	flags: number;
	sequence: number;
	time: number;
}

const HIGH_WORD = 2 ** 32;

/**
 * Reads the header at the start of a message.
 * @param bytes at least `HEADER_LENGTH` bytes
 */
export function readHeader(bytes: Uint8Array): Header {
	const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_LENGTH);
	return {
		kind: view.getUint8(0),
		flags: view.getUint8(1),
		sequence: view.getUint16(2, true),
		time: view.getUint32(4, true) + view.getUint32(8, true) * HIGH_WORD,
	};
}

/**
 * Writes a header to the start of a message.
 * @param bytes at least `HEADER_LENGTH` bytes
 * @param header `sequence` is taken modulo 65,536; `time` is a whole number of microseconds
 */
export function writeHeader(bytes: Uint8Array, header: Header): void {
	const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_LENGTH);
	view.setUint8(0, header.kind);
	view.setUint8(1, header.flags);
	view.setUint16(2, header.sequence & 0xffff, true);
	view.setUint32(4, header.time % HIGH_WORD, true);
	view.setUint32(8, Math.floor(header.time / HIGH_WORD), true);
}

/** How many sequence numbers lie between two messages that came one after the other: 0 if none is missing. */
export function missingBetween(previous: number, next: number): number {
	return (next - previous - 1) & 0xffff;
}
