import { shown } from "protocol/check";
import type { Server } from "update/byte-stream";
import type { Firmware } from "update/firmware";
import { readImageAddress } from "update/image-address";
import { imageHeaderLength, readImageHeader } from "update/image-header";
import { UpdateError } from "update/update-error";
import type { FailedUpdate, UpdateJob } from "update/update-record";
import { compareVersions, isVersion } from "update/versions";

/** What an update takes, and something to spare; bytes of internal memory. */
const neededMemory = 24 * 1024;

/** What an update must fit. */
export interface Present {
	firmware: Pick<Firmware, "onTrial" | "capacity" | "freeMemory">;
	board: string;
	/** What runs. */
	version: string;
	hub: Server | undefined;
	/** The last that was refused or rolled back. */
	refused: FailedUpdate | undefined;
}

/**
 * Checks all that can be known of an update before anything is loaded.
 *
 * @throws UpdateError
 */
export function checkJob(job: UpdateJob, { firmware, board, version, hub, refused }: Present): void {
	if (firmware.onTrial)
		throw new UpdateError("on-trial", "this firmware is on trial itself; try again once it is confirmed");
	readImageAddress(job.url, hub);
	if (job.board !== board)
		throw new UpdateError("wrong-board", `the update is for the board ${shown(job.board)}; this is ${board}`);
	if (job.size > firmware.capacity)
		throw new UpdateError("too-large", `the update has ${job.size} bytes; a slot holds ${firmware.capacity}`);
	if (!isVersion(job.version))
		throw new UpdateError("wrong-version", `version is ${shown(job.version)}; it must be like 1.2.3`);
	if (!job.force) checkAge(job.version, version, refused);
	if (firmware.freeMemory < neededMemory)
		throw new UpdateError(
			"low-memory",
			`${firmware.freeMemory} bytes of memory are free; an update needs ${neededMemory}`,
			{ passes: true },
		);
}

function checkAge(wanted: string, running: string, refused: FailedUpdate | undefined): void {
	const difference = compareVersions(wanted, running);
	if (difference === 0) throw new UpdateError("same-version", `${running} runs already; a person can insist`);
	if (difference < 0)
		throw new UpdateError("older", `${wanted} is older than ${running}, which runs; a person can insist`);
	if (refused && compareVersions(wanted, refused.version) <= 0)
		throw new UpdateError(
			"failed-before",
			`${refused.version} has failed here (${refused.code}); a person can insist on ${wanted}, or give a newer one`,
		);
}

/**
 * Checks what an image says itself in its first bytes, before the flash is touched.
 *
 * @param chip this one, as `esp_chip_id_t`
 * @throws UpdateError
 */
export function checkHeader(bytes: Uint8Array, { version }: UpdateJob, chip: number, board: string): void {
	const header = readImageHeader(bytes.subarray(0, imageHeaderLength));
	if (header.chip !== chip)
		throw new UpdateError(
			"wrong-chip",
			`the image is for the chip ${header.chip}; this one is ${chip} (esp_chip_id_t)`,
		);
	if (header.board !== board)
		throw new UpdateError(
			"wrong-board",
			`the image is for the board ${shown(header.board)}; this is ${board}`,
		);
	if (header.version !== version)
		throw new UpdateError("wrong-version", `the image is ${shown(header.version)}; ${version} was announced`);
}
