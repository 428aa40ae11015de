import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../build/layout";

const target = join(root, "tests", "websocket", "fuzz", "reader");
const modules = join(root, "modules", "websocket");
const folder = join(root, "build", "fuzz");
const sources = ["mask", "utf8", "reader"].map((name) => join(modules, `websocket-${name}.c`));
const sanitizers = "address,undefined";

/** Whether libFuzzer is there: clang with its runtime. */
export async function hasLibFuzzer(): Promise<boolean> {
	try {
		await build();
		return true;
	} catch {
		return false;
	}
}

/**
 * Runs the reader of frames on the inputs that are kept in corpus.txt, and on as many more as libFuzzer makes of them in
 * `seconds`. Resolves with what libFuzzer printed; rejects with it when something was wrong.
 */
export async function fuzzReader(seconds: number): Promise<string> {
	const program = await build();
	const corpus = join(folder, "corpus");
	const found = join(folder, "found");
	rmSync(corpus, { recursive: true, force: true });
	for (const each of [corpus, found]) mkdirSync(each, { recursive: true });
	const inputs = readFileSync(join(target, "corpus.txt"), "utf8").trim().split("\n");
	inputs.forEach((hex, index) => writeFileSync(join(corpus, String(index)), Buffer.from(hex, "hex")));
	const limits = seconds > 0 ? [`-max_total_time=${seconds}`, "-max_len=70000"] : ["-runs=0"];
	const child = spawn(program, [...limits, `-artifact_prefix=${folder}/`, "-timeout=5", found, corpus], {
		stdio: ["ignore", "ignore", "pipe"],
	});
	let said = "";
	child.stderr.on("data", (data: Buffer) => (said = (said + data.toString()).slice(-20_000)));
	const [status] = (await once(child, "close")) as [number | null];
	if (status !== 0) throw new Error(`${said}\nThe input is in ${folder}: ${readdirSync(folder).join(" ")}`);
	return said;
}

async function build(): Promise<string> {
	const program = join(folder, "reader");
	mkdirSync(folder, { recursive: true });
	await promisify(execFile)("clang", [
		...["-std=c11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", `-fsanitize=fuzzer,${sanitizers}`],
		...[
			"-fno-sanitize-recover=all",
			`-I${modules}`,
			join(target, "reader-fuzz.c"),
			...sources,
			"-o",
			program,
		],
	]);
	return program;
}
