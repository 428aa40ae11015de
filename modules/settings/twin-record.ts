import { messageOf } from "protocol/message-of";
import { crc32 } from "settings/crc32";

/** Where a record is kept: what `embedded:storage/key-value` opens, with its format `buffer`. ECMA-419 clause 21. */
export interface Storage {
	read(key: string): ArrayBuffer | undefined;
	write(key: string, value: ArrayBuffer): void;
	delete(key: string): void;
}

/** A record as it was read: which one it is, and what it says. */
export interface StoredRecord {
	readonly generation: number;
	readonly text: string;
}

/** What was found, and a sentence for each copy that is not whole. */
export interface TwinRead {
	readonly record: StoredRecord | undefined;
	readonly problems: string[];
}

const keys = Object.freeze(["record.0", "record.1"] as const, true);
const magic = 0x4d575442;
const layout = 1;
const headerLength = 16;

/** What a blob may have in one page of NVS: 4,000 bytes. ESP-IDF, "Non-Volatile Storage Library". */
export const longestRecord = 4000 - headerLength;

/**
 * A text that is replaced as a whole or not at all, whenever the power is cut: it is written in turn under two keys, each
 * time with a generation one higher and a checksum, and read from the key that has the highest generation of those that
 * are whole. The key that holds what counts is never written to. Each copy has the header
 *
 * | offset | size | field                                        |
 * | ------ | ---- | -------------------------------------------- |
 * | 0      | 4    | "BTWM"                                       |
 * | 4      | 2    | layout of the header: 1                      |
 * | 6      | 2    | length of the text in bytes                  |
 * | 8      | 4    | generation                                   |
 * | 12     | 4    | CRC-32 of the bytes before it and of the text |
 *
 * little-endian, and then the text in UTF-8.
 */
export class TwinRecord {
	readonly #storage: Storage;

	constructor(storage: Storage) {
		this.#storage = storage;
	}

	/** Reads the newest copy that is whole. */
	read(): TwinRead {
		const problems: string[] = [];
		let record: StoredRecord | undefined;
		for (const key of keys) {
			const copy = this.#readCopy(key, problems);
			if (copy && (!record || copy.generation > record.generation)) record = copy;
		}
		return { record, problems };
	}

	/**
	 * Writes the next generation.
	 *
	 * @throws Error where the storage did not take it; what was there before still counts then
	 */
	write(text: string, former: StoredRecord | undefined): StoredRecord {
		const generation = ((former?.generation ?? 0) + 1) >>> 0;
		const key = keys[generation % 2 === 0 ? 0 : 1];
		this.#storage.delete(key);
		this.#storage.write(key, encode(generation, text));
		const written = this.#readCopy(key, []);
		if (written?.generation !== generation || written.text !== text)
			throw new Error(`the storage did not keep what was written under ${key}`);
		return written;
	}

	/** Removes the copy that does not count any more, with what was secret in it. */
	forget({ generation }: StoredRecord): void {
		this.#storage.delete(keys[generation % 2 === 0 ? 1 : 0]);
	}

	#readCopy(key: string, problems: string[]): StoredRecord | undefined {
		let stored: ArrayBuffer | undefined;
		try {
			stored = this.#storage.read(key);
			return stored && decode(stored);
		} catch (error) {
			problems.push(`${key} can't be used: ${messageOf(error)}`);
			return undefined;
		}
	}
}

function encode(generation: number, text: string): ArrayBuffer {
	const body = new Uint8Array(ArrayBuffer.fromString(text));
	if (body.length > longestRecord)
		throw new RangeError(`${body.length} bytes are to be stored; there may be ${longestRecord}`);
	const bytes = new Uint8Array(headerLength + body.length);
	const view = new DataView(bytes.buffer);
	view.setUint32(0, magic, true);
	view.setUint16(4, layout, true);
	view.setUint16(6, body.length, true);
	view.setUint32(8, generation, true);
	bytes.set(body, headerLength);
	view.setUint32(12, checksum(bytes), true);
	return bytes.buffer;
}

function decode(buffer: ArrayBuffer): StoredRecord {
	const view = new DataView(buffer);
	if (buffer.byteLength < headerLength || view.getUint32(0, true) !== magic)
		throw new Error("it is no record of settings");
	if (view.getUint16(4, true) !== layout)
		throw new Error(`its layout is ${view.getUint16(4, true)}; this firmware knows ${layout}`);
	if (view.getUint16(6, true) !== buffer.byteLength - headerLength)
		throw new Error(`it has ${buffer.byteLength - headerLength} bytes of ${view.getUint16(6, true)}`);
	if (view.getUint32(12, true) !== checksum(new Uint8Array(buffer))) throw new Error("its checksum is wrong");
	return { generation: view.getUint32(8, true), text: String.fromArrayBuffer(buffer.slice(headerLength)) };
}

function checksum(bytes: Uint8Array): number {
	const covered = new Uint8Array(bytes);
	covered.fill(0, 12, headerLength);
	return crc32(covered);
}
