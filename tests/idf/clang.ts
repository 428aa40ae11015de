import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of what headers include and is not among them. */
export const missing = join(dirname(fileURLToPath(import.meta.url)), "missing");

/** For a 32-bit machine: the chip is one, so that `size_t` and pointers have its size. */
const target = ["-target", "i386-linux-gnu", "-isystem", "/usr/include/x86_64-linux-gnu", `-I${missing}`];

export function hasClang(): boolean {
	return spawnSync("clang", ["--version"]).status === 0;
}

/** Runs clang on the C source `text`; gives what it printed on each of its outputs. */
export function clang(text: string, options: readonly string[]): { output: string; errors: string } {
	const folder = mkdtempSync(join(tmpdir(), "belltower-headers-"));
	try {
		const source = join(folder, "check.c");
		writeFileSync(source, text);
		const all = [...target, "-std=gnu17", "-fsyntax-only", "-ferror-limit=0", "-w", ...options, source];
		const { stdout, stderr } = spawnSync("clang", all, { encoding: "utf8", maxBuffer: 1 << 30 });
		return { output: stdout, errors: stderr };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
