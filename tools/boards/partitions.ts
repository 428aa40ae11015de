/** One line of a partition table; offset and size in bytes. */
export interface Partition {
	name: string;
	type: string;
	subtype: string;
	offset: number;
	size: number;
}

/** A table, and a sentence for each line that is none of one. */
export interface PartitionsRead {
	partitions: Partition[];
	problems: { name: string; message: string }[];
}

/**
 * Reads a partition table as ESP-IDF's tools do: name, type, subtype, offset, size, separated by commas; `#` starts a
 * comment; sizes are decimal or hexadecimal, with K or M. An offset or size that ESP-IDF would work out is asked for, so
 * that what a board has can be read from its file (ESP-IDF v6.0, `docs/en/api-guides/partition-tables.rst`).
 */
export function readPartitions(csv: string): PartitionsRead {
	const read: PartitionsRead = { partitions: [], problems: [] };
	csv.split("\n").forEach((text, index) => {
		const line = text.replace(/#.*/, "").trim();
		if (line === "") return;
		const [name = "", type = "", subtype = "", offset = "", size = ""] = line
			.split(",")
			.map((field) => field.trim());
		const partition = { name, type, subtype, offset: bytes(offset), size: bytes(size) };
		if (name === "" || type === "" || subtype === "" || !isWhole(partition))
			read.problems.push({
				name: name === "" ? `line ${index + 1}` : name,
				message: `line ${index + 1} is "${line}"; it must be name, type, subtype, offset and size, the last two as numbers`,
			});
		else read.partitions.push({ ...partition, offset: partition.offset, size: partition.size });
	});
	return read;
}

function isWhole(partition: {
	offset: number | undefined;
	size: number | undefined;
}): partition is Partition {
	return partition.offset !== undefined && partition.size !== undefined;
}

function bytes(text: string): number | undefined {
	const match = /^(0x[0-9a-f]+|\d+)([km]?)$/i.exec(text);
	if (match === null) return undefined;
	const [, digits, unit = ""] = match;
	return Number(digits) * ({ k: 1024, m: 1024 * 1024 }[unit.toLowerCase()] ?? 1);
}
