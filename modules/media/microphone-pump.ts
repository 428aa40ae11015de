import type { Time } from "clock/time";
import { flags, headerLength, kinds, writeHeader } from "protocol/header";
import { sound } from "protocol/messages";
import type { Link } from "link/link";
import { Ordinals } from "media/ordinals";
import type { Microphone } from "media/parts";
import { SendWindow } from "media/send-window";

/** The link as this pump uses it. */
export type MicrophoneLink = Pick<Link, "dialect" | "send" | "writable" | "written" | "backlog">;

/** What the pump needs. */
export interface MicrophonePumpOptions {
	microphone: Microphone;
	link: MicrophoneLink;
	time: Time;
	/** Size of a chunk, in bytes. */
	bytesPerMessage: number;
	/** How much sound there may be between codec and network, in milliseconds; 200 by default. */
	budget?: number;
}

/** Counts since start. */
export interface MicrophoneCounts {
	messages: number;
	bytes: number;
	/** Chunks that were not sent because the link was slow. */
	dropped: number;
}

const bytesPerMillisecond = (sound.sampleRate * sound.channels * sound.bytesPerSample) / 1000;

/**
 * Microphone to link. Whole chunks are sent from one buffer that is used again and again, with the header in front of
 * the sound where the dialect has one. What waits in the ring and what the socket has not sent are together no longer
 * than the budget, of which the socket gets half at most: in the ring the oldest can be dropped, and is, and counted.
 * Nothing recorded before the start is sent.
 */
export class MicrophonePump {
	readonly counts: MicrophoneCounts = { messages: 0, bytes: 0, dropped: 0 };
	readonly #microphone: Microphone;
	readonly #link: MicrophoneLink;
	readonly #time: Time;
	/** In milliseconds. */
	readonly #budget: number;
	/** How long a chunk is, in milliseconds. */
	readonly #duration: number;
	readonly #window: SendWindow;
	readonly #message: Uint8Array<ArrayBuffer>;
	readonly #sound: Uint8Array<ArrayBuffer>;
	readonly #ordinals = new Ordinals();
	#running = false;

	constructor({ microphone, link, time, bytesPerMessage, budget = 200 }: MicrophonePumpOptions) {
		this.#microphone = microphone;
		this.#link = link;
		this.#time = time;
		this.#budget = budget;
		this.#duration = bytesPerMessage / bytesPerMillisecond;
		this.#window = new SendWindow({ link, time, duration: this.#duration, patience: budget / 2 });
		this.#message = new Uint8Array(headerLength + bytesPerMessage);
		this.#sound = this.#message.subarray(headerLength);
	}

	/** Whether sound flows. */
	get running(): boolean {
		return this.#running;
	}

	/** How much sound waits, in the ring and with the socket, in milliseconds. */
	get queue(): number {
		return this.#running ? this.#microphone.readable * this.#duration + this.#window.waiting : 0;
	}

	/** Starts to record and to send; harmless when it runs. What the microphone throws is thrown. */
	start(): void {
		if (this.#running) return;
		this.#microphone.start("input");
		this.#microphone.skip(this.#microphone.readable);
		this.#ordinals.pause();
		this.#running = true;
	}

	/** Stops; harmless when it does not run. */
	stop(): void {
		if (!this.#running) return;
		this.#running = false;
		this.#microphone.stop("input");
	}

	/** Counts messages from 0 again, as each connection does. */
	reset(): void {
		this.#ordinals.reset();
		this.#window.reset();
	}

	/** Sends what waits, as far as the link takes it. To be called when there is sound and when the link is writable. */
	pump(): void {
		if (!this.#running) return;
		const microphone = this.#microphone;
		const window = this.#window;
		window.look();
		const late = microphone.readable - this.#longestQueue;
		if (late > 0) this.#dropped(microphone.skip(late));
		while (this.#link.writable && window.open && microphone.read(this.#sound) > 0) this.#send();
	}

	/** How many chunks may wait such that the first sample of the oldest is within the budget. */
	get #longestQueue(): number {
		return Math.max(2, Math.floor((this.#budget - this.#window.waiting) / this.#duration) - 1);
	}

	#dropped(chunks: number): void {
		this.counts.dropped += chunks;
		this.#window.dropped();
	}

	#send(): void {
		const { captureTime, sequence } = this.#microphone;
		if ((this.#time.now() - captureTime) / 1000 > this.#budget - this.#window.delay) {
			this.#dropped(1);
			return;
		}
		const missing = this.#ordinals.follow(sequence);
		this.counts.messages++;
		this.counts.bytes += this.#sound.byteLength;
		if (this.#link.dialect !== "belltower") {
			this.#link.send(this.#sound);
		} else {
			const flagBits = missing ? flags.discontinuity : 0;
			writeHeader(this.#message, kinds.pcm, flagBits, this.#ordinals.present, captureTime);
			this.#link.send(this.#message);
		}
		this.#window.written();
	}
}
