import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../build/layout";
import { ended } from "./run";
import { sum, tallyOf, type Tally } from "./tally";

const patience = 30_000;

/**
 * Runs mocha on the files that match `patterns` and none of `ignored`. Tests that keep the process from ending for half a
 * minute after the last of them, and a mocha that fails as a whole, count as one failure more.
 */
export async function runMocha(
	patterns: readonly string[],
	ignored: readonly string[] = [],
	environment: Readonly<Record<string, string>> = {},
): Promise<Tally> {
	const child = spawn(
		process.execPath,
		[
			"--import=tsx",
			join(root, "node_modules", "mocha", "bin", "mocha.js"),
			"--no-config",
			"--extension=ts",
			"--timeout=10000",
			`--reporter=${join(root, "tools", "test", "summary-reporter.ts")}`,
			...ignored.map((pattern) => `--ignore=${pattern}`),
			...patterns,
		],
		{ cwd: root, env: { ...process.env, ...environment }, stdio: ["ignore", "inherit", "inherit", "ipc"] },
	);
	let tally: Tally | undefined;
	let timer: NodeJS.Timeout | undefined;
	child.on("message", (message) => {
		tally = message as Tally;
		timer = setTimeout(() => {
			console.error(`The tests have ended, but ${patience / 1000} s later something in them still runs.`);
			child.kill("SIGKILL");
		}, patience);
	});
	const succeeded = await ended(child, "mocha");
	clearTimeout(timer);
	if (tally === undefined) return tallyOf(`mocha ${patterns.join(" ")}`, false);
	return !succeeded && tally.failed.length === 0
		? sum([tally, tallyOf(`mocha ${patterns.join(" ")}`, false)])
		: tally;
}
