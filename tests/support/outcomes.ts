import type { Outcome } from "../xs/outcome";

/** Tells mocha of tests that were run on XS: a suite for each title, and in it the tests with what became of them. */
export function defineOutcomes(outcomes: readonly Outcome[], depth = 0): void {
	const suites = new Map<string, Outcome[]>();
	for (const outcome of outcomes) {
		const title = outcome.titles[depth] ?? "";
		if (outcome.titles.length === depth + 1) defineTest(title, outcome);
		else suites.set(title, [...(suites.get(title) ?? []), outcome]);
	}
	for (const [title, inner] of suites)
		describe(title, () => {
			defineOutcomes(inner, depth + 1);
		});
}

function defineTest(title: string, outcome: Outcome): void {
	it(title, function () {
		if (outcome.state === "skipped") this.skip();
		if (outcome.state === "failed") throw asError(outcome);
	});
}

/** The error that the test threw on XS, with the frames of its own files. */
function asError({ message = "", stack = "", expected, actual }: Outcome): Error {
	const error = new Error(message);
	const frames = stack.split("\n").filter((frame) => frame.startsWith(" at ") && frame.includes("/"));
	const own = frames.filter((frame) => !/\/node_modules\/|\/tests\/xs\//.test(frame));
	error.stack = [`Error: ${message}`, ...own.map((frame) => `   ${frame}`)].join("\n");
	return expected === undefined ? error : Object.assign(error, { expected, actual, showDiff: true });
}
