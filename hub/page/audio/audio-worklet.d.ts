/** The global scope of the audio thread (Web Audio API section 1.32), which TypeScript's libraries leave out. */
declare abstract class AudioWorkletProcessor {
	readonly port: MessagePort;
	abstract process(
		inputs: Float32Array[][],
		outputs: Float32Array[][],
		parameters: Record<string, Float32Array>,
	): boolean;
}

declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Samples a second of the context that the processor belongs to. */
declare const sampleRate: number;
