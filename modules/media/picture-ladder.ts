import { type FrameSize, frameSizes } from "protocol/command-arguments";
import type { Picture } from "media/parts";

/** A form of picture, and about how many bytes it has beside others. */
export interface Step {
	readonly frameSize: FrameSize;
	readonly quality: number;
	readonly bytes: number;
}

const pixels: Record<FrameSize, number> = Object.freeze(
	{
		QVGA: 320 * 240,
		VGA: 640 * 480,
		SVGA: 800 * 600,
		XGA: 1024 * 768,
		SXGA: 1280 * 1024,
		UXGA: 1600 * 1200,
	},
	true,
);

/** From one step's quality to the next: about a fifth less bytes. */
const coarser = 1.4;

/** A larger picture is not made coarser than this before a smaller one takes its place. */
const coarsestOfLarge = 36;

/** What a VGA picture of quality 12 has in a scene of ordinary detail, in bytes. */
const ordinary = 20_000;

/** About how many bytes a picture of a scene of ordinary detail has. */
export function bytesOf(frameSize: FrameSize, quality: number): number {
	return ordinary * (pixels[frameSize] / pixels.VGA) ** 0.8 * (16 / (quality + 4)) ** 0.7;
}

/** The forms from the best allowed to the worst, each of fewer bytes than the one before. */
export function ladderOf(best: Picture, worst: Picture): Step[] {
	const steps: Step[] = [];
	const first = frameSizes.indexOf(best.frameSize);
	const last = Math.min(first, frameSizes.indexOf(worst.frameSize));
	const coarsest = Math.max(best.quality, worst.quality);
	for (let index = first; index >= last; index--) {
		const frameSize = frameSizes[index] ?? best.frameSize;
		const end = index === last ? coarsest : Math.min(coarsest, Math.max(best.quality, coarsestOfLarge));
		for (let quality = best.quality; ; quality = Math.min(end, Math.ceil(quality * coarser))) {
			const bytes = bytesOf(frameSize, quality);
			if (bytes < 0.95 * (steps[steps.length - 1]?.bytes ?? Infinity))
				steps.push({ frameSize, quality, bytes });
			if (quality === end) break;
		}
	}
	return steps;
}
