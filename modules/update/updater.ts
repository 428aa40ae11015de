import type { Time } from "clock/time";
import type { UpdateEvent, UpdatePhase } from "protocol/events";
import type { ErrorInformation } from "protocol/messages";
import type { OpenStream, Server } from "update/byte-stream";
import { Download, type DownloadTiming, downloadTiming, sectorSize } from "update/download";
import type { Firmware } from "update/firmware";
import { checkHeader, checkJob } from "update/job-check";
import { ProgressReport } from "update/progress-report";
import { UpdateError } from "update/update-error";
import { readRecord, type UpdateJob, type UpdateMemory, type UpdateRecord } from "update/update-record";
import { compareVersions } from "update/versions";

/** What an updater needs. */
export interface UpdaterOptions {
	firmware: Firmware;
	memory: UpdateMemory;
	open: OpenStream;
	time: Time;
	log: (text: string) => void;
	/** This doorbell's board. */
	board: string;
	/** This firmware's version; the image's description has it, too, where there is one. */
	version: string;
	/** The hub, which alone is shown the token; undefined where none is known. */
	hub: Server | undefined;
	token: string;
	/** Whether media flow, which come first. */
	isBusy: () => boolean;
	/** Whether the server can be told. */
	isConnected: () => boolean;
	/** Tells the server how far an update is. */
	tell: (event: UpdateEvent) => void;
	/** An update begins to load, or does not any more. */
	onLoading: (loading: boolean) => void;
	timing?: DownloadTiming;
}

/** Until the event that tells of it has been sent, in milliseconds. */
const restartDelay = 500;

/** Progress is kept after so many bytes: what is loaded again at most after a restart. */
const keptEvery = 16 * sectorSize;

/**
 * Loads an update to the other slot, verifies it, and has it started on trial. Whatever goes wrong, this firmware runs on
 * and says why. docs/updates.md.
 */
export class Updater {
	readonly #options: UpdaterOptions;
	readonly #report: ProgressReport;
	#record: UpdateRecord;
	#download: Download | undefined;
	#handle = 0;
	#ready = false;

	constructor(options: UpdaterOptions) {
		this.#options = options;
		this.#report = new ProgressReport(options.time, options.tell);
		this.#record = readRecord(options.memory);
	}

	/** What is known of the last update that did not become what runs. */
	get refused(): UpdateRecord["refused"] {
		return this.#record.refused;
	}

	/** Whether an update is being loaded, or waits for the restart. */
	get isLoading(): boolean {
		return this.#download !== undefined || this.#ready;
	}

	/**
	 * Checks all that can be known before anything is loaded, and begins.
	 *
	 * @throws UpdateError
	 */
	begin(job: UpdateJob): void {
		this.#check(job);
		this.#log(`${job.version} from ${job.url}, ${job.size} bytes`);
		this.#keep({ job, phase: "loading", written: 0, ...this.#keptRefusal(job) });
		this.#tell("accepted");
		this.#start();
	}

	/** Goes on with what a restart has interrupted. */
	resume(): void {
		const { job, phase, written = 0 } = this.#record;
		if (!job || phase !== "loading" || this.isLoading) return;
		this.#log(`${job.version}: goes on at ${written} of ${job.size} bytes`);
		this.#start();
	}

	/**
	 * Gives up the download that runs, if one does.
	 *
	 * @throws UpdateError `already-updating` once the new firmware has been selected: it starts in a moment
	 */
	cancel(): void {
		if (this.#ready)
			throw new UpdateError(
				"already-updating",
				`${this.#record.job?.version ?? "the update"} is written and starts in a moment; roll it back then`,
			);
		if (this.#download) this.#fail(new UpdateError("canceled", "the update was canceled"));
	}

	/**
	 * Goes back to the firmware before this one.
	 *
	 * @throws UpdateError `no-rollback`, `already-updating`
	 */
	rollBack(): void {
		const { firmware } = this.#options;
		if (this.isLoading) throw this.#alreadyUpdating();
		if (!firmware.isPossible || !firmware.canRollBack())
			throw new UpdateError(
				"no-rollback",
				"there is no firmware to go back to: the other slot has none that is whole and may run after this one",
			);
		const { version } = this.#options;
		this.#keep({
			job: { url: "", size: 0, sha256: "", version, board: this.#options.board, force: true, faults: [] },
			phase: "trial",
			reason: { code: "asked", message: "a person asked for the firmware before" },
		});
		firmware.rollBack();
		this.#restartSoon();
	}

	/** What was kept over the restart. */
	get record(): Readonly<UpdateRecord> {
		return this.#record;
	}

	/** Replaces it. */
	keep(record: UpdateRecord): void {
		this.#keep(record);
	}

	#check(job: UpdateJob): void {
		const { firmware, board, version, hub } = this.#options;
		if (!firmware.isPossible)
			throw new UpdateError(
				"no-second-slot",
				"this firmware was not started from one of two slots, so there is none to write to",
			);
		if (this.isLoading) throw this.#alreadyUpdating();
		checkJob(job, { firmware, board, version, hub, refused: this.#record.refused });
	}

	#alreadyUpdating(): UpdateError {
		const version = this.#record.job?.version ?? "another version";
		return new UpdateError("already-updating", `an update to ${version} is under way`);
	}

	/** A person who insists on a version that has failed makes it unforgotten only until it fails again. */
	#keptRefusal(job: UpdateJob): Pick<UpdateRecord, "refused"> {
		const { refused } = this.#record;
		return refused && compareVersions(job.version, refused.version) > 0 ? { refused } : {};
	}

