import { join } from "node:path";
import { Mcsim } from "./mcsim";
import { Sdk, sdkMissing, simulatorMissing } from "./sdk";
import { xvfbMissing } from "./xvfb";
import { root } from "../../tools/build/layout";
import { findTestModules } from "../../tools/test/xs-tests";
import { defineOutcomes } from "../support/outcomes";
import { endMark, outcomeMark, type Outcome } from "../xs/outcome";

const missing = sdkMissing() ?? simulatorMissing() ?? xvfbMissing();
const title = "on the XS of Moddable's simulator";
const patience = 240_000;

/** Modules of tests that want a program of their own, to start with parts that nobody has opened. */
const alone = new Set(["es8311", "ov2640", "pumps", "ws2812"].map((name) => `tests/xs/${name}.test`));

const tooSlow = "too slow: the SDK compiles XS without optimization";
/** Tests that can't be run there, by their titles and those of the suites around them, and why. */
const unsuited: readonly (readonly [pattern: string, reason: string])[] = [
	["plays a message as it comes that is longer than it can hold", tooSlow],
	["doorbell/states: random walks", tooSlow],
	["sound between codec and network is", tooSlow],
	["media/picture-control", tooSlow],
	["settings and the power", tooSlow],
	[
		"thousands of reconnects over real sockets",
		"the SDK's Linux TCP never frees a socket that is given as `from` while something is to be told of it",
	],
	["tells by onError that nobody answers", "the SDK's Linux TCP only traces that a write failed"],
	["settings has a default for all", "chai can't compare what is in ROM"],
	["memory taken for each message in a steady stream", "the SDK's XS takes a slot more for a view"],
];

/** Runs the module tests as one program, and tells mocha of each, which wants to know all tests before the first. */
if (missing === undefined) {
	const outcomes = await runAll();
	describe(title, () => {
		defineOutcomes(outcomes);
	});
} else describe.skip(`${title} (skipped: ${missing})`, () => it("runs the module tests"));

async function runAll(): Promise<Outcome[]> {
	const start = performance.now();
	const outcomes: Outcome[] = [];
	try {
		const simulator = await Mcsim.start(await build(), {}, { exceptions: false, lines: 20_000 });
		try {
			await simulator.traced(new RegExp(`^${endMark}$`), patience);
		} finally {
			outcomes.push(...read(simulator.xsbug.lines));
			await simulator.kill();
		}
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		const milliseconds = performance.now() - start;
		const titles = ["the program that runs them", "runs to its end"];
		outcomes.push({ titles, state: "failed", milliseconds, message });
	}
	return outcomes;
}

async function build(): Promise<string> {
	const sdk = await Sdk.open();
	try {
		const tests = findTestModules().filter((specifier) => !alone.has(specifier));
		return await sdk.buildForSimulator(join(root, "tests/sdk/modules/manifest.json"), {
			tests: tests.join(","),
			skip: unsuited.map(([pattern]) => pattern).join("|"),
		});
	} finally {
		await sdk.close();
	}
}

function read(lines: readonly string[]): Outcome[] {
	return lines
		.filter((line) => line.startsWith(outcomeMark))
		.map((line) => withReason(JSON.parse(line.slice(outcomeMark.length)) as Outcome));
}

function withReason(outcome: Outcome): Outcome {
	const name = outcome.titles.join(" ");
	const reason = unsuited.find(([pattern]) => new RegExp(pattern).test(name))?.[1];
	if (reason === undefined) return outcome;
	return {
		...outcome,
		titles: [...outcome.titles.slice(0, -1), `${outcome.titles.at(-1) ?? ""} (${reason})`],
	};
}
