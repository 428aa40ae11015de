import {
	allOf,
	blink,
	chase,
	type Color,
	flashes,
	type Pattern,
	pulse,
	shrink,
	solid,
	sweep,
	weave,
} from "indicator/patterns";

/** Shown while the camera or the microphone is on, and for nothing else that stays lit. */
export const watchColor: Color = Object.freeze([255, 110, 0], true);

const blue: Color = Object.freeze([0, 60, 255], true);
const lightBlue: Color = Object.freeze([90, 150, 255], true);
const white: Color = Object.freeze([255, 255, 255], true);
const red: Color = Object.freeze([255, 40, 0], true);
const dimWhite: Color = Object.freeze([20, 20, 24], true);
const dimBlue: Color = Object.freeze([40, 60, 90], true);
const glimmer: Color = Object.freeze([10, 10, 14], true);

/**
 * What the light says, README.md has it in words. Hues are blue, white and orange, which are told apart without telling
 * red from green, and what has one hue moves differently.
 */
const patterns = Object.freeze(
	{
		starting: solid(dimWhite),
		setup: weave(white, blue, 4000),
		connecting: chase(blue, 1200),
		"no-network": pulse(blue, 3000),
		idle: solid(glimmer),
		ringing: pulse(white, 600, 0.1),
		live: solid(dimBlue),
		watched: solid(watchColor),
		talking: pulse(lightBlue, 1600, 0.25),
		updating: sweep(white, 1600),
		fault: flashes(red, glimmer, 3000, 2),
		failed: blink(red, 1000),
	} as const satisfies Record<string, Pattern>,
	true,
);

/** What the light can say of the doorbell without more. */
export type Indication = keyof typeof patterns;

export function patternOf(indication: Indication): Pattern {
	return patterns[indication];
}

/** How long is left until the next try to connect: less and less is lit. All times in milliseconds. */
export function waiting(duration: number, left: number): Pattern {
	return shrink(blue, duration, duration - left);
}

/** As `waiting`, after the server refused the token. */
export function refused(duration: number, left: number): Pattern {
	return allOf(shrink(blue, duration, duration - left), blink(white, 600, blue));
}

/** Which doorbell this is. */
export const identification = Object.freeze(blink(white, 400, blue), true);

/** How much is left of the ten seconds before a factory reset. All times in milliseconds. */
export function countdown(duration: number, left: number): Pattern {
	return allOf(shrink(white, duration, duration - left), blink(white, 250));
}
