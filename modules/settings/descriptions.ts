import type { SettingType } from "settings/kinds";
import { type SettableValues, type SettingName, table } from "settings/table";

/** A value as it is told: of a secret only whether it is set; null where there is none that is valid. */
export type ShownValue = string | number | boolean | { set: boolean } | null;

/** What a setting is, as it is told. docs/protocol.md, "Commands". */
export interface SettingDescription {
	name: SettingName;
	type: SettingType;
	minimum?: number;
	maximum?: number;
	choices?: readonly string[];
	default: ShownValue;
	sentence: string;
	restart: boolean;
}

/** Some of the descriptions; `next` is the number of the first that is not among them. */
export interface SettingsPage {
	version: number;
	settings: SettingDescription[];
	next: number | null;
}

/** Describes a setting. */
export function descriptionOf(name: SettingName, value: ShownValue): SettingDescription {
	const { type, minimum, maximum, choices, sentence, restart } = table[name];
	return {
		name,
		type,
		...(minimum !== undefined && { minimum }),
		...(maximum !== undefined && { maximum }),
		...(choices && { choices: [...choices] }),
		default: value,
		sentence,
		restart,
	};
}

/**
 * A setting's value as it is told.
 *
 * @param plain the value as it was given, if it was
 * @param values what holds
 */
export function shownValue(name: SettingName, plain: unknown, values: SettableValues): ShownValue {
	const value = values[name];
	if (table[name].type === "secret") return { set: value !== undefined && value !== "" };
	if (value === undefined) return null;
	return typeof value === "object" ? String(plain) : value;
}