	#start(): void {
		const { job, written = 0 } = this.#record;
		const { open, time, hub, token, isBusy, onLoading, timing = downloadTiming } = this.#options;
		if (!job) return;
		this.#handle = 0;
		this.#download = new Download({
			open,
			time,
			timing,
			job,
			written,
			hub,
			token,
			isBusy,
			onSector: (bytes, offset) => this.#sector(job, bytes, offset),
			onRetry: (error, milliseconds) => {
				this.#log(`${error.message} (${error.code}); next try in ${(milliseconds / 1000).toFixed(1)} s`);
				this.#keep(this.#record);
				this.#tell("downloading", error);
			},
			onDone: () => this.#verify(job),
			onFailed: (error) => this.#fail(error),
		});
		onLoading(true);
		if (written < job.size) this.#download.start();
		else this.#verify(job);
	}

	#sector(job: UpdateJob, bytes: Uint8Array, offset: number): void {
		const { firmware, board } = this.#options;
		if (offset === 0) checkHeader(bytes, job, firmware.chip, board);
		if (this.#handle === 0) this.#handle = firmware.begin(offset);
		firmware.write(this.#handle, bytes);
		const written = offset + bytes.length;
		this.#record.written = written;
		if (written % keptEvery === 0 || written === job.size) this.#keep(this.#record);
		this.#tell("downloading");
	}

	#verify(job: UpdateJob): void {
		const { firmware } = this.#options;
		this.#release();
		this.#tell("verifying");
		try {
			if (firmware.hash(job.size) !== job.sha256.toLowerCase())
				throw new UpdateError("hash-mismatch", "what was written is not what was announced, by its SHA-256");
			if (!firmware.isWhole())
				throw new UpdateError("bad-image", "the image is not whole, by its own checksum and hash");
			this.#keep({ ...this.#record, phase: "trial" });
			if (!firmware.select())
				throw new UpdateError(
					"bad-signature",
					"the image is not signed with the key of the firmware that runs",
				);
		} catch (error) {
			this.#fail(
				error instanceof UpdateError
					? error
					: new UpdateError("flash", error instanceof Error ? error.message : String(error)),
			);
			return;
		}
		this.#ready = true;
		this.#log(`${job.version} is written and verified; it is started on trial`);
		this.#tell("restarting");
		this.#restartSoon();
	}

	#restartSoon(): void {
		const { time, firmware } = this.#options;
		time.set(() => firmware.restart(), restartDelay);
	}

	#fail(error: UpdateError): void {
		const { job } = this.#record;
		const { version = "" } = job ?? {};
		const { code, message } = error;
		this.#release();
		this.#log(`${version}: ${message} (${code}); ${this.#options.version} runs on`);
		this.#tell("failed", error);
		const failed = { version, code, message };
		const { refused } = this.#record;
		this.#keep({
			...(isFault(error) ? { refused: failed } : refused && { refused }),
			...(!this.#options.isConnected() && { untold: { phase: "failed", ...failed } }),
		});
		this.#download = undefined;
		this.#options.onLoading(false);
	}

	/** Lets go of the connection and the flash. */
	#release(): void {
		this.#download?.close();
		if (this.#handle !== 0) this.#options.firmware.end(this.#handle);
		this.#handle = 0;
	}

	#keep(record: UpdateRecord): void {
		this.#record = record;
		try {
			this.#options.memory.write(JSON.stringify(record));
		} catch (error) {
			this.#log(`the state was not kept: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	#tell(phase: UpdatePhase, error?: ErrorInformation): void {
		const { job, written = 0 } = this.#record;
		this.#report.tell({
			phase,
			version: job?.version ?? this.#options.version,
			received: written,
			size: job?.size ?? 0,
			...(error && { code: error.code, message: error.message }),
		});
	}

	#log(text: string): void {
		this.#options.log(`update: ${text}`);
	}
}

/** Whether the image itself is at fault, and no server or person: it would fail again. */
function isFault({ code }: UpdateError): boolean {
	return ["bad-image", "wrong-chip", "wrong-board", "bad-signature"].includes(code);
}
