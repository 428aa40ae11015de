import { watchColor } from "indicator/indications";
import type { Pattern } from "indicator/patterns";

/** Of a strip's pixels, this share says that the camera or the microphone is on: the first ones, four at most. */
const share = 4;
const mostPixels = 4;

/** What the other pixels may draw in all, compared to those: a strip that dims to stay below its current can't hide them. */
const mostOthers = 3;

/** A strip of one pixel shows both in turn, in milliseconds. */
const turn = 600;

const brightness = watchColor.reduce((sum, value) => sum + value, 0);

/** How many pixels of a strip say that the camera or the microphone is on. */
export function watchPixels(length: number): number {
	return Math.max(1, Math.min(mostPixels, Math.floor(length / share)));
}

/** A pattern as it is shown while the camera or the microphone is on, which stays visible whatever the pattern is. */
export function watched(pattern: Pattern, length: number): Pattern {
	const alone = length === 1;
	const count = watchPixels(length);
	return {
		interval: alone ? Math.min(pattern.interval || turn / 2, turn / 2) : pattern.interval,
		render(pixels, elapsed) {
			pattern.render(pixels, elapsed);
			if (alone && elapsed % turn >= turn / 2) return;
			for (let index = 0; index < count * 3; index++) pixels[index] = watchColor[index % 3] ?? 0;
			dim(pixels, count * 3, mostOthers * count * brightness);
		},
	};
}

/** Dims what begins at `start` by one factor, so that it adds up to `most` at most. */
function dim(pixels: Uint8Array, start: number, most: number): void {
	let sum = 0;
	for (let index = start; index < pixels.length; index++) sum += pixels[index] ?? 0;
	if (sum <= most) return;
	for (let index = start; index < pixels.length; index++)
		pixels[index] = Math.floor(((pixels[index] ?? 0) * most) / sum);
}
