import { CheckError } from "protocol/check";
import { messageOf } from "protocol/message-of";
import { crossedBounds } from "settings/bounds";
import { descriptionOf, type SettingsPage, type ShownValue, shownValue } from "settings/descriptions";
import { readEach, readSettings, type Settings } from "settings/settings";
import {
	fingerprint,
	type Migration,
	migrations,
	nothingStored,
	parseStored,
	type StoredValues,
} from "settings/stored-values";
import { isSettingName, type SettingName, table } from "settings/table";
import { type Storage, type StoredRecord, TwinRecord } from "settings/twin-record";

/** What a store needs. */
export interface SettingsStoreOptions {
	/** Where it keeps what is set; undefined where there is nothing, or it failed. */
	storage: Storage | undefined;
	/** What the manifests and the command line configured. */
	defaults: Readonly<Record<string, unknown>>;
	/** For tests; those of this firmware by default. */
	migrations?: readonly Migration[];
}

/** What a change has changed. */
export interface SettingsChange {
	/** All that was named. */
	set: SettingName[];
	/** Those of them that count after a restart. */
	restart: SettingName[];
}

const names = Object.freeze(Object.keys(table).filter(isSettingName), true);

/** A page of descriptions fits a text message of 4,096 bytes with all that is around it. */
const longestPage = 3600;

/**
 * The settings: what the image configured, and over it what was set since, which is stored. A change of several settings
 * is stored as a whole or not at all, whenever the power is cut.
 */
export class SettingsStore {
	/** What holds; the same object for ever, changed in place. What counts after a restart only is changed, too. */
	readonly values: Settings;
	/** A sentence for each value that could not be used at the start. */
	readonly problems: readonly string[];
	/** Called after a change with the names of what has changed. */
	onChanged: (names: readonly SettingName[]) => void = () => {};
	readonly #defaults: Readonly<Record<string, unknown>>;
	readonly #migrations: readonly Migration[];
	readonly #twin: TwinRecord | undefined;
	#record: StoredRecord | undefined;
	#stored: StoredValues;

