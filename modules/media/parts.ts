import type { ChimeSound, FrameSize } from "protocol/command-arguments";
import type { Lent } from "link/connection";

/** What a codec tells of itself; counts since start. */
export interface CodecStatistics {
	/** Chunks that were recorded and found no room. */
	overruns: number;
	/** Times the speaker ran out of sound. */
	underruns: number;
	/** Samples that found the jitter buffer full. */
	dropped: number;
	/** Samples of silence played in place of sound that was not there. */
	concealed: number;
	/** Sound waiting to be played, and how much is meant to, in milliseconds. */
	depth: number;
	target: number;
	/** By how much faster than it came sound is played, in millionths; negative is slower. */
	speed: number;
	/** RMS level, dB relative to full scale. */
	inputLevel: number;
	outputLevel: number;
}

/** The part of a codec that records. Sound comes in chunks of one size. */
export interface Microphone {
	start(direction: "input"): void;
	stop(direction: "input"): void;
	/** How many chunks wait to be read. */
	readonly readable: number;
	/** Copies the oldest chunk; returns its size in bytes, 0 when none waits. */
	read(buffer: Uint8Array<ArrayBuffer>): number;
	/** When the first sample of the chunk last read was recorded, in microseconds. */
	readonly captureTime: number;
	/** The ordinal of the chunk last read; chunks that were lost have one, too. */
	readonly sequence: number;
	/** Drops the oldest chunks; returns how many. */
	skip(chunks: number): number;
}

/** The part of a codec that plays. */
export interface Speaker {
	start(direction: "output"): void;
	stop(direction: "output"): void;
	/** Gives whole samples to the jitter buffer; returns how many bytes of older ones that pushed out. */
	write(buffer: Uint8Array<ArrayBuffer>): number;
}

/** The part of a codec that has sounds of its own. */
export interface ChimePlayer {
	/**
	 * Plays a built-in sound, in place of one that still plays and beside what is written; for as long as the speaker is
	 * started.
	 *
	 * @param volume 0 to 100, of the speaker's volume
	 * @returns how long the sound is, in milliseconds
	 */
	chime(sound: ChimeSound, volume: number): number;
}

/** A codec with both directions. */
export interface Codec
	extends Omit<Microphone, "start" | "stop">, Omit<Speaker, "start" | "stop">, ChimePlayer {
	start(direction: "input" | "output"): void;
	stop(direction: "input" | "output"): void;
	/** 0 to 100. */
	volume: number;
	/** 0 to 42 dB. */
	gain: number;
	stats(into: CodecStatistics): CodecStatistics;
}

/** One JPEG in the camera's own memory. */
export interface CameraFrame extends Lent {
	/** When the frame began, in microseconds. */
	readonly captureTime: number;
	/** The ordinal of the frame among those that the rate has room for; frames that were lost have one, too. */
	readonly sequence: number;
	/** Gives the memory back. */
	close(): void;
}

/** What a picture is asked to be. */
export interface Picture {
	frameSize: FrameSize;
	/** 4 best to 63 worst. */
	quality: number;
	framesPerSecond: number;
}

/** What a camera tells of itself; counts since start. */
export interface CameraPartStatistics {
	/** Frames that were no whole JPEG. */
	broken: number;
	/** Times the sensor was initialized anew because it had fallen silent. */
	restarts: number;
}

/** A camera. One frame at most is out of it at a time. */
export interface Camera {
	start(): void;
	stop(): void;
	/** The newest frame, or undefined when there is none that has not been read. */
	read(): CameraFrame | undefined;
	/** @param picture with `largest`, up to which its size will be changed while it runs */
	configure(picture: Picture & { largest: FrameSize }): object;
	stats(into: CameraPartStatistics): CameraPartStatistics;
}
