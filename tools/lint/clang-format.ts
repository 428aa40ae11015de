import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../build/layout";

const notOurs = new Set(["node_modules", "build", "coverage", ".git"]);

/** All C sources and headers of the repository, by paths relative to it. */
function* cFiles(folder: string): Generator<string> {
	for (const entry of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) {
			if (folder !== root || !notOurs.has(entry.name)) yield* cFiles(path);
		} else if (/\.[ch]$/.test(entry.name)) yield relative(root, path);
	}
}

/** Checks how C is laid out (.clang-format), or with `--write` lays it out. Returns the exit status. */
function main(write: boolean): number {
	const files = [...cFiles(root)].sort();
	const mode = write ? ["-i"] : ["--dry-run", "-Werror"];
	const { error, status } = spawnSync("clang-format", [...mode, ...files], { cwd: root, stdio: "inherit" });
	if (error !== undefined) {
		console.error(
			`clang-format could not be run (${error.message}); on Debian: apt-get install clang-format`,
		);
		return 1;
	}
	if (status !== 0) return 1;
	console.log(`${files.length} C files ${write ? "laid out" : "are laid out as .clang-format says"}`);
	return 0;
}

process.exitCode = main(process.argv.includes("--write"));
