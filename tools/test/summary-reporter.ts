import Mocha from "mocha";
import type { Tally } from "./tally";

/** mocha's "spec", which besides tells the process that started it what came of the tests: a {@link Tally}. */
export default class SummaryReporter extends Mocha.reporters.Spec {
	constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
		super(runner, options);
		const tally: Tally = { passed: 0, failed: [], skipped: [] };
		runner.on("pass", () => tally.passed++);
		runner.on("fail", (test) => tally.failed.push(test.fullTitle()));
		runner.on("pending", (test) => tally.skipped.push(test.fullTitle()));
		runner.once("end", () => process.send?.(tally));
	}
}
