import { CheckError, shown } from "protocol/check";
import { frameSizes } from "protocol/command-arguments";
import type { SettableValues } from "settings/table";

type Bounded = Pick<
	SettableValues,
	"frameSize" | "lowestFrameSize" | "quality" | "worstQuality" | "framesPerSecond" | "lowestFramesPerSecond"
>;

/** Two settings of the picture of which the one may not be better than the other. */
interface Pair<Best extends keyof Bounded = keyof Bounded, Worst extends keyof Bounded = keyof Bounded> {
	readonly best: Best;
	readonly worst: Worst;
	/** Whether the worst is better than the best. */
	readonly crossed: (values: Bounded) => boolean;
	readonly rule: string;
}

const pairs: readonly Pair[] = Object.freeze(
	[
		{
			best: "frameSize",
			worst: "lowestFrameSize",
			crossed: (values) => frameSizes.indexOf(values.lowestFrameSize) > frameSizes.indexOf(values.frameSize),
			rule: "no larger than frameSize",
		},
		{
			best: "quality",
			worst: "worstQuality",
			crossed: (values) => values.worstQuality < values.quality,
			rule: "no smaller a number than quality",
		},
		{
			best: "framesPerSecond",
			worst: "lowestFramesPerSecond",
			crossed: (values) => values.lowestFramesPerSecond > values.framesPerSecond,
			rule: "no more than framesPerSecond",
		},
	],
	true,
);

/**
 * Says which pictures that were given as the worst are better than the best.
 *
 * @param isGiven whether a value was given, or is a default, which gives way
 */
export function crossedBounds(values: Bounded, isGiven: (name: keyof Bounded) => boolean): CheckError[] {
	return pairs
		.filter(({ worst, crossed }) => isGiven(worst) && crossed(values))
		.map(
			({ best, worst, rule }) =>
				new CheckError(worst, values[worst], `${rule}, which is ${shown(values[best])}`),
		);
}

/** Makes the worst picture the best one where it is better. */
export function settleBounds(values: Bounded): void {
	for (const { best, worst, crossed } of pairs)
		if (crossed(values)) Object.assign(values, { [worst]: values[best] });
}
