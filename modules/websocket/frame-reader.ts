/** What a step of the reader found, in the two lowest bits. enum websocket_event in websocket-reader.h. */
export const Found = Object.freeze({ nothing: 0, data: 1, control: 2, violation: 3 } as const, true);

/**
 * Follows the frames in a stream of bytes: websocket-reader.c, which has no memory of its own for what was received.
 * RFC 6455 sections 5 and 8.1.
 */
export class FrameReader extends Native("xs_websocket_reader_destructor") {
	/**
	 * @param server whether this end is the server: what it receives is masked
	 * @param maximum the most bytes that a message may have
	 */
	constructor(server: boolean, maximum: number) {
		super();
		native("xs_websocket_reader").call(this, server, maximum);
	}
	/** Says that the receive buffer was filled anew, and has what is to be followed from `start` to before `end`. */
	fill(start: number, end: number): void {
		return native("xs_websocket_reader_fill").call(this, start, end);
	}
	/**
	 * The next step: Found in bits 0 and 1. Of data, bit 2 says that the message goes on, bit 3 that it is binary, and
	 * the bits above have the number of bytes; of a control frame they have its opcode, of a violation its number, from
	 * bit 2.
	 */
	next(bytes: Uint8Array): number {
		return native("xs_websocket_reader_next").call(this, bytes);
	}
	/** The payload of the control frame that was found. */
	control(): ArrayBuffer {
		return native("xs_websocket_reader_control").call(this);
	}
	/** Copies the next bytes of the data that was found, as many as there are and fit. Returns how many. */
	read(bytes: Uint8Array, target: object): number {
		return native("xs_websocket_reader_read").call(this, bytes, target);
	}
}
