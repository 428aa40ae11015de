/** What a JPEG says of itself. */
export interface JpegInformation {
	width: number;
	height: number;
}

/**
 * Reads the size from a baseline or progressive JPEG (ITU-T T.81, annex B).
 * @throws Error where it is no whole JPEG: it must begin with SOI, end with EOI and have a frame header
 */
export function readJpeg(jpeg: Uint8Array): JpegInformation {
	const data = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
	if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8)
		throw new Error("the picture does not begin with FF D8");
	if (data.readUInt16BE(data.length - 2) !== 0xffd9) throw new Error("the picture does not end with FF D9");
	for (let offset = 2; offset + 9 < data.length;) {
		const marker = data.readUInt16BE(offset);
		if (marker === 0xffc0 || marker === 0xffc2)
			return { height: data.readUInt16BE(offset + 5), width: data.readUInt16BE(offset + 7) };
		if (marker < 0xff01 || marker === 0xffda) break;
		offset += 2 + data.readUInt16BE(offset + 2);
	}
	throw new Error("the picture has no frame header");
}
