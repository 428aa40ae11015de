/** What came of tests. */
export interface Tally {
	passed: number;
	failed: number;
	/** What was not run, each by its name and with the reason where there is one. */
	skipped: string[];
}

/** One thing that either passed or failed. */
export function tallyOf(passed: boolean): Tally {
	return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] };
}

/** One thing that was not run. */
export function skippedTally(name: string): Tally {
	return { passed: 0, failed: 0, skipped: [name] };
}

/** All of them together. */
export function sum(tallies: readonly Tally[]): Tally {
	return {
		passed: tallies.reduce((count, { passed }) => count + passed, 0),
		failed: tallies.reduce((count, { failed }) => count + failed, 0),
		skipped: tallies.flatMap(({ skipped }) => skipped),
	};
}
