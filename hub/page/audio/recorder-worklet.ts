import { SAMPLE_RATE } from "../../wire/header";
import { levelOf } from "./level";
import { Resampler } from "./resampler";

/** From the recorder to the page: 20 ms of sound. */
export interface RecordedChunk {
	/** 16 kHz, 16 bits, one channel. */
	pcm: ArrayBuffer;
	/** dBFS. */
	level: number;
}

/** Samples in a chunk: 20 ms. */
const CHUNK = SAMPLE_RATE / 50;

/** Turns the microphone's sound into chunks, on the audio thread. */
class Recorder extends AudioWorkletProcessor {
	readonly #resampler = sampleRate === SAMPLE_RATE ? undefined : new Resampler(sampleRate, SAMPLE_RATE);
	readonly #chunk = new Float32Array(CHUNK);
	#filled = 0;

	override process(inputs: Float32Array[][]): boolean {
		const input = inputs[0]?.[0];
		if (!input) return true;
		for (const sample of this.#resampler?.process(input) ?? input) {
			this.#chunk[this.#filled++] = sample;
			if (this.#filled === CHUNK) this.#send();
		}
		return true;
	}

	#send(): void {
		const pcm = new Int16Array(CHUNK);
		for (const [index, sample] of this.#chunk.entries()) {
			pcm[index] = Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
		}
		const chunk: RecordedChunk = { pcm: pcm.buffer, level: levelOf(this.#chunk) };
		this.port.postMessage(chunk, [pcm.buffer]);
		this.#filled = 0;
	}
}

registerProcessor("recorder", Recorder);
