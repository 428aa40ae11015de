import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPartitions, type Partition } from "../boards/partitions";
import { root } from "../build/layout";
import { ReleaseError } from "./release-error";

const tableOffset = 0x8000;
const flashSize = 8 * 1024 * 1024;
const types: Readonly<Record<string, number>> = { app: 0, data: 1 };
const subtypes: Readonly<Record<string, number>> = { ota_0: 0x10, ota_1: 0x11, ota: 0, phy: 1, nvs: 2 };

/** The partitions of the simulator's board. */
export function simulatorPartitions(): Partition[] {
	return readPartitions(readFileSync(join(root, "boards", "simulator", "partitions.csv"), "utf8")).partitions;
}

/** The table as ESP-IDF's gen_esp32part.py writes it: entries of 32 bytes, and their MD5. */
export function partitionTable(partitions: readonly Partition[]): Buffer {
	const entries = partitions.map(({ name, type, subtype, offset, size }) => {
		const entry = Buffer.alloc(32);
		entry.writeUInt16LE(0x50aa, 0);
		entry[2] = types[type] ?? 0;
		entry[3] = subtypes[subtype] ?? 0;
		entry.writeUInt32LE(offset, 4);
		entry.writeUInt32LE(size, 8);
		entry.write(name, 12, 16, "latin1");
		return entry;
	});
	const table = Buffer.concat(entries);
	const digest = Buffer.alloc(32, 0xff);
	digest.writeUInt16LE(0xebeb, 0);
	createHash("md5").update(table).digest().copy(digest, 16);
	return Buffer.concat([table, digest]);
}

/**
 * The contents of a simulated flash with `image` in its first slot, as after flashing over USB: `otadata` and the other slot
 * are erased. `before`, where it is given, keeps its NVS. Throws a {@link ReleaseError} if the image does not fit.
 */
export function flashContents(image: Buffer, before?: Buffer): Buffer {
	const partitions = simulatorPartitions();
	const flash = Buffer.alloc(flashSize, 0xff);
	const place = (name: string): Partition => {
		const found = partitions.find((each) => each.name === name);
		if (found === undefined)
			throw new ReleaseError("bad-image", `the simulator's board has no partition ${name}`);
		return found;
	};
	const slot = place("ota_0"),
		nvs = place("nvs");
	if (image.length > slot.size)
		throw new ReleaseError("too-large", `the image has ${image.length} bytes; a slot holds ${slot.size}`);
	partitionTable(partitions).copy(flash, tableOffset);
	if (before?.length === flashSize) before.copy(flash, nvs.offset, nvs.offset, nvs.offset + nvs.size);
	image.copy(flash, slot.offset);
	return flash;
}
