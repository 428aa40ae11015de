const ZERO_CROSSINGS = 12;
/** Where the filter begins to fall, as a part of the lower Nyquist frequency. */
const PASS = 0.9;
/** Entries of the filter's table between two samples. */
const RESOLUTION = 256;

/**
 * Turns sound of one rate into sound of another, piece by piece, by windowed-sinc interpolation (Smith, "Digital Audio
 * Resampling"): what the lower rate can't carry is filtered out first, so that it does not come back as whistling.
 */
export class Resampler {
	readonly #step: number;
	readonly #reach: number;
	/** One half of the filter, which is symmetric. */
	readonly #filter: Float32Array;
	#history: Float32Array;
	#position: number;

	/** @param from @param to samples a second */
	constructor(from: number, to: number) {
		this.#step = from / to;
		const cutoff = Math.min(1, to / from) * PASS;
		this.#reach = Math.ceil(ZERO_CROSSINGS / cutoff);
		this.#filter = new Float32Array(this.#reach * RESOLUTION + 1);
		for (let index = 0; index < this.#filter.length; index++) {
			const distance = index / RESOLUTION;
			this.#filter[index] = cutoff * sinc(distance * cutoff) * blackman(distance / this.#reach);
		}
		this.#history = new Float32Array(2 * this.#reach);
		this.#position = this.#reach;
	}

	/** Takes the next samples and gives what can be made of them; the filter's reach waits for the next call. */
	process(input: Float32Array): Float32Array {
		const all = new Float32Array(this.#history.length + input.length);
		all.set(this.#history);
		all.set(input, this.#history.length);
		const end = all.length - this.#reach;
		const output = new Float32Array(Math.max(0, Math.ceil((end - this.#position) / this.#step)));
		let position = this.#position;
		for (let index = 0; index < output.length; index++, position += this.#step) {
			output[index] = this.#at(all, position);
		}
		const start = Math.max(0, Math.min(Math.floor(position) - this.#reach, all.length));
		this.#history = all.slice(start);
		this.#position = position - start;
		return output;
	}

	#at(samples: Float32Array, position: number): number {
		const center = Math.floor(position);
		let sum = 0;
		for (let index = center - this.#reach + 1; index <= center + this.#reach; index++) {
			sum += (samples[index] ?? 0) * this.#weight(index - position);
		}
		return sum;
	}

	#weight(distance: number): number {
		return this.#filter[Math.round(Math.abs(distance) * RESOLUTION)] ?? 0;
	}
}

function sinc(x: number): number {
	return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Blackman window; @param x from 0 in the middle to 1 at the end */
function blackman(x: number): number {
	return 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x);
}