	constructor({ storage, defaults, migrations: steps = migrations }: SettingsStoreOptions) {
		const problems: string[] = [];
		this.#defaults = defaults;
		this.#migrations = steps;
		this.#twin = storage && new TwinRecord(storage);
		this.#stored = this.#load(problems);
		this.#adoptSeeds(problems);
		const read = readSettings(this.#merged(this.#stored.values, problems));
		this.values = read.settings;
		this.problems = [...new Set([...problems, ...read.problems])];
	}

	/** What settings there are, from the one numbered `from` on, as many as fit a message. */
	describe(from = 0): SettingsPage {
		const page: SettingsPage = { version: this.#stored.version, settings: [], next: null };
		const defaults = readSettings(this.#defaults).settings;
		let length = 0;
		for (let index = from; index < names.length; index++) {
			const name = names[index] as SettingName;
			const description = descriptionOf(name, shownValue(name, this.#defaults[name], defaults));
			length += ArrayBuffer.fromString(JSON.stringify(description)).byteLength + 1;
			if (length > longestPage && page.settings.length > 0) return { ...page, next: index };
			page.settings.push(description);
		}
		return page;
	}

	/**
	 * What holds, of the settings that are named, or all. Of a secret only whether it is set.
	 *
	 * @throws CheckError: there is no such setting
	 */
	get(wanted: readonly string[] = names): { version: number; settings: Record<string, ShownValue> } {
		const merged = this.#merged(this.#stored.values, []);
		const settings: Record<string, ShownValue> = {};
		for (const name of wanted) {
			checkName(name);
			settings[name] = shownValue(name, merged[name], this.values);
		}
		return { version: this.#stored.version, settings };
	}

	/**
	 * Changes settings, all that are named or none; null returns one to its default.
	 *
	 * @throws CheckError, AddressError: the name or the value is wrong. Error: it could not be stored. Nothing has changed.
	 */
	set(changes: Readonly<Record<string, unknown>>): SettingsChange {
		this.#store({ ...this.#stored, values: this.#changed(changes) });
		const set = Object.keys(changes).filter(isSettingName);
		return { set, restart: set.filter((name) => table[name].restart) };
	}

	/**
	 * Whether a change could be made.
	 *
	 * @throws CheckError, AddressError, as `set` does
	 */
	check(changes: Readonly<Record<string, unknown>>): void {
		this.#changed(changes);
	}

	#changed(changes: Readonly<Record<string, unknown>>): Record<string, unknown> {
		const values = { ...this.#stored.values };
		for (const [name, value] of Object.entries(changes)) {
			checkName(name);
			if (value === null) Reflect.deleteProperty(values, name);
			else values[name] = plain(name, value);
		}
		const merged = this.#merged(values, []);
		const [crossed] = crossedBounds(readEach(merged).settings, (name) => merged[name] !== undefined);
		if (crossed) throw crossed;
		return values;
	}

	/**
	 * Returns to what the image configured, and forgets all that was set.
	 *
	 * @throws Error: it could not be stored
	 */
	reset(): void {
		const empty = nothingStored(this.#migrations);
		this.#store({ ...empty, ...this.#seeded(empty, []) });
		if (this.#record) this.#twin?.forget(this.#record);
	}

	#load(problems: string[]): StoredValues {
		const read = this.#twin?.read();
		problems.push(...(read?.problems ?? []));
		this.#record = read?.record;
		if (!this.#record) return nothingStored(this.#migrations);
		try {
			return parseStored(this.#record.text, this.#migrations);
		} catch (error) {
			problems.push(`what is stored can't be used: ${messageOf(error)}`);
			return nothingStored(this.#migrations);
		}
	}

	/** Takes over what this image says of who the doorbell is and where it belongs, where it says something new. */
	#adoptSeeds(problems: string[]): void {
		const seeded = this.#seeded(this.#stored, problems);
		if (!seeded || !this.#twin) return;
		const stored = { ...this.#stored, ...seeded };
		try {
			this.#write(stored);
		} catch (error) {
			problems.push(messageOf(error));
		}
		this.#stored = stored;
	}

	#seeded(stored: StoredValues, problems: string[]): Pick<StoredValues, "values" | "seeds"> | undefined {
		const values = { ...stored.values };
		const seeds = { ...stored.seeds };
		for (const name of names) {
			const given = this.#defaults[name];
			if (!table[name].identity || given === undefined || given === "") continue;
			const seed = fingerprint(given);
			if (seeds[name] === seed) continue;
			seeds[name] = seed;
			try {
				values[name] = plain(name, given);
			} catch (error) {
				problems.push(messageOf(error));
			}
		}
		return Object.keys(seeds).some((name) => seeds[name] !== stored.seeds[name])
			? { values, seeds }
			: undefined;
	}

	/** The image's values, and over them those that are stored and can be used. */
	#merged(values: Readonly<Record<string, unknown>>, problems: string[]): Record<string, unknown> {
		const merged: Record<string, unknown> = { ...this.#defaults };
		for (const [name, value] of Object.entries(values)) {
			if (!isSettingName(name)) continue;
			try {
				merged[name] = plain(name, value);
			} catch (error) {
				problems.push(`what is stored: ${messageOf(error)}`);
			}
		}
		return merged;
	}

	#store(stored: StoredValues): void {
		const before = this.#merged(this.#stored.values, []);
		if (JSON.stringify(stored) !== JSON.stringify(this.#stored)) this.#write(stored);
		this.#stored = stored;
		const after = this.#merged(stored.values, []);
		const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
		Object.assign(this.values, readSettings(after).settings);
		if (changed.length) this.onChanged(changed);
	}

	#write(stored: StoredValues): void {
		if (!this.#twin) throw new Error("the settings can't be stored: the storage is missing");
		try {
			this.#record = this.#twin.write(JSON.stringify(stored), this.#record);
		} catch (error) {
			throw new Error(`the settings could not be stored, and are as before: ${messageOf(error)}`, {
				cause: error,
			});
		}
	}
}

/** A value as it is stored and told: checked, and in the form that JSON has for it. */
function plain(name: SettingName, value: unknown): unknown {
	const { type, check } = table[name];
	const checked: unknown = check(value, name);
	return type === "address" ? value : checked;
}

function checkName(name: string): asserts name is SettingName {
	if (!isSettingName(name)) throw new CheckError("a setting", name, `one of ${names.join(", ")}`);
}
