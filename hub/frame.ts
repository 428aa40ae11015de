const FINAL = 0x80;
const Opcode = { Binary: 2, Ping: 9 } as const;
/** Two bytes of frame header and four of marker. */
const PING_LENGTH = 6;

/** A message as the bytes that go to a socket. */
export interface WireFrame {
	/** The message in one frame. */
	readonly plain: Buffer;
	/** The same, followed by a ping whose pong tells that the message has arrived. */
	readonly marked: Buffer;
	/** What that ping carries, and its pong. */
	readonly marker: number;
}

let next = 0;

/**
 * Makes a final, unmasked frame as a server sends it (RFC 6455 section 5.2), with a ping behind it, in one buffer: a
 * socket takes one buffer in half the time of two.
 */
export function frameMessage(payload: Uint8Array): WireFrame {
	const marker = next;
	next = (next + 1) % 2 ** 32;
	const length = payload.byteLength;
	const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const end = start + length;
	const marked = Buffer.allocUnsafe(end + PING_LENGTH);
	marked[0] = FINAL | Opcode.Binary;
	if (start === 2) {
		marked[1] = length;
	} else if (start === 4) {
		marked[1] = 126;
		marked.writeUInt16BE(length, 2);
	} else {
		marked[1] = 127;
		marked.writeUInt32BE(0, 2);
		marked.writeUInt32BE(length, 6);
	}
	marked.set(payload, start);
	marked[end] = FINAL | Opcode.Ping;
	marked[end + 1] = 4;
	marked.writeUInt32BE(marker, end + 2);
	return { plain: marked.subarray(0, end), marked, marker };
}
