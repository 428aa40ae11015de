import type { Setting, SettingValue } from "../api/settings";

/** What a person has changed and not yet saved, by name. `null` returns a setting to its default. */
export type Changes = Readonly<Record<string, SettingValue>>;

/** A setting's value as an input shows it; undefined for a secret that is to stay what it is. */
export function shownValue(setting: Setting, changes: Changes): SettingValue | undefined {
	const changed = changes[setting.name];
	if (changed === null) return setting.default ?? null;
	if (changed !== undefined) return changed;
	return setting.type === "secret" ? undefined : plain(setting);
}

/** The changes when a setting is to have this value; one that it has already is none. */
export function withChange(changes: Changes, setting: Setting, value: SettingValue): Changes {
	const isSame = setting.type === "secret" ? value === "" : value === plain(setting);
	const others = Object.entries(changes).filter(([name]) => name !== setting.name);
	return Object.fromEntries(isSame ? others : [...others, [setting.name, value]]);
}

/** Whether a setting differs from its default, so that it can return to it. */
export function canReset(setting: Setting, changes: Changes): boolean {
	if (changes[setting.name] === null) return false;
	if (setting.type === "secret") return typeof setting.value === "object" && setting.value?.set === true;
	return setting.default !== undefined && shownValue(setting, changes) !== setting.default;
}

const plain = ({ value }: Setting): SettingValue => (typeof value === "object" ? null : value);
