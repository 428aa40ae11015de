const Opcode = { Binary: 2, Ping: 9 } as const;

/** A final, unmasked WebSocket frame as a server sends it (RFC 6455 section 5.2), in one buffer. */
function frame(opcode: number, payload: Uint8Array): Buffer {
	const length = payload.byteLength;
	const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const bytes = Buffer.allocUnsafe(start + length);
	bytes[0] = 0x80 | opcode;
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

/** A whole binary message in one frame: the same bytes serve every viewer. */
export function binaryFrame(payload: Uint8Array): Buffer {
	return frame(Opcode.Binary, payload);
}

/** A ping whose payload is `marker` (32 bits); its pong carries the same. */
export function pingFrame(marker: number): Buffer {
	const payload = Buffer.allocUnsafe(4);
	payload.writeUInt32BE(marker);
	return frame(Opcode.Ping, payload);
}
