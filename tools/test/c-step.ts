import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { root } from "../build/layout";
import { ended } from "./run";
import { sum, tallyOf, type Tally } from "./tally";

/**
 * Runs `make test` in each folder of `tests` that has a Makefile. Its output is read as TAP: a line that starts with
 * `ok` or `not ok` is a test, one with `# SKIP` was not run; a folder without such lines is one test.
 */
export async function runCTests(): Promise<Tally> {
	const tests = join(root, "tests");
	const folders = readdirSync(tests, { recursive: true, encoding: "utf8" }).map((name) => join(tests, name));
	const tallies: Tally[] = [];
	for (const folder of folders.sort())
		if (existsSync(join(folder, "Makefile"))) tallies.push(await make(folder));
	return sum(tallies);
}

async function make(folder: string): Promise<Tally> {
	const child = spawn("make", ["--silent", `--jobs=${availableParallelism()}`, "-C", folder, "test"], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const tally: Tally = { passed: 0, failed: [], skipped: [] };
	createInterface({ input: child.stdout }).on("line", (line) => {
		console.log(line);
		count(line, tally);
	});
	const succeeded = await ended(child, "make");
	const counted = tally.passed + tally.failed.length + tally.skipped.length > 0;
	return counted && succeeded === (tally.failed.length === 0)
		? tally
		: sum([tally, tallyOf(`make -C ${relative(root, folder)} test`, succeeded)]);
}

function count(line: string, tally: Tally): void {
	const groups = /^(?<not>not )?ok\b[\s\d]*-?\s*(?<name>.*?)(?<skip>\s*# SKIP.*)?$/i.exec(line)?.groups;
	if (groups === undefined) return;
	const { not, name = "", skip } = groups;
	if (skip !== undefined) tally.skipped.push(name + skip);
	else if (not === undefined) tally.passed++;
	else tally.failed.push(name);
}
