/** All in milliseconds. */
const LEAST_TARGET = 40;
const INITIAL_TARGET = 60;
const MOST_TARGET = 200;
/** What one interruption adds to the target. */
const TARGET_STEP = 20;
/** Time without an interruption after which the target shrinks by a step. */
const CALM = 20_000;
/** Sound beyond the target that is dropped at once; less is caught up by playing faster. */
const MOST_EXCESS = 150;
/** Playing goes at most this much slower: too little to be heard. */
const MOST_SLOWER = 0.005;
/** And this much faster, to come back from the past within seconds. */
const MOST_FASTER = 0.02;
/** How much faster or slower for each millisecond of distance from the target. */
const CORRECTION = 0.000_15;
/** So near to the target nothing is corrected, milliseconds: the sound is played as it came, sample by sample. */
const NEAR = 10;
/** Samples that the buffer can hold; a power of two. */
const CAPACITY = 32_768;
/** How quickly the smoothed depth follows, milliseconds. */
const DEPTH_TIME = 1000;
/** Fading in and out, milliseconds, so that nothing clicks. */
const FADE = 2;

/** What has happened to the sound so far; samples unless named otherwise. */
export interface PlaybackCounts {
	received: number;
	/** Silence that was played because nothing had come. */
	concealed: number;
	/** Sound that was left out because too much had come. */
	dropped: number;
	/** How often the sound was interrupted. */
	underruns: number;
	/** Sound that waits, milliseconds. */
	depth: number;
	/** How much is meant to wait, milliseconds. */
	target: number;
}

/**
 * Evens out sound that comes in uneven pieces. It plays once enough waits, a little faster or slower to keep just as much
 * waiting (two clocks never run alike), waits again when nothing is left, and drops what is too much. One channel.
 */
export class JitterBuffer {
	readonly #rate: number;
	readonly #samples = new Float32Array(CAPACITY);
	readonly #counts: PlaybackCounts = {
		received: 0,
		concealed: 0,
		dropped: 0,
		underruns: 0,
		depth: 0,
		target: INITIAL_TARGET,
	};
	#read = 0;
	#write = 0;
	#fraction = 0;
	#smoothed = 0;
	#playing = false;
	#started = false;
	#calm = 0;
	#gain = 0;
	#last = 0;

	/** @param rate samples a second */
	constructor(rate: number) {
		this.#rate = rate;
	}

	get counts(): Readonly<PlaybackCounts> {
		this.#counts.depth = this.#inMilliseconds(this.#waiting);
		return this.#counts;
	}

	/** Adds sound, samples from -32,768 to 32,767. */
	push(pcm: Int16Array): void {
		for (const sample of pcm) this.#samples[this.#write++ % CAPACITY] = sample / 32_768;
		this.#counts.received += pcm.length;
		const excess = this.#waiting - this.#inSamples(this.#counts.target + MOST_EXCESS);
		if (excess > 0) this.#drop(this.#waiting - this.#inSamples(this.#counts.target));
	}

	/** Fills `output` with what comes next. */
	pull(output: Float32Array): void {
		this.#adjust(output.length);
		const step = this.#playing ? this.#speed() : 0;
		const fade = 1 / this.#inSamples(FADE);
		let missing = 0;
		for (let index = 0; index < output.length; index++) {
			if (this.#playing && this.#waiting < 4) this.#interrupt();
			if (this.#playing) {
				this.#gain = Math.min(1, this.#gain + fade);
				this.#last = this.#interpolate();
				this.#fraction += step;
				const whole = Math.floor(this.#fraction);
				this.#read += whole;
				this.#fraction -= whole;
			} else {
				this.#gain = Math.max(0, this.#gain - fade);
				missing++;
			}
			output[index] = this.#last * this.#gain;
		}
		if (this.#started) this.#counts.concealed += missing;
	}

	/** Forgets what waits, as when another doorbell is listened to. */
	clear(): void {
		this.#read = this.#write;
		this.#fraction = 0;
		this.#playing = this.#started = false;
	}

	get #waiting(): number {
		return this.#write - this.#read;
	}

	#inSamples(milliseconds: number): number {
		return Math.round((milliseconds * this.#rate) / 1000);
	}

	#inMilliseconds(samples: number): number {
		return (samples * 1000) / this.#rate;
	}

	#drop(samples: number): void {
		this.#read += samples;
		this.#counts.dropped += samples;
		this.#smoothed = this.#counts.target;
		this.#gain = 0;
	}

	#interrupt(): void {
		this.#playing = false;
		this.#fraction = 0;
		this.#calm = 0;
		this.#counts.underruns++;
		this.#counts.target = Math.min(MOST_TARGET, this.#counts.target + TARGET_STEP);
	}

	#adjust(samples: number): void {
		const elapsed = this.#inMilliseconds(samples);
		const depth = this.#inMilliseconds(this.#waiting);
		const counts = this.#counts;
		if (!this.#playing) {
			if (depth < counts.target) return;
			this.#playing = this.#started = true;
			this.#smoothed = depth;
		}
		this.#smoothed += (depth - this.#smoothed) * Math.min(1, elapsed / DEPTH_TIME);
		this.#calm += elapsed;
		if (this.#calm < CALM) return;
		this.#calm = 0;
		counts.target = Math.max(LEAST_TARGET, counts.target - TARGET_STEP / 2);
	}

	#speed(): number {
		const excess = this.#smoothed - this.#counts.target;
		const beyond = Math.sign(excess) * Math.max(0, Math.abs(excess) - NEAR);
		return 1 + Math.max(-MOST_SLOWER, Math.min(MOST_FASTER, beyond * CORRECTION));
	}

	/** The value between the samples, by a cubic Hermite curve through the four around it. */
	#interpolate(): number {
		const samples = this.#samples;
		const read = this.#read;
		const left = samples[read % CAPACITY] ?? 0;
		const x = this.#fraction;
		if (x === 0) return left;
		const before = samples[(read - 1 + CAPACITY) % CAPACITY] ?? 0;
		const right = samples[(read + 1) % CAPACITY] ?? 0;
		const after = samples[(read + 2) % CAPACITY] ?? 0;
		const slopeLeft = (right - before) / 2;
		const slopeRight = (after - left) / 2;
		const difference = right - left;
		const cubic = slopeLeft + slopeRight - 2 * difference;
		const square = 3 * difference - 2 * slopeLeft - slopeRight;
		return ((cubic * x + square) * x + slopeLeft) * x + left;
	}
}
