const FIRST = 500;
const LONGEST = 15_000;

/**
 * When to try again, milliseconds from now: at once the first time, then up to twice as long each time, anywhere in
 * between ("full jitter"), so that not all pages come back in the same moment.
 * @param failures attempts that failed in a row
 * @param random from 0 to 1
 */
export function backOff(failures: number, random = Math.random()): number {
	if (failures === 0) return 0;
	return Math.round(Math.min(LONGEST, FIRST * 2 ** (failures - 1)) * random);
}
