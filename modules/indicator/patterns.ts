/** A color as red, green and blue, 0 to 255 each. */
export type Color = readonly [red: number, green: number, blue: number];

/**
 * What a strip shows, as time passes. What a pattern made by a function here is like is kept in constants: so that of the
 * doorbell's states stays in flash on a board (documentation/xs/preload.md of the SDK).
 */
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
const dark: Color = Object.freeze([0, 0, 0], true);

/** One color that stays. */
export function solid(hue: Color): Pattern {
	const color = hue;
	return { interval: 0, render: (pixels) => fill(pixels, color, 1) };
}

/** On for the first half of each cycle, in milliseconds, and off for the rest. */
export function blink(hue: Color, cycle: number, rest: Color = dark): Pattern {
	const color = hue;
	const period = cycle;
	const off = rest;
	return {
		interval: period / 10,
		render: (pixels, elapsed) => fill(pixels, elapsed % period < period / 2 ? color : off, 1),
	};
}

/** Swells from `dimmest` of its brightness (0 to 1) to all of it and back once in each cycle. */
export function pulse(hue: Color, cycle: number, dimmest = 0.1): Pattern {
	const color = hue;
	const period = cycle;
	const least = dimmest;
	return {
		interval: animationInterval,
		render(pixels, elapsed) {
			const swell = (1 - Math.cos((2 * Math.PI * (elapsed % period)) / period)) / 2;
			fill(pixels, color, least + (1 - least) * swell);
		},
	};
}

/** Each pixel fades from one color to another and back once in each cycle; of two neighbours, one the other way round. */
export function weave(hue: Color, second: Color, cycle: number): Pattern {
	const color = hue;
	const other = second;
	const period = cycle;
	return {
		interval: animationInterval,
		render(pixels, elapsed) {
			const share = (1 - Math.cos((2 * Math.PI * (elapsed % period)) / period)) / 2;
			for (let index = 0; index < pixels.length; index++) {
				const hueIndex = (index % 3) as 0 | 1 | 2;
				const towards = Math.floor(index / 3) % 2 === 0 ? share : 1 - share;
				pixels[index] = Math.round(color[hueIndex] * (1 - towards) + other[hueIndex] * towards);
			}
		},
	};
}

/** A bright pixel with a fading tail that goes round once in each cycle. */
export function chase(hue: Color, cycle: number): Pattern {
	const color = hue;
	const period = cycle;
	const tail = 3;
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

/** So many short flashes at the start of each cycle, and another color for the rest. */
export function flashes(hue: Color, other: Color, cycle: number, times: number): Pattern {
	const color = hue;
	const rest = other;
	const period = cycle;
	const count = times;
	const flash = 120;
	return {
		interval: flash,
		render(pixels, elapsed) {
			const step = Math.floor((elapsed % period) / flash);
			fill(pixels, step < count * 2 && step % 2 === 0 ? color : rest, 1);
		},
	};
}

/** A bright pixel that goes to the end and back once in each cycle. */
export function sweep(hue: Color, cycle: number): Pattern {
	const color = hue;
	const period = cycle;
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
