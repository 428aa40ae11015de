import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endMark, outcomeMark, type Outcome } from "../../tests/xs/outcome";
import { BuildError } from "../build/build-error";
import type { BuiltFirmware } from "../build/firmware";
import { root, simulatorSdk } from "../build/layout";
import { readFirmware } from "../build/manifest/firmware";

/** The manifest of the program that runs tests on XS. */
export const testManifest = join(root, "tests", "manifest.json");

const testFolder = join(root, "tests", "modules");
const silence = 60_000;

/**
 * The specifiers of the test modules that the tests' manifest names. Throws a {@link BuildError} if a test file in
 * `tests/modules` is in a folder that the manifest does not name.
 */
export function findTestModules(): string[] {
	const { modules } = readFirmware(testManifest, { moddable: simulatorSdk });
	const tests = modules.filter(
		({ specifier }) => specifier.startsWith("tests/") && specifier.endsWith(".test"),
	);
	const named = new Set(tests.map(({ path }) => path));
	const files = readdirSync(testFolder, { recursive: true, encoding: "utf8" });
	const missing = files.find((file) => file.endsWith(".test.ts") && !named.has(join(testFolder, file)));
	if (missing !== undefined)
		throw new BuildError(
			"manifest",
			`${testManifest}: "modules" names no folder that holds tests/modules/${missing}`,
		);
	return tests.map(({ specifier }) => specifier).sort();
}

/**
 * Runs one test module in a simulator of its own and resolves with what became of each test. A program that ends before
 * its tests have, falls silent for a minute, or does not end well, is one more test that failed.
 */
export async function runTestModule(program: BuiltFirmware, specifier: string): Promise<Outcome[]> {
	const start = performance.now();
	const child = spawn(program.executable, [...program.args, "--config", `tests=${specifier}`], {
		stdio: ["ignore", "pipe", "pipe"],
	});
	const outcomes: Outcome[] = [];
	const said: string[] = [];
	const state = { ended: false };
	const timer = setTimeout(() => {
		said.push(`It was silent for ${silence / 1000} s.`);
		child.kill("SIGKILL");
	}, silence);
	createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
	createInterface({ input: child.stdout }).on("line", (line) => {
		timer.refresh();
		if (line.startsWith(outcomeMark)) outcomes.push(JSON.parse(line.slice(outcomeMark.length)) as Outcome);
		else if (line === endMark) {
			state.ended = true;
			child.kill("SIGTERM");
		} else said.push(line);
	});
	const how = await new Promise<string>((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) => resolve(signal ?? `exit status ${code ?? 0}`));
	});
	clearTimeout(timer);
	if (state.ended && how === "exit status 0") return outcomes;
	const message = `The program ended with ${how}${state.ended ? " after" : " before the end of"} its tests. It printed:\n${said.join("\n")}`;
	const milliseconds = performance.now() - start;
	return [...outcomes, { titles: [specifier, "runs to its end"], state: "failed", milliseconds, message }];
}
