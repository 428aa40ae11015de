import { isRecord } from "protocol/check";
import { crc32 } from "settings/crc32";

/** What is stored: the values that were set, and which ones of the image's were taken over. */
export interface StoredValues {
	/** Of what version the settings are; see `migrate`. */
	version: number;
	/** By name. Those of a later firmware, which this one does not know, are kept. */
	values: Record<string, unknown>;
	/** Fingerprints of the image's values that were taken over, by name. */
	seeds: Record<string, number>;
}

/** Changes the values of one version into those of the next. */
export type Migration = (values: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * The migrations of this firmware: the first changes version 1 into 2, and so on. A setting whose meaning changes gets a
 * new name, so that a firmware of before, to which an update may be rolled back, still understands what it knows.
 */
export const migrations: readonly Migration[] = Object.freeze([], true);

/** Nothing stored yet. */
export function nothingStored(steps: readonly Migration[]): StoredValues {
	return { version: steps.length + 1, values: {}, seeds: {} };
}

/**
 * Reads what is stored, and brings it up to the present version. What a later version has stored is taken as it is.
 *
 * @throws Error where it is not what is stored
 */
export function parseStored(text: string, steps: readonly Migration[]): StoredValues {
	const stored: unknown = JSON.parse(text);
	if (!isRecord(stored)) throw new Error("it is no object");
	const { version, values, seeds } = stored;
	if (typeof version !== "number" || !Number.isInteger(version) || version < 1 || !isRecord(values))
		throw new Error("it has no version or no values");
	const present = steps.length + 1;
	const migrated = steps.slice(version - 1).reduce((former, step) => step(former), { ...values });
	return { version: Math.max(version, present), values: migrated, seeds: fingerprints(seeds) };
}

/** Tells a value from another. */
export function fingerprint(value: unknown): number {
	return crc32(new Uint8Array(ArrayBuffer.fromString(JSON.stringify(value))));
}

function fingerprints(seeds: unknown): Record<string, number> {
	const read: Record<string, number> = {};
	if (isRecord(seeds))
		for (const [name, value] of Object.entries(seeds)) if (typeof value === "number") read[name] = value;
	return read;
}
