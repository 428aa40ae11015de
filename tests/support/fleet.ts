import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HubOptions } from "../../hub/options";
import { startHub, type Hub } from "../../hub/server";
import type { ProgramFile } from "../../tools/release/simulator-image";
import { withFile } from "../../tools/release/simulator-image";
import type { DeviceSummary, Firmware, Update } from "../../hub/wire/viewer";
import { type TestFirmware, UpdatableDoorbell } from "./updatable-doorbell";
import { until } from "./until";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** How a fleet is started. */
export interface FleetOptions {
	firmware: TestFirmware;
	/** IDs of the doorbells. */
	devices: readonly string[];
	/** Those of them that are flashed with a build that is not signed, for development. */
	unsigned?: readonly string[];
	/** Settings of all doorbells. */
	config?: Readonly<Record<string, string>>;
	hub?: HubOptions;
}

/** A hub with simulated doorbells, each with a flash, a boot loader and a program of its own, which is 0.1.0. */
export class Fleet {
	readonly hub: Hub;
	readonly url: string;
	readonly doorbells: readonly UpdatableDoorbell[];
	readonly #folder: string;

	private constructor(hub: Hub, doorbells: readonly UpdatableDoorbell[], folder: string) {
		this.hub = hub;
		this.url = hub.url;
		this.doorbells = doorbells;
		this.#folder = folder;
	}

	static async start({
		firmware,
		devices,
		unsigned = [],
		config,
		hub: options,
	}: FleetOptions): Promise<Fleet> {
		const folder = mkdtempSync(join(tmpdir(), "belltower-fleet-"));
		const hub = await startHub({ port: 0, log: silent, ...options });
		const doorbells = devices.map(
			(device) =>
				new UpdatableDoorbell({
					firmware,
					folder,
					device,
					image: unsigned.includes(device) ? firmware.unsigned("0.1.0") : firmware.image("0.1.0"),
					config: {
						hub: hub.url.replace(/^http/, "ws"),
						name: device.replace(/^./, (first) => first.toUpperCase()).replace("-", " "),
						trialSeconds: "6",
						idleSeconds: "1",
						...config,
					},
				}),
		);
		const fleet = new Fleet(hub, doorbells, folder);
		for (const device of devices) await fleet.runs(device, "0.1.0");
		return fleet;
	}

	/** What the hub knows of a doorbell. */
	summary(device: string): DeviceSummary | undefined {
		return this.hub.devices.get(device)?.summary;
	}

	/** Waits until a doorbell is connected and runs that version. */
	async runs(device: string, version: string): Promise<void> {
		const printed = () => this.doorbells.find((each) => each.device === device)?.output.slice(-2000);
		await until(
			`${version} to run on ${device}; it printed:\n${printed() ?? ""}`,
			() => this.summary(device)?.online === true && this.summary(device)?.firmware === version,
			60_000,
		);
	}

	async upload(image: Buffer): Promise<Firmware> {
		const headers = { "Content-Type": "application/octet-stream" };
		const body = new Uint8Array(image);
		const response = await fetch(`${this.url}/api/firmware`, { method: "POST", headers, body });
		return (await response.json()) as Firmware;
	}

	/** Rolls an image out. */
	async rollOut(
		image: Buffer,
		plan: { devices: "all" | string[]; atOnce?: number; stopOnFailure?: boolean },
	): Promise<Update> {
		const { id } = await this.upload(image);
		const response = await fetch(`${this.url}/api/updates`, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ firmware: id, ...plan }),
		});
		return (await response.json()) as Update;
	}

	/** How a roll-out is. */
	async read({ id }: Update): Promise<Update> {
		return (await (await fetch(`${this.url}/api/updates/${id}`)).json()) as Update;
	}

	/** Ends it all. */
	async destroy(): Promise<void> {
		await Promise.all(this.doorbells.map((doorbell) => doorbell.destroy()));
		await this.hub.close();
		rmSync(this.#folder, { recursive: true });
	}
}

/** Makes a program crash at its start on one doorbell, and work on all others. */
export const crashingOn =
	(device: string) =>
	(files: readonly ProgramFile[]): ProgramFile[] =>
		withFile(
			files,
			"modules/main.js",
			(text) =>
				`${text}\nif (config["device"] === "${device}") throw new Error("this firmware crashes here");`,
		);
