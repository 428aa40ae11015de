import { availableParallelism } from "node:os";
import { buildFirmware } from "../tools/build/firmware";
import { ProgressLine } from "../tools/build/progress-line";
import { findTestModules, runTestModule, testManifest } from "../tools/test/xs-tests";
import { defineOutcomes } from "./support/outcomes";
import type { Outcome } from "./xs/outcome";

/**
 * Runs the module tests on XS, in the simulator, and tells mocha of each. They are run before mocha is told, which wants
 * to know all tests before it runs the first. BELLTOWER_SANITIZE builds them with sanitizers; BELLTOWER_XS_TESTS runs only
 * the modules that have one of its words, separated by commas, in their names.
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
	defineOutcomes(outcomes);
});

async function runAll(): Promise<Outcome[]> {
	const wanted = (process.env["BELLTOWER_XS_TESTS"] ?? "").split(",");
	const modules = findTestModules().filter((specifier) => wanted.some((part) => specifier.includes(part)));
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
