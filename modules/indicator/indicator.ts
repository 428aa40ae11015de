import type { Time, TimerHandle } from "clock/time";
import { blink, chase, type Pattern, pulse, solid } from "indicator/patterns";

/** What the light can say of the doorbell. */
export type Indication = "connecting" | "idle" | "live" | "talking" | "updating" | "fault";

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

/** Hues and movements are told apart without telling red from green. */
const patterns: Readonly<Record<Indication, Pattern>> = {
	connecting: chase([0, 60, 255], 1200),
	idle: solid([10, 10, 14]),
	live: solid([255, 110, 0]),
	talking: pulse([90, 150, 255], 1600, 0.25),
	updating: chase([150, 0, 220], 2400, 5),
	fault: blink([255, 40, 0], 1000),
};
const identification = blink([255, 255, 255], 400, [0, 60, 255]);

const millisecond = 1000;
const reportInterval = 100;

/** Shows on the strip what the doorbell is doing, each state by a pattern of its own. */
export class Indicator {
	readonly #strip: Strip;
	readonly #time: Time;
	readonly #onChanged: () => void;
	readonly #shown: Uint8Array;
	readonly #drawn: Uint8Array;
	#indication: Indication = "connecting";
	#pattern: Pattern | undefined;
	#begunAt = 0;
	#animation: TimerHandle | undefined;
	#identifying: TimerHandle | undefined;
	#pause: TimerHandle | undefined;
	#changed = false;
	#written = false;

	constructor({ strip, length, time, onChanged }: IndicatorOptions) {
		this.#strip = strip;
		this.#time = time;
		this.#onChanged = onChanged;
		this.#shown = new Uint8Array(length * 3);
		this.#drawn = new Uint8Array(length * 3);
	}

	/** Red, green and blue of each pixel as the strip shows them now. */
	get colors(): Readonly<Uint8Array> {
		return this.#shown;
	}

	/** Shows an indication from now on. */
	show(indication: Indication): void {
		this.#indication = indication;
		if (!this.#identifying) this.#begin(patterns[indication]);
	}

	/** Shows which doorbell this is for so many milliseconds, and then again what was shown. */
	identify(duration: number): void {
		this.#time.clear(this.#identifying);
		this.#begin(identification);
		this.#identifying = this.#time.set(() => {
			this.#identifying = undefined;
			this.#begin(patterns[this.#indication]);
		}, duration);
	}

	/** Leaves the strip as it is and stops all timers. */
	close(): void {
		for (const timer of [this.#animation, this.#identifying, this.#pause]) this.#time.clear(timer);
		this.#animation = this.#identifying = this.#pause = undefined;
	}

	#begin(pattern: Pattern): void {
		if (pattern === this.#pattern) return;
		this.#pattern = pattern;
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

function colorAt(colors: Readonly<Uint8Array>, index: number): number {
	return (colors[index] ?? 0) * 0x1_0000 + (colors[index + 1] ?? 0) * 0x100 + (colors[index + 2] ?? 0);
}

function differs(one: Uint8Array, other: Uint8Array): boolean {
	for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) return true;
	return false;
}
