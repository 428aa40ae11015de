/** What came of tests. */
export interface Tally {
	passed: number;
	/** The names of those that failed. */
	failed: string[];
	/** What was not run, each by its name and with the reason where there is one. */
	skipped: string[];
}

/** One thing of this name that either passed or failed. */
export function tallyOf(name: string, passed: boolean): Tally {
	return { passed: passed ? 1 : 0, failed: passed ? [] : [name], skipped: [] };
}

/** One thing that was not run. */
export function skippedTally(name: string): Tally {
	return { passed: 0, failed: [], skipped: [name] };
}

/** All of them together. */
export function sum(tallies: readonly Tally[]): Tally {
	return {
		passed: tallies.reduce((count, { passed }) => count + passed, 0),
		failed: tallies.flatMap(({ failed }) => failed),
		skipped: tallies.flatMap(({ skipped }) => skipped),
	};
}
