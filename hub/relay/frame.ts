const FINAL = 0x80;
const Opcode = { Text: 1, Binary: 2, Ping: 9 } as const;
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

/** A final, unmasked frame as a server sends it (RFC 6455 section 5.2), with some room behind it. */
function frame(opcode: number, payload: Uint8Array, room: number): Buffer {
	const length = payload.byteLength;
	const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const bytes = Buffer.allocUnsafe(start + length + room);
	bytes[0] = FINAL | opcode;
	if (start === 2) {
		bytes[1] = length;
	} else if (start === 4) {
		bytes[1] = 126;
		bytes.writeUInt16BE(length, 2);
	} else {
		bytes[1] = 127;
		bytes.writeUInt32BE(0, 2);
		bytes.writeUInt32BE(length, 6);
	}
	bytes.set(payload, start);
	return bytes;
}

/** A JSON message as a frame: made once for all who are told the same. */
export function frameText(message: object): Buffer {
	return frame(Opcode.Text, Buffer.from(JSON.stringify(message)), 0);
}

/** A binary message as a frame, with a ping behind it in the same buffer: a socket takes one in half the time of two. */
export function frameMessage(payload: Uint8Array): WireFrame {
	const marker = next;
	next = (next + 1) % 2 ** 32;
	const marked = frame(Opcode.Binary, payload, PING_LENGTH);
	const end = marked.byteLength - PING_LENGTH;
	marked[end] = FINAL | Opcode.Ping;
	marked[end + 1] = 4;
	marked.writeUInt32BE(marker, end + 2);
	return { plain: marked.subarray(0, end), marked, marker };
}
