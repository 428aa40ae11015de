import type { Setting } from "../api/settings";

/** Settings that belong together, by name; a doorbell may have others, which come last. */
const GROUPS: readonly [title: string, names: readonly string[]][] = [
	["This doorbell", ["name", "device"]],
	["Bell and door", ["bell", "chimeVolume", "doorOpen"]],
	["Sound", ["volume", "gain", "ducking", "duckingDepth"]],
	[
		"Picture",
		["frameSize", "quality", "framesPerSecond", "lowestFrameSize", "worstQuality", "lowestFramesPerSecond"],
	],
	["Network", ["ssid", "password"]],
	["Hub", ["hub", "token", "ca", "original"]],
];

export interface SettingGroup {
	title: string;
	settings: Setting[];
}

/** Puts a doorbell's settings in groups, in the order in which people look for them. */
export function groupSettings(settings: readonly Setting[]): SettingGroup[] {
	const known = new Set(GROUPS.flatMap(([, names]) => names));
	const groups = GROUPS.map(([title, names]) => ({
		title,
		settings: names.flatMap((name) => settings.filter((setting) => setting.name === name)),
	}));
	const others = settings.filter(({ name }) => !known.has(name));
	return [...groups, { title: "More", settings: others }].filter((group) => group.settings.length > 0);
}

const LABELS: Readonly<Record<string, string>> = {
	ssid: "Network name (SSID)",
	ca: "Certificate authority",
	hub: "Address of the hub",
	device: "ID",
};

/** What a setting is called, for people: "framesPerSecond" is "Frames per second". */
export function labelOf(name: string): string {
	const known = LABELS[name];
	if (known !== undefined) return known;
	const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`).replace(/[._-]/g, " ");
	return words.charAt(0).toUpperCase() + words.slice(1);
}
