import { type Header, headerLength, kinds, readHeader } from "protocol/header";
import { sound } from "protocol/messages";
import type { Dialect } from "link/handlers";
import { MessageBuffer, type Readable } from "link/message-buffer";
import type { Speaker } from "media/parts";

/** What the path needs. */
export interface SpeakerPathOptions {
	speaker: Speaker;
	/** Told of each message that was dropped, and why. */
	onMalformed: (code: MalformedCode, message: string) => void;
}

/** Why a message was dropped. */
export type MalformedCode = "short-header" | "unknown-kind" | "odd-length";

/** Counts since start. */
export interface SpeakerCounts {
	messages: number;
	/** Bytes of sound. */
	bytes: number;
	malformed: number;
	/** Messages that came while the speaker was stopped. */
	ignored: number;
}

/** The longest message that is held until it is whole, in bytes of sound. docs/protocol.md, "Binary messages". */
export const longestWhole = 8192;

/**
 * Link to speaker. A message is held until it is whole, so that one of odd length is dropped whole; of a message longer
 * than `longestWhole` each part is played as the memory fills.
 */
export class SpeakerPath {
	readonly counts: SpeakerCounts = { messages: 0, bytes: 0, malformed: 0, ignored: 0 };
	readonly #speaker: Speaker;
	readonly #onMalformed: (code: MalformedCode, message: string) => void;
	readonly #buffer = new MessageBuffer(headerLength + longestWhole);
	readonly #header: Header = { kind: 0, flags: 0, sequence: 0, time: 0 };
	#running = false;
	/** Whether the start of the present message has been played, or found unfit. */
	#begun = false;
	#unfit = false;

	constructor({ speaker, onMalformed }: SpeakerPathOptions) {
		this.#speaker = speaker;
		this.#onMalformed = onMalformed;
	}

	/** Whether sound flows. */
	get running(): boolean {
		return this.#running;
	}

	/** Starts to play; harmless when it runs. What the speaker throws is thrown. */
	start(): void {
		if (this.#running) return;
		this.#speaker.start("output");
		this.#running = true;
	}

	/** Stops; harmless when it does not run. What comes from then on is counted as ignored. */
	stop(): void {
		if (!this.#running) return;
		this.#running = false;
		this.#speaker.stop("output");
	}

	/** Forgets the message that has come in part, as when its connection ends. */
	reset(): void {
		this.#buffer.clear();
		this.#begun = false;
		this.#unfit = false;
	}

	/** Takes `count` bytes of a binary message; `more` tells whether the message goes on after them. */
	receive(from: Readable, count: number, more: boolean, dialect: Dialect): void {
		let remaining = count;
		while (remaining > 0) {
			if (this.#buffer.full) this.#playPart(dialect);
			const gathered = this.#buffer.gather(from, remaining);
			if (gathered <= 0) break;
			remaining -= gathered;
		}
		if (more) return;
		this.#end(dialect);
		this.reset();
	}

	#playPart(dialect: Dialect): void {
		const start = this.#startOfSound(dialect);
		this.#begun = true;
		if (!this.#unfit) this.#play(start, this.#buffer.length);
		this.#buffer.clear();
	}

	#end(dialect: Dialect): void {
		const start = this.#startOfSound(dialect);
		if (this.#unfit) return;
		const end = this.#buffer.length;
		if ((end - start) % sound.bytesPerSample !== 0) {
			const length = this.#begun ? "the last part of a long message" : "a message";
			this.#malformed("odd-length", `${length} has ${end - start} bytes of sound; it must be an even number`);
			if (this.#begun) this.#play(start, end - 1);
			return;
		}
		this.counts.messages++;
		if (this.#running) this.#play(start, end);
		else this.counts.ignored++;
	}

	#play(start: number, end: number): void {
		if (!this.#running || end <= start) return;
		this.counts.bytes += end - start;
		this.#speaker.write(this.#buffer.part(start, end));
	}

	/** Where sound starts in what was gathered; marks the message as unfit when its header is. */
	#startOfSound(dialect: Dialect): number {
		if (dialect === "original" || this.#begun) return 0;
		if (this.#buffer.length < headerLength) {
			this.#unfit = true;
			const length = this.#buffer.length;
			this.#malformed("short-header", `a message has ${length} bytes; it must have at least ${headerLength}`);
			return 0;
		}
		const { kind } = readHeader(this.#buffer.bytes, this.#header);
		if (kind !== kinds.pcm) {
			this.#unfit = true;
			this.#malformed(
				"unknown-kind",
				`a message is of the kind ${kind}; only kind 1, PCM, goes to a doorbell`,
			);
		}
		return headerLength;
	}

	#malformed(code: MalformedCode, message: string): void {
		this.counts.malformed++;
		this.#onMalformed(code, message);
	}
}
