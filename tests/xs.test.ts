import { availableParallelism } from "node:os";
import { buildFirmware } from "../tools/build/firmware";
import { ProgressLine } from "../tools/build/progress-line";
import { findTestModules, runTestModule, testManifest } from "../tools/test/xs-tests";
import type { Outcome } from "./xs/outcome";

/**
 * Runs the module tests on XS, in the simulator, and tells mocha of each. They are run before mocha is told, which wants
 * to know all tests before it runs the first.
 */
const outcomes = await runAll().catch((error: unknown): Outcome[] => [
	{
		titles: ["the program that runs them", "is built"],
		state: "failed",
		milliseconds: 0,
		message: error instanceof Error ? error.message : String(error),
	},
]);

describe("on XS", () => {
	define(outcomes, 0);
});

async function runAll(): Promise<Outcome[]> {
	const modules = findTestModules();
	const line = new ProgressLine(process.stderr);
	const sanitize = process.env["BELLTOWER_SANITIZE"];
	if (sanitize !== undefined && sanitize !== "thread" && sanitize !== "address,undefined")
		throw new Error(`BELLTOWER_SANITIZE is "${sanitize}"; it must be "address,undefined" or "thread"`);
	const program = await buildFirmware({
		manifest: testManifest,
		name: "tests",
		sanitize,
		progress: line.show,
	});
	line.clear();
	const results = new Map<string, Outcome[]>();
	const waiting = [...modules];
	const work = async (): Promise<void> => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
			results.set(next, await runTestModule(program, next));
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return modules.flatMap((specifier) => results.get(specifier) ?? []);
}

/** Defines the tests, and a suite for each title at `depth` that has more below it. */
function define(all: readonly Outcome[], depth: number): void {
	const suites = new Map<string, Outcome[]>();
	for (const outcome of all) {
		const title = outcome.titles[depth] ?? "";
		if (outcome.titles.length === depth + 1) defineTest(title, outcome);
		else suites.set(title, [...(suites.get(title) ?? []), outcome]);
	}
	for (const [title, inner] of suites)
		describe(title, () => {
			define(inner, depth + 1);
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
