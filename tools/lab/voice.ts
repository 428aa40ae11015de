import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { performance } from "node:perf_hooks";

const samplesPerMillisecond = 16;
const chunkMilliseconds = 20;
const chunkSamples = chunkMilliseconds * samplesPerMillisecond;
const pulseSamples = 3 * samplesPerMillisecond;
/** From one pulse to the next, in chunks; and the levels that they have by turns, by which they are told apart. */
const pulsePeriod = 15;
const levels = [1500, 2250, 3375, 5063, 7594, 11_391, 17_086];
/** Of a level: what is nearer to none is none. */
const nearest = 0.75;
const wavHeader = 44;
const interval = 4;

interface Pulse {
	readonly level: number;
	readonly at: number;
}

/** Speaks pulses of known levels, in real time, 20 ms at a time. */
export class Voice {
	readonly spoken: Pulse[] = [];
	readonly #say: (pcm: Buffer) => void;
	readonly #timer: NodeJS.Timeout;
	readonly #begun = performance.now();
	#chunks = 0;

	constructor(say: (pcm: Buffer) => void) {
		this.#say = say;
		this.#timer = setInterval(() => this.#speak(), interval);
	}

	close(): void {
		clearInterval(this.#timer);
	}

	#speak(): void {
		const due = (performance.now() - this.#begun) / chunkMilliseconds;
		for (; this.#chunks < due; this.#chunks++) {
			const pcm = new Int16Array(chunkSamples);
			if (this.#chunks % pulsePeriod === 0) {
				const level = (this.#chunks / pulsePeriod) % levels.length;
				pcm.fill(levels[level] ?? 0, 0, pulseSamples);
				this.spoken.push({ level, at: performance.now() });
			}
			this.#say(Buffer.from(pcm.buffer));
		}
	}
}

/** Hears pulses in a WAV file that the doorbell's speaker writes, as it grows. */
export class Ear {
	readonly heard: Pulse[] = [];
	readonly #file: number;
	readonly #timer: NodeJS.Timeout;
	#position = wavHeader;
	#loudest = 0;
	#pulse = { left: 0, peak: 0, at: 0 };

	constructor(path: string) {
		this.#file = openSync(path, "r");
		this.#position = Math.max(wavHeader, fstatSync(this.#file).size & ~1);
		this.#timer = setInterval(() => this.#listen(), interval);
	}

	close(): void {
		clearInterval(this.#timer);
		closeSync(this.#file);
	}

	#listen(): void {
		const size = fstatSync(this.#file).size & ~1;
		if (size <= this.#position) return;
		const bytes = Buffer.alloc(size - this.#position);
		readSync(this.#file, bytes, 0, bytes.length, this.#position);
		this.#position = size;
		const now = performance.now();
		for (let offset = 0; offset + 1 < bytes.length; offset += 2)
			this.#hear(Math.abs(bytes.readInt16LE(offset)), now);
	}

	/** The speaker's volume is learned from the loudest pulse. */
	#hear(sample: number, now: number): void {
		const pulse = this.#pulse;
		this.#loudest = Math.max(this.#loudest, sample);
		const scale = this.#loudest / (levels.at(-1) ?? 1);
		if (pulse.left === 0) {
			if (sample < (levels[0] ?? 0) * scale * nearest) return;
			this.#pulse = { left: 2 * pulseSamples, peak: sample, at: now };
			return;
		}
		pulse.peak = Math.max(pulse.peak, sample);
		if (--pulse.left > 0) return;
		const level = levels.findIndex(
			(value) => Math.abs(Math.log(pulse.peak / (value * scale))) < Math.log(1.5) / 2,
		);
		if (level >= 0) this.heard.push({ level, at: pulse.at });
	}
}

/** How long each pulse heard since `from` had been under way. */
export function delaysOf(spoken: readonly Pulse[], heard: readonly Pulse[], from: number): number[] {
	return heard
		.filter(({ at }) => at >= from)
		.flatMap(({ level, at }) => {
			const source = spoken.findLast((pulse) => pulse.level === level && pulse.at <= at);
			return source ? [at - source.at] : [];
		});
}
