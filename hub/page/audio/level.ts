/** What silence is shown as, dBFS: the quietest that 16 bits can carry. */
export const SILENCE = -96;

/** The RMS level of samples from -1 to 1, in dBFS. */
export function levelOf(samples: ArrayLike<number>): number {
	let sum = 0;
	for (let index = 0; index < samples.length; index++) sum += (samples[index] ?? 0) ** 2;
	if (sum === 0) return SILENCE;
	return Math.max(SILENCE, 10 * Math.log10(sum / samples.length));
}
