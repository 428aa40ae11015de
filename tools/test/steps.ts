import { join } from "node:path";
import type { Sanitizers } from "../build/flags";
import { root } from "../build/layout";
import { runCTests } from "./c-step";
import { runMocha } from "./mocha-step";
import { isThere } from "./packages";
import { run } from "./run";
import { skippedTally, sum, tallyOf, type Tally } from "./tally";

/** A part of `npm test`. */
export interface Step {
	name: string;
	title: string;
	/** True: it is done only if it is asked for. */
	optional?: boolean;
	/** True: it only reads, and is done at the same time as its neighbours of the same kind. */
	reads?: boolean;
	run(): Promise<Tally>;
}

const elsewhere = ["tests/xs.test.ts", "tests/modules/xs/**", "tests/sdk/**", "tests/e2e/**"];

/** What `npm test` does, in this order. */
export const steps: readonly Step[] = [
	{
		name: "types",
		title: "Types",
		reads: true,
		run: async () => tallyOf("npm run types", await run("npm", ["run", "--silent", "types"])),
	},
	{
		name: "lint",
		title: "Lint",
		reads: true,
		run: async () => node("eslint", "eslint/bin/eslint.js", "."),
	},
	{
		name: "format",
		title: "Layout of the sources",
		reads: true,
		run: async () =>
			sum([await node("prettier --check", "prettier/bin/prettier.cjs", "--check", "."), await clangFormat()]),
	},
	{ name: "c", title: "C, with sanitizers", run: runCTests },
	{ name: "node", title: "Node", run: async () => runMocha(["tests/**/*.test.ts"], elsewhere) },
	{ name: "xs", title: "XS", run: async () => runMocha(["tests/xs.test.ts"]) },
	{ name: "drivers", title: "Drivers on XS, with sanitizers", run: runDrivers },
	sanitized("xs-address", "address,undefined"),
	sanitized("xs-thread", "thread"),
	{ name: "sdk", title: "With the Moddable SDK", run: async () => runMocha(["tests/sdk/**/*.test.ts"]) },
	{
		name: "e2e",
		title: "From end to end, in a browser",
		run: async () => runMocha(["tests/e2e/**/*.test.ts"]),
	},
];

async function runDrivers(): Promise<Tally> {
	const tallies: Tally[] = [];
	for (const sanitize of ["address,undefined", "thread"] satisfies Sanitizers[]) {
		const environment = { BELLTOWER_SANITIZE: sanitize, BELLTOWER_XS_TESTS: "es8311,ov2640,ws2812" };
		tallies.push(await runMocha(["tests/xs.test.ts"], [], environment));
	}
	return sum(tallies);
}

function sanitized(name: string, sanitize: Sanitizers): Step {
	return {
		name,
		title: `XS, with the sanitizers ${sanitize}`,
		optional: true,
		run: async () => runMocha(["tests/xs.test.ts"], [], { BELLTOWER_SANITIZE: sanitize }),
	};
}

async function node(name: string, program: string, ...parameters: string[]): Promise<Tally> {
	return tallyOf(name, await run(process.execPath, [join(root, "node_modules", program), ...parameters]));
}

async function clangFormat(): Promise<Tally> {
	if (!isThere("clang-format")) return skippedTally("layout of C (clang-format is not installed)");
	const script = join(root, "tools", "lint", "clang-format.ts");
	return tallyOf("clang-format", await run(process.execPath, ["--import=tsx", script]));
}
