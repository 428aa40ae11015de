import type { Problem } from "./board";
import { type Partition, readPartitions } from "./partitions";

/**
 * Sizes in bytes (ESP-IDF v6.0): the table is at 0x8000 and has one sector (`components/partition_table/Kconfig.projbuild`,
 * `PARTITION_TABLE_OFFSET`); app slots start at multiples of 64 KB, others at multiples of a sector, `otadata` has two
 * sectors, NVS at least three (`components/partition_table/gen_esp32part.py`, `ALIGNMENT`, `verify`).
 */
export const sizes = {
	sector: 0x1000,
	table: 0x9000,
	slotAlignment: 0x10000,
	otadata: 0x2000,
	nvs: 0x3000,
	/** The least that a slot must hold: what Wi-Fi and an HTTP client take on the SDK, 938,176 bytes in a debug build, and two thirds more. */
	slot: 0x180000,
	megabyte: 0x100000,
};

/** Whether a partition table can be flashed, and holds what updates over the air need. */
export function checkPartitions(board: string, csv: string, flash: number): Problem[] {
	const { partitions, problems: unread } = readPartitions(csv);
	const problems: Problem[] = [];
	const add = (name: string, message: string): void => {
		problems.push({ board, signal: `partition ${name}`, message });
	};
	for (const { name, message } of unread) add(name, message);
	for (const each of partitions) for (const fault of faultsOf(each, flash)) add(each.name, fault);
	for (const [index, each] of partitions.entries())
		for (const other of partitions.slice(0, index)) {
			if (each.name === other.name) add(each.name, "is there twice; each name must be another");
			if (each.offset < other.offset + other.size && other.offset < each.offset + each.size)
				add(
					each.name,
					`from ${hex(each.offset)} to ${hex(each.offset + each.size)} overlaps ${other.name}, from ${hex(other.offset)} to ${hex(other.offset + other.size)}`,
				);
		}
	for (const [type, subtype] of [
		["data", "nvs"],
		["data", "ota"],
		["app", "ota_0"],
		["app", "ota_1"],
	] as const) {
		const found = partitions.filter((each) => each.type === type && each.subtype === subtype);
		if (found.length !== 1)
			add(subtype, `of type ${type} is there ${found.length} times; it must be there once`);
	}
	return [...problems, ...checkSlots(board, partitions)];
}

function faultsOf({ type, subtype, offset, size }: Partition, flash: number): string[] {
	const faults: string[] = [];
	const alignment = type === "app" ? sizes.slotAlignment : sizes.sector;
	if (type !== "app" && type !== "data") faults.push(`is of type "${type}"; it must be "app" or "data"`);
	if (type === "app" && !/^ota_[01]$/.test(subtype))
		faults.push(
			`is of subtype "${subtype}"; the slots must be "ota_0" and "ota_1", and there is no factory app`,
		);
	if (offset % alignment !== 0)
		faults.push(`starts at ${hex(offset)}; it must start at a multiple of ${hex(alignment)}`);
	if (offset < sizes.table)
		faults.push(`starts at ${hex(offset)}; the table itself reaches up to ${hex(sizes.table)}`);
	if (size === 0 || size % sizes.sector !== 0)
		faults.push(`has ${hex(size)} bytes; it must have a multiple of ${hex(sizes.sector)}`);
	if (offset + size > flash * sizes.megabyte)
		faults.push(`ends at ${hex(offset + size)}; the flash ends at ${hex(flash * sizes.megabyte)}`);
	if (type === "data" && subtype === "ota" && size !== sizes.otadata)
		faults.push(`has ${hex(size)} bytes; it must have ${hex(sizes.otadata)}`);
	if (type === "data" && subtype === "nvs" && size < sizes.nvs)
		faults.push(`has ${hex(size)} bytes; it must have ${hex(sizes.nvs)} at least`);
	if (type === "app" && size < sizes.slot)
		faults.push(`has ${hex(size)} bytes; the firmware needs ${hex(sizes.slot)}`);
	return faults;
}

/** An update must fit the slot that the firmware is not running from, whichever that is. */
function checkSlots(board: string, partitions: readonly Partition[]): Problem[] {
	const [first, second] = ["ota_0", "ota_1"].map((subtype) =>
		partitions.find((each) => each.type === "app" && each.subtype === subtype),
	);
	if (first === undefined || second === undefined || first.size === second.size) return [];
	const message = `has ${hex(second.size)} bytes and ${first.name} ${hex(first.size)}; both must be the same`;
	return [{ board, signal: `partition ${second.name}`, message }];
}

function hex(value: number): string {
	return `0x${value.toString(16).toUpperCase()}`;
}
