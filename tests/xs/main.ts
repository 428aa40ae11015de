import config from "mc/config";
import "./events";
import { beginSuite } from "./interface";
import { endMark, outcomeMark } from "./outcome";
import { runSuite } from "./run";

/**
 * Runs the test modules whose specifiers stand in the configuration `tests`, separated by commas. Tests whose titles, with
 * those of the suites around them, match the regular expression `skip` are not run.
 */
export default async function main(): Promise<void> {
	const { tests, skip } = config;
	if (typeof tests !== "string" || tests === "")
		throw new Error('"tests" is empty; it must be the specifiers of test modules, separated by commas');
	const skipped = typeof skip === "string" && skip !== "" ? new RegExp(skip) : undefined;
	for (const specifier of tests.split(",")) {
		const suite = beginSuite();
		await import(specifier);
		await runSuite(suite, (outcome) => trace(`${outcomeMark}${JSON.stringify(outcome)}\n`), skipped);
	}
	trace(`${endMark}\n`);
}
