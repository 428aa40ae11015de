import type { Time, TimerHandle } from "clock/time";
import type { ByteStream, OpenStream } from "update/byte-stream";
import type { ImageAddress } from "update/image-address";
import { HeadReader, type ResponseHead } from "update/response-head";
import { asUpdateError, UpdateError } from "update/update-error";

/** What an exchange needs. */
export interface ExchangeOptions {
	open: OpenStream;
	time: Time;
	address: ImageAddress;
	/** From which byte on. */
	offset: number;
	/** Holds the response's head, and then what came with it; 2,048 bytes at least. */
	memory: Uint8Array;
	/** Presented to the server, if not empty. */
	token: string;
	/** The exchange is given up when nothing was heard for so long; milliseconds. */
	patience: number;
	/** The response's head has come. What it throws ends the exchange. */
	onHead: (head: ResponseHead) => void;
	/** There is something to `read`. */
	onReadable: () => void;
	/** It is over: the server has closed the connection, or something has failed. Not after `close`. */
	onEnded: (error: UpdateError) => void;
}

/** Certificates that no waiting makes good; one that seems to have expired may become so when the clock is set. */
const untrusted = Object.freeze(
	["certificate-unknown-authority", "certificate-self-signed", "certificate-wrong-name"],
	true,
);

/** What the end of a connection means. */
function asFailure(error: Error): UpdateError {
	if ("code" in error && untrusted.includes(String(error.code)))
		return new UpdateError("untrusted", `the server is not trusted: ${error.message}`, { cause: error });
	return new UpdateError("connection", `the connection was lost: ${error.message}`, {
		passes: true,
		cause: error,
	});
}

/** One request of a part of a resource, by GET, and its response. RFC 9110 sections 9.3.1 and 14.2. */
export class Exchange {
	readonly #options: ExchangeOptions;
	readonly #head: HeadReader;
	readonly #timer: TimerHandle;
	#stream: ByteStream | undefined;
	#request: Uint8Array;
	#hasHead = false;
	#heardAt: number;
	#ended = false;

	constructor(options: ExchangeOptions) {
		this.#options = options;
		const { open, time, address, patience, memory } = options;
		this.#head = new HeadReader(memory);
		this.#request = new Uint8Array(ArrayBuffer.fromString(this.#requestText()));
		this.#heardAt = time.now();
		this.#timer = time.repeat(() => this.#watch(), Math.ceil(patience / 4));
		const stream = open(address, {
			onReadable: () => this.#readable(),
			onWritable: () => this.#send(),
			onEnded: (error) => this.#end(asFailure(error)),
		});
		if (this.#ended) stream.close();
		else this.#stream = stream;
	}

	/** Reads as much of the response's body as there is and fits; returns how much that is. */
	read(bytes: Uint8Array): number {
		if (!this.#hasHead) return 0;
		if (this.#head.left > 0) return this.#head.take(bytes);
		const stream = this.#stream;
		return stream && stream.readable > 0 ? stream.read(bytes) : 0;
	}

	/** Gives it up. */
	close(): void {
		if (this.#ended) return;
		this.#ended = true;
		this.#options.time.clear(this.#timer);
		this.#stream?.close();
		this.#stream = undefined;
	}

	/** Notes a sign of life: what is there is not read, for a reason of our own. */
	wait(): void {
		this.#heardAt = this.#options.time.now();
	}

	#requestText(): string {
		const { address, offset, token } = this.#options;
		const usual = address.port === (address.secure ? 443 : 80);
		const lines = [
			`GET ${address.resource} HTTP/1.1`,
			`Host: ${address.host}${usual ? "" : `:${address.port}`}`,
			"Accept-Encoding: identity",
			`Range: bytes=${offset}-`,
			...(token ? [`Authorization: Bearer ${token}`] : []),
		];
		return lines.map((line) => `${line}\r\n`).join("") + "\r\n";
	}

	#send(): void {
		const stream = this.#stream;
		if (!stream || this.#request.length === 0) return;
		this.#heardAt = this.#options.time.now();
		const count = Math.min(stream.credit, this.#request.length);
		if (count === 0) return;
		stream.write(this.#request.subarray(0, count));
		this.#request = this.#request.subarray(count);
	}

	#readable(): void {
		if (this.#ended) return;
		this.#heardAt = this.#options.time.now();
		try {
			if (!this.#hasHead) this.#readHead();
			if (this.#hasHead && !this.#isOver()) this.#options.onReadable();
		} catch (error) {
			this.#end(asUpdateError(error, "bad-response"));
		}
	}

	#readHead(): void {
		const stream = this.#stream;
		while (stream && stream.readable > 0 && !this.#hasHead) {
			const head = this.#head.added(stream.read(this.#head.room));
			if (!head) continue;
			this.#hasHead = true;
			this.#options.onHead(head);
		}
	}

	#watch(): void {
		const { time, patience } = this.#options;
		if ((time.now() - this.#heardAt) / 1000 < patience) return;
		this.#end(
			new UpdateError("connection", `the server said nothing for ${(patience / 1000).toFixed(1)} s`, {
				passes: true,
			}),
		);
	}

	#end(error: UpdateError): void {
		if (this.#ended) return;
		this.close();
		this.#options.onEnded(error);
	}

	/** A function, as a callback may have closed it meanwhile. */
	#isOver(): boolean {
		return this.#ended;
	}
}
