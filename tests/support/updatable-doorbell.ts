import { spawn } from "node:child_process";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../tools/build/layout";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { flashContents } from "../../tools/release/flash";
import { signImage } from "../../tools/release/signature";
import {
	type ProgramFile,
	readProgram,
	simulatorImage,
	withVersion,
} from "../../tools/release/simulator-image";
import { Program } from "./program";

/** Makes keys for tests. */
export function testKey(): KeyObject {
	return generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey;
}

/** What the firmware for the simulator is made of, and images of it. */
export class TestFirmware {
	readonly built: BuiltFirmware;
	readonly files: readonly ProgramFile[];
	readonly key: KeyObject;

	constructor(built: BuiltFirmware, key: KeyObject = testKey()) {
		this.built = built;
		this.key = key;
		this.files = readProgram(built.executable, built.args[0] ?? "");
	}

	static async build(): Promise<TestFirmware> {
		return new TestFirmware(
			await buildFirmware({ manifest: join(root, "manifest.json"), name: "belltower" }),
		);
	}

	/** A signed image of that version; `change` makes it another program. */
	image(
		version: string,
		change: (files: readonly ProgramFile[]) => ProgramFile[] = (files) => [...files],
	): Buffer {
		return signImage(this.unsigned(version, change), this.key);
	}

	unsigned(
		version: string,
		change: (files: readonly ProgramFile[]) => ProgramFile[] = (files) => [...files],
	): Buffer {
		return simulatorImage(change(withVersion(this.files, version)));
	}
}

/** How a doorbell is started. */
export interface UpdatableDoorbellOptions {
	firmware: TestFirmware;
	/** Holds its flash and its programs. */
	folder: string;
	device: string;
	/** What it is flashed with, unless it has a flash already. */
	image: Buffer;
	config: Readonly<Record<string, string>>;
	environment?: Readonly<Record<string, string>>;
}

/** A simulated doorbell that its boot loader starts from a flash. */
export class UpdatableDoorbell extends Program {
	readonly device: string;

	constructor({ firmware, folder, device, image, config, environment = {} }: UpdatableDoorbellOptions) {
		const flash = join(folder, `${device}.flash`);
		if (!existsSync(flash)) writeFileSync(flash, flashContents(image));
		const overrides = Object.entries({ device, ...config }).flatMap(([name, value]) => [
			"--config",
			`${name}=${value}`,
		]);
		const boot = ["--boot", flash, join(folder, "run"), "--until-stdin-ends", ...overrides];
		super(
			`the doorbell ${device}`,
			spawn(firmware.built.executable, boot, {
				env: { ...process.env, BELLTOWER_WATCHDOG: "2", ...environment },
				stdio: ["pipe", "pipe", "pipe"],
			}),
		);
		this.device = device;
	}

	/** Ends it at once: the power is lost. */
	async destroy(): Promise<void> {
		if (this.running) process.kill(this.pid, "SIGKILL");
		await this.exited();
	}
}

/** Reads a flash's file. */
export function readFlash(folder: string, device: string): Buffer {
	return readFileSync(join(folder, `${device}.flash`));
}
