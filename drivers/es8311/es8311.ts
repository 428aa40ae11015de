/** What the codec does with sound: `input` records the microphone, `output` plays through the speaker. */
export type Direction = "input" | "output";

/** A built-in sound. */
export type Sound = "ding-dong" | "ding" | "alarm";

/**
 * What is reported to `onError`. `code` is one of `codec-not-found` (does not answer on I2C), `codec-failed` (a call
 * into ESP-IDF failed), `codec-stalled` (the I2S clock stands still) and `no-memory`.
 */
export type ES8311Error = Error & { code: string };

export interface ES8311Options {
	/** The control bus. It is created once and shared with other parts that name the same port and pins. */
	i2c: { port?: number; data: number; clock: number; address?: number };
	/** The sound bus, full duplex. Without `masterClock` the codec clocks itself from `bitClock`. */
	i2s: {
		port?: number;
		masterClock?: number;
		bitClock: number;
		wordSelect: number;
		dataIn: number;
		dataOut: number;
	};
	/** The pin that enables the power amplifier, active high. */
	amplifier?: number;
	/** Samples a second: 8000, 16000 (the default), 24000 or 48000. */
	sampleRate?: number;
	/** The size of a microphone chunk: 32 to 4096 bytes, whole 16-bit samples. 492 by default. */
	bytesPerMessage?: number;
	/**
	 * How much sound is collected before it is played: 0 to 500 milliseconds, 60 by default. It becomes more, up to 200,
	 * while the sound arrives so unevenly that less would run out.
	 */
	depth?: number;
	/** The speaker's volume: 0 (silent) to 100, 70 by default. */
	volume?: number;
	/** The microphone's gain: 0 to 42 dB in steps of 6, 24 by default. */
	gain?: number;
	/**
	 * Turns the microphone down while the speaker plays, against echo. Off unless it is there. `threshold`: from this RMS
	 * level on the speaker counts as playing, -90 to 0 dB relative to full scale, -45 by default. `attenuation`: by how
	 * much the microphone is turned down, 0 to 90 dB, 24 by default. `attack` and `release`: how long it takes to turn it
	 * down and up again, 0 to 2000 milliseconds, 10 and 200 by default.
	 */
	ducking?: { threshold?: number; attenuation?: number; attack?: number; release?: number };
	/**
	 * Whether what the codec's DAC plays is recorded beside the microphone, sample for sample, for `readReference`. Off by
	 * default.
	 */
	reference?: boolean;
	/** Becomes the property `target` of the instance. */
	target?: unknown;
	/** Called when the microphone has recorded; `count` is the number of bytes in the chunks that wait. */
	onReadable?(this: ES8311, count: number): void;
	/** Called when the speaker is open and wants sound; `count` bytes fit without a drop. */
	onWritable?(this: ES8311, count: number): void;
	/** Called when a direction can't be opened or stops working. The driver goes on trying until it is stopped. */
	onError?(this: ES8311, error: ES8311Error): void;
	/** Called when a direction works that had been reported to `onError`. */
	onRecovered?(this: ES8311): void;
}

/** Counters since the instance was made, and levels of the chunk last recorded and last played. */
export interface ES8311Stats {
	/** Chunks that were recorded and found no room. */
	overruns: number;
	/** Times the speaker ran out of sound. */
	underruns: number;
	/** Samples that were dropped because the jitter buffer was full or the speaker closed. */
	dropped: number;
	/** Samples of silence played in place of sound that was not there. */
	concealed: number;
	/** Sound waiting to be played, and how much is meant to, in milliseconds. */
	depth: number;
	target: number;
	/** By how much faster than it came the sound is played, in millionths; negative is slower. */
	speed: number;
	/** RMS and peak in dB relative to full scale, -96 for silence. */
	inputLevel: number;
	inputPeak: number;
	outputLevel: number;
	outputPeak: number;
	/** Bytes of stack that the task has never used, 0 while it has not run. */
	inputStack: number;
	outputStack: number;
}

