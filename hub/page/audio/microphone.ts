import type { RecordedChunk } from "./recorder-worklet";
import { resume } from "./resume";

/** The microphone is given back this long after its last use, milliseconds. */
const KEEP = 20_000;

const REASONS: Readonly<Record<string, string>> = {
	NotAllowedError:
		"The microphone is not allowed. Allow it for this page in the browser’s site settings, then try again.",
	NotFoundError: "No microphone was found on this device.",
	NotReadableError: "The microphone is in use by another program.",
};

/** The person's microphone, 16 kHz, in chunks of 20 ms. */
export class Microphone {
	readonly #onChunk: (chunk: RecordedChunk) => void;
	#stream: MediaStream | undefined;
	#context: AudioContext | undefined;
	#source: MediaStreamAudioSourceNode | undefined;
	#opening: Promise<AudioContext> | undefined;
	#on = false;
	#timer = 0;

	constructor(onChunk: (chunk: RecordedChunk) => void) {
		this.#onChunk = onChunk;
	}

	get on(): boolean {
		return this.#on;
	}

	/** Whether it can start without asking the person first. */
	get ready(): boolean {
		return this.#stream !== undefined;
	}

	/**
	 * Starts recording; asks for the permission if it was not given yet.
	 * @throws Error with a sentence for people
	 */
	async start(): Promise<void> {
		clearTimeout(this.#timer);
		this.#on = true;
		try {
			await resume(await (this.#opening ??= this.#open()));
		} catch (error) {
			this.#close();
			const name = error instanceof DOMException ? error.name : "";
			throw new Error(REASONS[name] ?? (error instanceof Error ? error.message : String(error)), {
				cause: error,
			});
		}
		if (!this.on) this.stop();
	}

	/** Stops recording at once. The microphone itself is kept for a while, so that the next word is not cut off. */
	stop(): void {
		this.#on = false;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#close(), KEEP);
	}

	async #open(): Promise<AudioContext> {
		if (!isSecureContext) {
			throw new Error(
				"Browsers give the microphone only to a secure page: open this page at localhost or by https.",
			);
		}
		const stream = await navigator.mediaDevices.getUserMedia({
			audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
		});
		const context = new AudioContext({ latencyHint: "interactive" });
		await context.audioWorklet.addModule("recorder-worklet.js");
		const recorder = new AudioWorkletNode(context, "recorder", {
			channelCount: 1,
			channelCountMode: "explicit",
		});
		recorder.port.onmessage = ({ data }: MessageEvent<RecordedChunk>) => {
			if (this.#on) this.#onChunk(data);
		};
		const source = new MediaStreamAudioSourceNode(context, { mediaStream: stream });
		source.connect(recorder).connect(context.destination);
		for (const track of stream.getTracks()) track.onended = () => this.#close();
		this.#stream = stream;
		this.#context = context;
		this.#source = source;
		return context;
	}

	#close(): void {
		clearTimeout(this.#timer);
		this.#on = false;
		this.#opening = undefined;
		this.#source?.disconnect();
		for (const track of this.#stream?.getTracks() ?? []) track.stop();
		void this.#context?.close();
		this.#stream = this.#context = this.#source = undefined;
	}
}
