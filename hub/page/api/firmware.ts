import { ask, at } from "./http";

/** An image that the hub keeps. */
export interface Firmware {
	id: string;
	version: string;
	board: string;
	/** bytes */
	size: number;
	signed: boolean;
	/** ms since 1970 */
	uploaded: number;
}

/** How far one doorbell of a roll-out is. */
export interface DeviceUpdate {
	device: string;
	state: "waiting" | "asked" | "loading" | "trial" | "done" | "failed";
	/** Bytes that it has loaded, and bytes in all. */
	received: number;
	size: number;
	/** What is wrong. */
	code?: string;
	message?: string;
}

/** An image on its way to doorbells, some at a time. */
export interface Rollout {
	id: string;
	firmware: string;
	version: string;
	/** `failed`: all were tried, and not all went well; `stopped`: after a failure the others were left alone. */
	state: "running" | "done" | "failed" | "stopped" | "canceled";
	devices: DeviceUpdate[];
}

export interface RolloutRequest {
	firmware: string;
	devices: string[];
	atOnce: number;
	stopOnFailure: boolean;
	force: boolean;
}

export const listFirmware = async (): Promise<Firmware[]> =>
	(await ask<{ firmware: Firmware[] }>("GET", "firmware")).firmware;
export const uploadFirmware = (image: File): Promise<Firmware> => ask("POST", "firmware", image);
export const removeFirmware = (id: string): Promise<unknown> => ask("DELETE", at("firmware", id));

export const listRollouts = async (): Promise<Rollout[]> =>
	(await ask<{ updates: Rollout[] }>("GET", "updates")).updates;
export const startRollout = (request: RolloutRequest): Promise<Rollout> => ask("POST", "updates", request);
export const stopRollout = (id: string): Promise<unknown> => ask("DELETE", at("updates", id));
