import type { Sound } from "./wav.js";

/** A sine of `frequency` hertz at `amplitude` (0 to 1 of full scale) for `seconds`. */
export function tone(frequency: number, seconds: number, sampleRate = 16_000, amplitude = 0.5): Sound {
	const samples = new Int16Array(Math.round(seconds * sampleRate));
	for (let index = 0; index < samples.length; index++)
		samples[index] = Math.round(
			32_767 * amplitude * Math.sin((2 * Math.PI * frequency * index) / sampleRate),
		);
	return { samples, sampleRate };
}

/**
 * The share (0 to 1) of a block's energy that lies at `frequency`, by Goertzel's algorithm: about 1 for a pure tone,
 * near 0 for silence, noise or another tone.
 */
export function toneShare(samples: ArrayLike<number>, sampleRate: number, frequency: number): number {
	const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / sampleRate);
	let [previous, beforePrevious, energy] = [0, 0, 0];
	for (let index = 0; index < samples.length; index++) {
		const sample = samples[index] ?? 0;
		const current = sample + coefficient * previous - beforePrevious;
		beforePrevious = previous;
		previous = current;
		energy += sample * sample;
	}
	if (energy === 0) return 0;
	const power =
		previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious;
	return (2 * power) / (samples.length * energy);
}

/** The greatest {@link toneShare} over consecutive blocks of `blockSize` samples that are not silent. */
export function loudestToneShare(sound: Sound, frequency: number, blockSize = 1_600): number {
	let best = 0;
	for (let start = 0; start + blockSize <= sound.samples.length; start += blockSize) {
		const block = sound.samples.subarray(start, start + blockSize);
		if (block.some((sample) => Math.abs(sample) > 300))
			best = Math.max(best, toneShare(block, sound.sampleRate, frequency));
	}
	return best;
}
