import { createHash } from "node:crypto";

/** What an image's description says of its program. ESP-IDF v6.0, `components/esp_app_format/include/esp_app_desc.h`. */
export interface AppDescription {
	/** 31 bytes of ASCII at most. */
	version: string;
	project: string;
	secureVersion?: number;
	/** When it was made. */
	made: Date;
	/** Names what the program was made of. */
	sourceHash: Buffer;
}

/** One segment: where it is loaded, and what it holds. */
export interface Segment {
	address: number;
	data: Buffer;
}

/** What an image is made of. */
export interface AppImage {
	/** `esp_chip_id_t` */
	chip: number;
	entry: number;
	/** The description comes before what the first of them holds. */
	segments: readonly Segment[];
	description: AppDescription;
}

const magic = 0xe9;
const descriptionMagic = 0xabcd5432;
const checksumStart = 0xef;
const idfVersion = "v6.0";

/**
 * Makes an app image as esptool does: header, segments, checksum at the end of a line of 16 bytes, SHA-256 of all. ESP-IDF
 * v6.0, `components/bootloader_support/include/esp_app_format.h`; esptool, "Firmware Image Format".
 */
export function makeAppImage({ chip, entry, segments, description }: AppImage): Buffer {
	const contents = segments.map(({ data }, index) =>
		padded(index === 0 ? Buffer.concat([describe(description), data]) : data, 4, 0),
	);
	const parts = [header(chip, entry, segments.length)];
	let checksum = checksumStart;
	for (const [index, data] of contents.entries()) {
		const head = Buffer.alloc(8);
		head.writeUInt32LE(segments[index]?.address ?? 0, 0);
		head.writeUInt32LE(data.length, 4);
		parts.push(head, data);
		checksum ^= exclusiveOr(data);
	}
	const length = parts.reduce((sum, part) => sum + part.length, 0);
	const end = Buffer.alloc(16 - (length % 16));
	end[end.length - 1] = checksum;
	const image = Buffer.concat([...parts, end]);
	return Buffer.concat([image, createHash("sha256").update(image).digest()]);
}

/** All bytes, of which there are a multiple of four, by exclusive or. */
function exclusiveOr(data: Buffer): number {
	let words = 0;
	for (let index = 0; index < data.length; index += 4) words ^= data.readUInt32LE(index);
	return (words ^ (words >>> 8) ^ (words >>> 16) ^ (words >>> 24)) & 0xff;
}

/** Fills up to a multiple of `size` bytes. */
export function padded(data: Buffer, size: number, filler: number): Buffer {
	const missing = (size - (data.length % size)) % size;
	return missing === 0 ? data : Buffer.concat([data, Buffer.alloc(missing, filler)]);
}

function header(chip: number, entry: number, segments: number): Buffer {
	const bytes = Buffer.alloc(24);
	bytes[0] = magic;
	bytes[1] = segments;
	bytes[2] = 2;
	bytes[3] = 0x3f;
	bytes.writeUInt32LE(entry, 4);
	bytes[8] = 0xee;
	bytes.writeUInt16LE(chip, 12);
	bytes.writeUInt16LE(0xffff, 17);
	bytes[23] = 1;
	return bytes;
}

function describe({ version, project, secureVersion = 0, made, sourceHash }: AppDescription): Buffer {
	const bytes = Buffer.alloc(256);
	const [date = "", time = ""] = made.toISOString().split(/[T.]/);
	bytes.writeUInt32LE(descriptionMagic, 0);
	bytes.writeUInt32LE(secureVersion, 4);
	bytes.write(text(version, 31), 16, "latin1");
	bytes.write(text(project, 31), 48, "latin1");
	bytes.write(text(time, 15), 80, "latin1");
	bytes.write(text(date, 15), 96, "latin1");
	bytes.write(idfVersion, 112, "latin1");
	sourceHash.copy(bytes, 144, 0, 32);
	return bytes;
}

function text(value: string, longest: number): string {
	if (!/^[\x20-\x7e]*$/.test(value) || value.length > longest)
		throw new RangeError(`"${value}" is no ASCII text of ${longest} characters at most`);
	return value;
}
