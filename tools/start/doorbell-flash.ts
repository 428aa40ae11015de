import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltFirmware } from "../build/firmware";
import { flashContents } from "../release/flash";
import { usualKey } from "../release/keys";
import { builtImage } from "../release/simulator-image";

/** The flash of one simulated doorbell, and where its boot loader unpacks programs. */
export interface DoorbellFlash {
	file: string;
	runFolder: string;
}

/**
 * The flashes of simulated doorbells, in a folder. A doorbell is flashed when there is another build than it was flashed with
 * last, as `mcconfig` flashes a board; otherwise it starts with what it has, updates and settings. It is signed where there
 * is a key.
 */
export class DoorbellFlashes {
	readonly #folder: string;
	readonly #image: Buffer;
	readonly #digest: string;

	constructor(folder: string, firmware: BuiltFirmware) {
		this.#folder = folder;
		this.#image = builtImage(firmware, existsSync(usualKey) ? usualKey : undefined);
		this.#digest = createHash("sha256").update(this.#image).digest("hex");
	}

	/** Makes the doorbell's flash one that has never been written. */
	forget(device: string): void {
		rmSync(join(this.#folder, device), { recursive: true, force: true });
	}

	/** Flashes the doorbell if need be. */
	prepare(device: string): DoorbellFlash {
		const folder = join(this.#folder, device);
		const file = join(folder, "flash");
		const note = join(folder, "flashed");
		mkdirSync(folder, { recursive: true });
		if (read(note)?.toString() !== this.#digest || !existsSync(file)) {
			writeFileSync(file, flashContents(this.#image, read(file)));
			writeFileSync(note, this.#digest);
		}
		return { file, runFolder: join(this.#folder, ".programs") };
	}
}

function read(path: string): Buffer | undefined {
	try {
		return readFileSync(path);
	} catch {
		return undefined;
	}
}
