/** A color as red, green and blue, 0 to 255 each. */
export type Color = readonly [red: number, green: number, blue: number];

/** What a strip shows, as time passes. */
export interface Pattern {
	/** Milliseconds from one change to the next; 0 for a pattern that stands still. */
	readonly interval: number;
	/**
	 * Draws the strip.
	 *
	 * @param pixels red, green and blue of each pixel
	 * @param elapsed milliseconds since the pattern was begun
	 */
	render(pixels: Uint8Array, elapsed: number): void;
}

const animationInterval = 40;
const dark: Color = [0, 0, 0];

/** One color that stays. */
export function solid(color: Color): Pattern {
	return { interval: 0, render: (pixels) => fill(pixels, color, 1) };
}

/** On for the first part of each period and off for the rest. */
export function blink(color: Color, period: number, off: Color = dark): Pattern {
	return {
		interval: period / 10,
		render: (pixels, elapsed) => fill(pixels, elapsed % period < period / 2 ? color : off, 1),
	};
}

/** Swells from `least` of its brightness (0 to 1) to all of it and back once in each period. */
export function pulse(color: Color, period: number, least = 0.1): Pattern {
	return {
		interval: animationInterval,
		render(pixels, elapsed) {
			const swell = (1 - Math.cos((2 * Math.PI * (elapsed % period)) / period)) / 2;
			fill(pixels, color, least + (1 - least) * swell);
		},
	};
}

/** A bright pixel with a fading tail that goes round once in each period. */
export function chase(color: Color, period: number, tail = 3): Pattern {
	return {
		interval: animationInterval,
		render(pixels, elapsed) {
			const length = Math.floor(pixels.length / 3);
			const head = Math.floor(((elapsed % period) * length) / period);
			for (let pixel = 0; pixel < length; pixel++) {
				const behind = (head - pixel + length) % length;
				set(pixels, pixel, color, behind < tail ? (tail - behind) / tail : 0);
			}
		},
	};
}

/** So many short flashes at the start of each period, and another color for the rest. */
export function flashes(color: Color, rest: Color, period: number, count: number): Pattern {
	const flash = 120;
	return {
		interval: flash,
		render(pixels, elapsed) {
			const step = Math.floor((elapsed % period) / flash);
			fill(pixels, step < count * 2 && step % 2 === 0 ? color : rest, 1);
		},
	};
}

/** A bright pixel that goes to the end and back once in each period. */
export function sweep(color: Color, period: number): Pattern {
	return {
		interval: animationInterval,
		render(pixels, elapsed) {
			const last = Math.floor(pixels.length / 3) - 1;
			const phase = (elapsed % period) / period;
			const there = 1 - Math.abs(2 * phase - 1);
			const head = there * last;
			for (let pixel = 0; pixel <= last; pixel++)
				set(pixels, pixel, color, last ? Math.max(0.02, 1 - Math.abs(pixel - head)) : Math.max(0.1, there));
		},
	};
}

/**
 * All pixels are lit at first and none at the end. The last one lit fades.
 *
 * @param duration in milliseconds
 * @param begun how much of that is over when the pattern begins
 */
export function shrink(color: Color, duration: number, begun: number): Pattern {
	return {
		interval: 100,
		render(pixels, elapsed) {
			const left = duration > 0 ? Math.max(0, 1 - (begun + elapsed) / duration) : 0;
			const lit = (left * pixels.length) / 3;
			for (let pixel = 0; pixel * 3 < pixels.length; pixel++)
				set(pixels, pixel, color, Math.max(0, Math.min(1, lit - pixel)));
		},
	};
}

/** Of each pixel and hue the lower one of two patterns: where one is dark, it is dark. */
export function allOf(one: Pattern, other: Pattern): Pattern {
	let second = new Uint8Array(0);
	return {
		interval: Math.min(one.interval, other.interval),
		render(pixels, elapsed) {
			if (second.length !== pixels.length) second = new Uint8Array(pixels.length);
			one.render(pixels, elapsed);
			other.render(second, elapsed);
			for (let index = 0; index < pixels.length; index++)
				pixels[index] = Math.min(pixels[index] ?? 0, second[index] ?? 0);
		},
	};
}

function fill(pixels: Uint8Array, color: Color, brightness: number): void {
	for (let pixel = 0; pixel * 3 < pixels.length; pixel++) set(pixels, pixel, color, brightness);
}

function set(pixels: Uint8Array, pixel: number, color: Color, brightness: number): void {
	pixels[pixel * 3] = Math.round(color[0] * brightness);
	pixels[pixel * 3 + 1] = Math.round(color[1] * brightness);
	pixels[pixel * 3 + 2] = Math.round(color[2] * brightness);
}
