import { ask, at } from "./http";

/** A signed image that the hub keeps. */
export interface Firmware {
	id: string;
	version: string;
	board: string;
	/** bytes */
	size: number;
	/** ms since 1970 */
	uploaded?: number;
	notes?: string;
}

/** How far one doorbell of a roll-out is. */
export interface DeviceUpdate {
	device: string;
	phase:
		| "waiting"
		| "accepted"
		| "downloading"
		| "verifying"
		| "restarting"
		| "trial"
		| "confirmed"
		| "refused"
		| "failed"
		| "rolled-back"
		| "canceled"
		| "skipped";
	received?: number;
	size?: number;
	code?: string;
	message?: string;
}

/** An image on its way to doorbells, some at a time. */
export interface Rollout {
	id: string;
	firmware: string;
	version?: string;
	state: "running" | "done" | "stopped" | "failed";
	started?: number;
	devices: DeviceUpdate[];
}

export interface RolloutRequest {
	firmware: string;
	devices: "all" | string[];
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
