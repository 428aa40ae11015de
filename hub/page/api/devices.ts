import type { DeviceSummary } from "../../wire/viewer";
import { ask, at } from "./http";

/** A doorbell that the hub knows, and what it shows only to those who administer it. */
export interface KnownDevice extends DeviceSummary {
	/** Whether a token of its own lets it in. */
	token?: "own" | "none" | "revoked";
}

/** A doorbell's token, which the hub shows this once. */
export interface NewToken {
	id: string;
	token: string;
}

/** What was measured in the last minutes: a time, ms since 1970, and for each a value of each series, or null. */
export interface HealthHistory {
	times: number[];
	series: Record<string, (number | null)[]>;
}

export const listDevices = async (): Promise<KnownDevice[]> =>
	(await ask<{ devices: KnownDevice[] }>("GET", "devices")).devices;
export const addDevice = (id: string, name: string): Promise<NewToken> =>
	ask("POST", "devices", { id, name });
export const renameDevice = (id: string, name: string): Promise<unknown> =>
	ask("PATCH", at("devices", id), { name });
export const removeDevice = (id: string): Promise<unknown> => ask("DELETE", at("devices", id));
/** Makes a new token; the old one no longer lets the doorbell in. */
export const renewToken = (id: string): Promise<NewToken> => ask("POST", at("devices", id, "token"));
/** Takes the token back: the doorbell's connections end at once. */
export const revokeToken = (id: string): Promise<unknown> => ask("DELETE", at("devices", id, "token"));

export const getHealth = (id: string): Promise<HealthHistory> => ask("GET", at("devices", id, "health"));

/** Has a doorbell do something (docs/protocol.md). @returns the doorbell's `value` */
export const command = (
	id: string,
	name: string,
	parameters: Record<string, unknown> = {},
): Promise<Record<string, unknown> | undefined> =>
	ask("POST", at("devices", id, "commands", name), parameters);

/** Where the picture is that was seen last, for which no camera runs. @param time when it came; with another one browsers ask again */
export const lastPicture = (id: string, time: number): string =>
	`api/${at("devices", id, "thumbnail.jpg")}?time=${time}`;

/** Where a picture of now is to be had; the camera runs for it. @param turn a number that changes makes browsers ask again */
export const snapshot = (id: string, turn: number): string =>
	`api/${at("devices", id, "snapshot.jpg")}?turn=${turn}`;
