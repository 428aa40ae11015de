/** FIN: the frame is the last of its message. RFC 6455 section 5.2. */
export const final = 0x80;

/** Length of the header of a masked frame with less than 64 KB of payload; and of any frame. */
export const shortHeader = 8;
export const longestHeader = 14;

/** An output buffer holds at least a whole control frame, and never a frame that needs a longer header. */
export const minimumOutput = 256;
export const maximumOutput = 65535;

/**
 * Makes frames, each with a mask key of its own where they are masked. `first` is the first byte of a frame's header:
 * FIN and opcode. RFC 6455 sections 5.2 and 5.3.
 */
export class FrameWriter extends Native("xs_websocket_writer_destructor") {
	/** @param masked whether this end is the client */
	constructor(masked: boolean) {
		super();
		native("xs_websocket_writer").call(this, masked);
	}
	/**
	 * Puts a frame with all of `data` at the start of `output`. Returns how many bytes the frame has; 0 if that is more
	 * than `output` has, or than `credit`.
	 */
	whole(output: Uint8Array, data: object, credit: number, first: number): number {
		return native("xs_websocket_writer_whole").call(this, output, data, credit, first);
	}
	/** The same with `count` bytes of `data` from `offset`, for which there must be room. */
	part(output: Uint8Array, data: object, offset: number, count: number, first: number): number {
		return native("xs_websocket_writer_part").call(this, output, data, offset, count, first);
	}
	/**
	 * Makes a frame of `count` bytes of `data` from `offset` where they lie: they are masked, and the header overwrites
	 * the bytes before them, at most 14. Returns where the frame starts.
	 */
	inPlace(data: object, offset: number, count: number, first: number): number {
		return native("xs_websocket_writer_in_place").call(this, data, offset, count, first);
	}
}
