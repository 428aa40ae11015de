import type { Framed } from "./outbox";
import { frameMessage, type WireFrame } from "./frame";
import { BYTES_PER_MILLISECOND, DISCONTINUITY, HEADER_LENGTH, Kind, writeHeader } from "../wire/header";
import { hubTime } from "../common/time";

/** Sound on its way to a doorbell's speaker, as a message of belltower.1. It is framed when it is sent, not before. */
export class Spoken implements Framed {
	readonly duration: number;
	readonly #pcm: Buffer;
	readonly #sequence: number;
	readonly #time = hubTime();
	#flags = 0;

	/** @param sequence counts what was spoken, whether it is sent or dropped */
	constructor(pcm: Buffer, sequence: number) {
		this.#pcm = pcm;
		this.#sequence = sequence;
		this.duration = pcm.byteLength / BYTES_PER_MILLISECOND;
	}

	get framed(): WireFrame {
		const bytes = Buffer.allocUnsafe(HEADER_LENGTH + this.#pcm.byteLength);
		writeHeader(bytes, { kind: Kind.PCM, flags: this.#flags, sequence: this.#sequence, time: this.#time });
		bytes.set(this.#pcm, HEADER_LENGTH);
		return frameMessage(bytes);
	}

	followDrop(): void {
		this.#flags |= DISCONTINUITY;
	}
}

/** Sound on its way to the original's speaker: PCM and nothing else. */
export class SpokenPlain implements Framed {
	readonly duration: number;
	readonly #pcm: Buffer;

	constructor(pcm: Buffer) {
		this.#pcm = pcm;
		this.duration = pcm.byteLength / BYTES_PER_MILLISECOND;
	}

	get framed(): WireFrame {
		return frameMessage(this.#pcm);
	}
}
