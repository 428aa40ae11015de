import type { Time, TimerHandle } from "clock/time";
import {
	countdown,
	identification,
	type Indication,
	patternOf,
	refused,
	waiting,
} from "indicator/indications";
import { type Color, type Pattern, solid } from "indicator/patterns";
import { watched } from "indicator/watch";

export type { Indication };

/** A strip of pixels. */
export interface Strip {
	/** Shows red, green and blue of each pixel. */
	write(colors: Uint8Array): void;
}

/** What an indicator needs. */
export interface IndicatorOptions {
	strip: Strip;
	/** How many pixels the strip has. */
	length: number;
	time: Time;
	/** Told what the strip shows when that has changed, at most ten times a second; the newest wins. */
	onChanged: () => void;
}

const millisecond = 1000;
const reportInterval = 100;

/**
 * Shows on the strip what the doorbell is doing, each state by a pattern of its own. What is shown for a while (a color, an
 * identification) covers that, and a countdown covers both; that the camera or the microphone is on is covered by nothing.
 */
export class Indicator {
	readonly #strip: Strip;
	readonly #time: Time;
	readonly #onChanged: () => void;
	readonly #length: number;
	readonly #shown: Uint8Array;
	readonly #drawn: Uint8Array;
	#state = patternOf("starting");
	#passing: Pattern | undefined;
	#countdown: Pattern | undefined;
	#watched = false;
	#wanted: Pattern | undefined;
	#begunAt = 0;
	#animation: TimerHandle | undefined;
	#passes: TimerHandle | undefined;
	#pause: TimerHandle | undefined;
	#changed = false;
	#written = false;

	constructor({ strip, length, time, onChanged }: IndicatorOptions) {
		this.#strip = strip;
		this.#time = time;
		this.#onChanged = onChanged;
		this.#length = length;
		this.#shown = new Uint8Array(length * 3);
		this.#drawn = new Uint8Array(length * 3);
	}

	/** Whether the camera or the microphone is on. */
	get watched(): boolean {
		return this.#watched;
	}
	set watched(value: boolean) {
		if (value === this.#watched) return;
		this.#watched = value;
		this.#wanted = undefined;
		this.#settle();
	}

	/** Red, green and blue of each pixel as the strip shows them now. */
	get colors(): Readonly<Uint8Array> {
		return this.#shown;
	}

	/** Shows an indication from now on. */
	show(indication: Indication): void {
		this.#state = patternOf(indication);
		this.#settle();
	}

	/**
	 * Shows from now on that the doorbell waits to connect, and how long still.
	 *
	 * @param duration of the whole wait, in milliseconds
	 * @param left of it, in milliseconds
	 * @param wasRefused whether the server has refused the token
	 */
	wait(duration: number, left: number, wasRefused: boolean): void {
		this.#state = (wasRefused ? refused : waiting)(duration, left);
		this.#settle();
	}

	/** Shows which doorbell this is for so many milliseconds, and then again what was shown. */
	identify(duration: number): void {
		this.#pass(identification, duration);
	}

	/** Shows a color for so many milliseconds, and then again what was shown. */
	color(color: Color, duration: number): void {
		this.#pass(solid(color), duration);
	}

	/** Shows how much is left of the time before a factory reset, in milliseconds; undefined: none any more. */
	countDown(duration: number, left: number | undefined): void {
		this.#countdown = left === undefined ? undefined : countdown(duration, left);
		this.#settle();
	}

	/** Leaves the strip as it is and stops all timers. */
	close(): void {
		for (const timer of [this.#animation, this.#passes, this.#pause]) this.#time.clear(timer);
		this.#animation = this.#passes = this.#pause = undefined;
	}

	#pass(pattern: Pattern, duration: number): void {
		this.#time.clear(this.#passes);
		this.#passing = pattern;
		this.#passes = this.#time.set(() => {
			this.#passes = this.#passing = undefined;
			this.#settle();
		}, duration);
		this.#settle();
	}

	#settle(): void {
		const wanted = this.#countdown ?? this.#passing ?? this.#state;
		if (wanted === this.#wanted) return;
		this.#wanted = wanted;
		this.#begin(this.#watched ? watched(wanted, this.#length) : wanted);
	}

	#begin(pattern: Pattern): void {
		this.#begunAt = this.#time.now();
		this.#time.clear(this.#animation);
		this.#animation = pattern.interval
			? this.#time.repeat(() => this.#draw(pattern), pattern.interval)
			: undefined;
		this.#draw(pattern);
	}

	#draw(pattern: Pattern): void {
		pattern.render(this.#drawn, (this.#time.now() - this.#begunAt) / millisecond);
		if (this.#written && !differs(this.#drawn, this.#shown)) return;
		this.#written = true;
		this.#shown.set(this.#drawn);
		this.#strip.write(this.#shown);
		this.#changed = true;
		if (!this.#pause) this.#report();
	}

	#report(): void {
		this.#changed = false;
		this.#pause = this.#time.set(() => {
			this.#pause = undefined;
			if (this.#changed) this.#report();
		}, reportInterval);
		this.#onChanged();
	}
}

/** Fills `into` with red, green and blue of each pixel as `#rrggbb`, and returns it. */
export function writeHex(colors: Readonly<Uint8Array>, into: string[]): string[] {
	let written = -1;
	let text = "";
	into.length = Math.floor(colors.length / 3);
	for (let pixel = 0; pixel < into.length; pixel++) {
		const color = colorAt(colors, pixel * 3);
		if (color !== written) text = "#" + (0x100_0000 + color).toString(16).slice(1);
		written = color;
		into[pixel] = text;
	}
	return into;
}

/** Reads `#rrggbb`. */
export function readHex(text: string): Color {
	const color = parseInt(text.slice(1), 16);
	return [color >> 16, (color >> 8) & 0xff, color & 0xff];
}

function colorAt(colors: Readonly<Uint8Array>, index: number): number {
	return (colors[index] ?? 0) * 0x1_0000 + (colors[index + 1] ?? 0) * 0x100 + (colors[index + 2] ?? 0);
}

function differs(one: Uint8Array, other: Uint8Array): boolean {
	for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return true;
	return false;
}
