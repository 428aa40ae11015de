/** Makes frames, each with a mask key of its own where they are masked. RFC 6455 sections 5.2 and 5.3. */
export class FrameWriter extends Native("xs_websocket_writer_destructor") {
	/** @param masked whether this end is the client */
	constructor(masked: boolean) {
		super();
		native("xs_websocket_writer").call(this, masked);
	}
	/**
	 * Puts a frame at the start of `output`, with `count` bytes of `data` from `offset` as its payload.
	 * @param first the first byte of its header: FIN and opcode
	 * @returns how many bytes the frame has
	 */
	frame(output: Uint8Array, data: object, offset: number, count: number, first: number): number {
		return native("xs_websocket_writer_frame").call(this, output, data, offset, count, first);
	}
	/**
	 * Makes a frame of `count` bytes of `data` from `offset` where they lie: they are masked, and the header overwrites
	 * the bytes before them, at most 14.
	 * @returns where the frame starts
	 */
	frameInPlace(data: object, offset: number, count: number, first: number): number {
		return native("xs_websocket_writer_frame_in_place").call(this, data, offset, count, first);
	}
}
