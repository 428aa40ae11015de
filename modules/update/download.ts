import type { Time, TimerHandle } from "clock/time";
import type { OpenStream, Server } from "update/byte-stream";
import { Exchange } from "update/exchange";
import { type ImageAddress, isSameServer, readImageAddress } from "update/image-address";
import type { ResponseHead } from "update/response-head";
import { asUpdateError, UpdateError } from "update/update-error";
import type { UpdateJob } from "update/update-record";

/** Whatever comes is written in parts of this size, the flash's sector; bytes. */
export const sectorSize = 4096;

/** How a download behaves; times in milliseconds. */
export interface DownloadTiming {
	/** A server that is silent for so long is given up. */
	patience: number;
	/** Before the first try after a failure; it doubles with each further one. */
	firstRetry: number;
	longestRetry: number;
	/** So many tries may fail in a row, without a sector that is new. */
	tries: number;
	/** Between two sectors, while media flow. */
	pause: number;
}

export const downloadTiming: DownloadTiming = Object.freeze({
	patience: 15_000,
	firstRetry: 1000,
	longestRetry: 30_000,
	tries: 8,
	pause: 100,
});

/** What a download needs. */
export interface DownloadOptions {
	open: OpenStream;
	time: Time;
	timing: DownloadTiming;
	job: UpdateJob;
	/** How much of it there is already; a multiple of `sectorSize`. */
	written: number;
	/** The hub, which alone is shown the token; undefined where none is known. */
	hub: Server | undefined;
	token: string;
	/** Whether media flow, which come first. */
	isBusy: () => boolean;
	/** Takes the next sector, or what is left for the last. What it throws ends the download. */
	onSector: (bytes: Uint8Array, offset: number) => void;
	/** A try has failed; the next is made after so many milliseconds. */
	onRetry: (error: UpdateError, milliseconds: number) => void;
	onDone: () => void;
	onFailed: (error: UpdateError) => void;
}

const mostRedirects = 3;

/**
 * Loads an image, sector by sector, in the memory of one sector: asks for what is missing, and asks again from there on
 * when the connection is lost. While media flow it stops after each sector, so that they come first.
 */
export class Download {
	readonly #options: DownloadOptions;
	readonly #sector = new Uint8Array(sectorSize);
	#exchange: Exchange | undefined;
	#timer: TimerHandle | undefined;
	#written: number;
	#filled = 0;
	#skip = 0;
	#redirects = 0;
	#failures = 0;
	#closed = false;

	constructor(options: DownloadOptions) {
		this.#options = options;
		this.#written = options.written;
	}

	/** Begins. */
	start(): void {
		const { job, hub } = this.#options;
		try {
			this.#request(readImageAddress(job.url, hub));
		} catch (error) {
			this.#fail(asUpdateError(error, "bad-address"));
		}
	}

	/** Gives it up. Nothing more is called. */
	close(): void {
		this.#closed = true;
		this.#options.time.clear(this.#timer);
		this.#exchange?.close();
		this.#exchange = undefined;
	}

	#request(address: ImageAddress): void {
		const { open, time, timing, hub, token } = this.#options;
		this.#filled = this.#skip = 0;
		this.#exchange = new Exchange({
			open,
			time,
			address,
			offset: this.#written,
			memory: this.#sector,
			token: hub && isSameServer(address, hub) ? token : "",
			patience: timing.patience,
			onHead: (head) => this.#head(head, address),
			onReadable: () => this.#read(),
			onEnded: (error) => this.#failed(error),
		});
	}

	#head(head: ResponseHead, address: ImageAddress): void {
		const { job } = this.#options;
		const { status, length, range } = head;
		if (status >= 300 && status < 400 && status !== 304) {
			this.#redirect(head, address);
			return;
		}
		if (status === 206) {
			if (range?.start !== this.#written)
				throw new UpdateError("bad-response", "the server sent another part than was asked for");
			this.#checkLength(range.total);
		} else if (status === 200) {
			if (length !== undefined) this.#checkLength(length);
			this.#skip = this.#written;
		} else if (status === 416) {
			throw new UpdateError("length-mismatch", `the image has fewer than ${job.size} bytes`);
		} else throw refusal(status);
	}

	#checkLength(length: number): void {
		const { size } = this.#options.job;
		if (length !== size)
			throw new UpdateError(
				"length-mismatch",
				`the server's image has ${length} bytes; it must have ${size}`,
			);
	}

	#redirect({ location }: ResponseHead, from: ImageAddress): void {
		if (location === undefined)
			throw new UpdateError("bad-response", "the server sends us elsewhere and does not say where");
		if (++this.#redirects > mostRedirects)
			throw new UpdateError("redirects", `the server sends us elsewhere more than ${mostRedirects} times`);
		const to = readImageAddress(location, from);
		if (from.secure && !to.secure)
			throw new UpdateError("redirects", "the server sends us from https to http");
		this.#exchange?.close();
		this.#later(0, () => this.#request(to));
	}

	/** Reads what there is, up to the end of a sector; the rest has its turn later. */
	#read(): void {
		const exchange = this.#exchange;
		if (!exchange || this.#timer) return;
		while (this.#skip > 0) {
			const count = exchange.read(this.#sector.subarray(0, Math.min(this.#skip, sectorSize)));
			if (count === 0) return;
			this.#skip -= count;
		}
		const { size } = this.#options.job;
		const wanted = Math.min(sectorSize, size - this.#written);
		while (this.#filled < wanted) {
			const count = exchange.read(this.#sector.subarray(this.#filled, wanted));
			if (count === 0) return;
			this.#filled += count;
		}
		this.#take(wanted);
	}

	#take(length: number): void {
		const { job, onSector, onDone, isBusy, timing } = this.#options;
		try {
			onSector(length === sectorSize ? this.#sector : this.#sector.subarray(0, length), this.#written);
		} catch (error) {
			this.#fail(asUpdateError(error, "flash"));
			return;
		}
		this.#written += length;
		this.#filled = 0;
		this.#failures = this.#redirects = 0;
		if (this.#written < job.size) {
			this.#later(isBusy() ? timing.pause : 0, () => {
				this.#exchange?.wait();
				this.#read();
			});
			return;
		}
		this.close();
		onDone();
	}

	#failed(error: UpdateError): void {
		const { timing, onRetry } = this.#options;
		this.#exchange = undefined;
		if (this.#closed) return;
		if (!error.passes || ++this.#failures >= timing.tries) {
			this.#fail(error);
			return;
		}
		const wait = Math.min(timing.firstRetry * 2 ** (this.#failures - 1), timing.longestRetry);
		onRetry(error, wait);
		this.#redirects = 0;
		this.#options.time.clear(this.#timer);
		this.#later(wait, () => this.start());
	}

	#later(milliseconds: number, action: () => void): void {
		this.#timer = this.#options.time.set(() => {
			this.#timer = undefined;
			if (!this.#closed) action();
		}, milliseconds);
	}

	#fail(error: UpdateError): void {
		if (this.#closed) return;
		this.close();
		this.#options.onFailed(error);
	}
}

/** What a status means that is no success. */
function refusal(status: number): UpdateError {
	if (status === 401 || status === 403)
		return new UpdateError("not-allowed", `the server does not give us the image (HTTP status ${status})`);
	if (status === 404 || status === 410)
		return new UpdateError("not-found", `the server has no such image (HTTP status ${status})`);
	return new UpdateError("server", `the server answers with HTTP status ${status}`, {
		passes: status >= 500 || status === 408 || status === 429,
	});
}