/**
 * The ES8311 codec: a microphone and a speaker on one I2S port, 16-bit mono, both directions apart from each other.
 * Making an instance opens nothing; the codec has power and clock only while a direction is started. No method waits
 * for the hardware. What the hardware can't do is reported to `onError`.
 */
export default class ES8311 extends Native("xs_es8311_destructor") {
	declare readonly target: unknown;

	/** @throws TypeError or RangeError that names the option, its value and what it must be. */
	constructor(options: ES8311Options) {
		super();
		native("xs_es8311_constructor").call(this, options);
	}
	/** Stops both directions and lets go of the hardware. Nothing is called back after it. Harmless when repeated. */
	close(): void {
		return native("xs_es8311_close").call(this);
	}
	/**
	 * Starts a direction; harmless when it runs.
	 * @throws Error with the code `in-use` when another instance is started.
	 */
	start(direction: Direction): void {
		return native("xs_es8311_start").call(this, direction);
	}
	/** Stops a direction; what waits in it is thrown away. Harmless when it does not run. */
	stop(direction: Direction): void {
		return native("xs_es8311_stop").call(this, direction);
	}
	/**
	 * Copies the oldest chunk that waits to `buffer`.
	 * @returns its size in bytes, 0 when none waits.
	 * @throws RangeError when `buffer` is smaller than a chunk.
	 */
	read(buffer: ArrayBufferView | ArrayBuffer): number {
		return native("xs_es8311_read").call(this, buffer);
	}
	/**
	 * Copies what the speaker played while the chunk last read was recorded, as many samples as that has.
	 * @throws Error with the code `no-reference` when the option `reference` is off.
	 */
	readReference(buffer: ArrayBufferView | ArrayBuffer): number {
		return native("xs_es8311_readReference").call(this, buffer);
	}
	/** Drops up to `chunks` chunks, the oldest first; returns how many. */
	skip(chunks: number): number {
		return native("xs_es8311_skip").call(this, chunks);
	}
	/** How many chunks wait to be read. */
	get readable(): number {
		return native("xs_es8311_get_readable").call(this);
	}
	/** When the first sample of the chunk last read was recorded: microseconds of `esp_timer_get_time`. */
	get captureTime(): number {
		return native("xs_es8311_get_captureTime").call(this);
	}
	/** The ordinal of the chunk last read, counting from 0 all chunks recorded, those with no room among them. */
	get sequence(): number {
		return native("xs_es8311_get_sequence").call(this);
	}
	/**
	 * Gives sound to the speaker. When the jitter buffer is full the oldest sound is dropped, down to `target`.
	 * @returns the number of bytes dropped: all of them while the speaker is stopped.
	 * @throws RangeError when `buffer` does not hold whole samples.
	 */
	write(buffer: ArrayBufferView | ArrayBuffer): number {
		return native("xs_es8311_write").call(this, buffer);
	}
	/**
	 * Has the speaker play a built-in sound, in place of one that still plays and beside what is written. It is heard while
	 * the speaker is started, and ends when that is stopped.
	 *
	 * @param volume 0 to 100, of the speaker's volume
	 * @returns how long it is, in milliseconds
	 */
	chime(sound: Sound, volume: number): number {
		return native("xs_es8311_chime").call(this, sound, volume);
	}
	/** The speaker's volume, 0 to 100. */
	get volume(): number {
		return native("xs_es8311_get_volume").call(this);
	}
	set volume(value: number) {
		native("xs_es8311_set_volume").call(this, value);
	}
	/** The microphone's gain in dB, 0 to 42. */
	get gain(): number {
		return native("xs_es8311_get_gain").call(this);
	}
	set gain(value: number) {
		native("xs_es8311_set_gain").call(this, value);
	}
	/** Whether the speaker is silenced. */
	get mute(): boolean {
		return native("xs_es8311_get_mute").call(this);
	}
	set mute(value: boolean) {
		native("xs_es8311_set_mute").call(this, value);
	}
	/** Fills `into` and returns it. */
	stats(into: ES8311Stats): ES8311Stats {
		return native("xs_es8311_stats").call(this, into);
	}
}
