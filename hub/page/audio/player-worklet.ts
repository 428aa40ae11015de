import { JitterBuffer, type PlaybackCounts } from "./jitter-buffer";
import { levelOf, SILENCE } from "./level";

/** From the page to the player: sound, or "clear" to forget what waits. */
export type PlayerInput = ArrayBuffer | "clear";

/** From the player to the page, several times a second. */
export interface PlayerReport extends PlaybackCounts {
	/** dBFS. */
	level: number;
}

/** Samples between two reports. */
const REPORT_INTERVAL = sampleRate / 8;

/** Plays what the page sends, on the audio thread. */
class Player extends AudioWorkletProcessor {
	readonly #buffer = new JitterBuffer(sampleRate);
	#sinceReport = 0;
	#level = SILENCE;

	constructor() {
		super();
		this.port.onmessage = ({ data }: MessageEvent<PlayerInput>) => {
			if (data === "clear") this.#buffer.clear();
			else this.#buffer.push(new Int16Array(data));
		};
	}

	override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
		const output = outputs[0]?.[0];
		if (!output) return true;
		this.#buffer.pull(output);
		this.#level = Math.max(this.#level, levelOf(output));
		this.#sinceReport += output.length;
		if (this.#sinceReport >= REPORT_INTERVAL) {
			const report: PlayerReport = { ...this.#buffer.counts, level: this.#level };
			this.port.postMessage(report);
			this.#sinceReport = 0;
			this.#level = SILENCE;
		}
		return true;
	}
}

registerProcessor("player", Player);
