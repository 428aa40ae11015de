import { ask, at } from "./http";

/** How a setting is to be entered. */
export type SettingType = "text" | "whole" | "choice" | "yes-no" | "secret" | "address" | "lines";
export type SettingValue = string | number | boolean | null;

/** A setting as the doorbell itself describes it (docs/protocol.md), with its value. */
export interface Setting {
	name: string;
	type: SettingType;
	minimum?: number;
	maximum?: number;
	choices?: (string | number)[];
	default?: SettingValue;
	/** What it does, for people. */
	sentence: string;
	/** Whether it counts only after a restart. */
	restart: boolean;
	/** A secret's value is never told, only whether there is one. */
	value: SettingValue | { set: boolean };
}

/** What the doorbell took over, and what of it waits for a restart. */
export interface SettingsTaken {
	set: string[];
	restart: string[];
}

export const getSettings = async (device: string): Promise<Setting[]> =>
	(await ask<{ settings: Setting[] }>("GET", at("devices", device, "settings"))).settings;

/** Changes settings, all or none. @throws ApiError whose `field` is the setting that is wrong */
export const changeSettings = (
	device: string,
	changes: Readonly<Record<string, SettingValue>>,
): Promise<SettingsTaken> => ask("PATCH", at("devices", device, "settings"), changes);
