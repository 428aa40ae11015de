import { watchPixels } from "../../modules/indicator/watch";
import type { Board, Problem } from "./board";

/** What a dark pixel draws, and one that shows that the camera or the microphone is on; drivers/ws2812/strip-current.h. */
const darkMilliamperes = 1;
const watchMilliamperes = 30;

/** Whether the light may draw what it takes to see that the camera or the microphone is on. */
export function checkLight({ name, light }: Board): Problem[] {
	if (light?.maximumCurrent === undefined) return [];
	const { length, maximumCurrent } = light;
	const least = length * darkMilliamperes + watchPixels(length) * watchMilliamperes;
	if (maximumCurrent >= least) return [];
	const message = `is ${maximumCurrent}; ${length} pixels need ${least} mA to show that the camera is on`;
	return [{ board: name, signal: "light.maximumCurrent", message }];
}
