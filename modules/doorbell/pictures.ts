import type { Picture } from "media/parts";
import type { Settings } from "settings/settings";

/** The picture that is asked for by who says nothing of it. */
export function usualPicture({ frameSize, quality, framesPerSecond }: Settings): Picture {
	return { frameSize, quality, framesPerSecond };
}

/** What pictures are never made worse than. */
export function worstPicture({ lowestFrameSize, worstQuality, lowestFramesPerSecond }: Settings): Picture {
	return { frameSize: lowestFrameSize, quality: worstQuality, framesPerSecond: lowestFramesPerSecond };
}
