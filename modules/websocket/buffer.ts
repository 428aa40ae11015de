/** What holds bytes: an ArrayBuffer, a view of bytes, or a host buffer. */
export interface Buffer {
	readonly byteLength: number;
}

/** A view of the bytes of a buffer from `start` to before `end`. */
export function viewOf(data: Buffer, start = 0, end = data.byteLength): Uint8Array<ArrayBuffer> {
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset + start, end - start)
		: new Uint8Array(data as ArrayBuffer, start, end - start);
}
