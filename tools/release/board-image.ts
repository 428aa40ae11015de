import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { boardNames, boardsFolder } from "../boards/boards";
import { root } from "../build/layout";
import { readJsonObject } from "../build/manifest/json";
import { ReleaseError } from "./release-error";

const moddable = process.env["MODDABLE"] ?? join(homedir(), ".local", "share", "moddable");

/** Throws a {@link ReleaseError} that says all that is missing to build for a board. */
export function checkTools(board: string): void {
	const names = boardNames(boardsFolder);
	if (!names.includes(board))
		throw new ReleaseError(
			"no-board",
			`there is no board "${board}"; there are simulator, ${names.filter((name) => name !== "simulator").join(", ")}`,
		);
	const needed: [isThere: boolean, what: string, remedy: string][] = [
		[
			existsSync(join(moddable, "tools", "mcconfig")),
			"the Moddable SDK 8.2",
			"set MODDABLE, or install it with: npx xs-dev setup",
		],
		[
			hasProgram("mcconfig"),
			"mcconfig, the SDK's tool",
			`add ${join(moddable, "build", "bin", "lin", "release")} to PATH`,
		],
		[
			process.env["IDF_PATH"] !== undefined,
			"ESP-IDF v6.0",
			"install it with: npx xs-dev setup --device esp32, then source its export.sh",
		],
		[hasProgram("idf.py"), "idf.py, ESP-IDF's tool", "source export.sh in ESP-IDF's folder first"],
	];
	const missing = needed.filter(([isThere]) => !isThere).map(([, what, remedy]) => `  ${what}: ${remedy}`);
	if (missing.length > 0)
		throw new ReleaseError(
			"missing-tool",
			`a release for the board ${board} needs what is missing here:\n${missing.join("\n")}`,
		);
}

/**
 * Builds the firmware for a board with `mcconfig -m`, which takes some minutes, and gives the app image that ESP-IDF's
 * tools make of it. Throws a {@link ReleaseError} that says what is missing.
 */
export function buildForBoard(board: string): Buffer {
	checkTools(board);
	const { chip } = readJsonObject(join(boardsFolder, board, "board.json"));
	const platform = `esp32:${join(boardsFolder, board)}`;
	const run = spawnSync("mcconfig", ["-m", "-p", platform, "-t", "build", join(root, "manifest.json")], {
		stdio: "inherit",
		env: { ...process.env, MODDABLE: moddable },
	});
	if (run.status !== 0)
		throw new ReleaseError("build-failed", "mcconfig has failed; what it printed says why");
	const output = join(
		moddable,
		"build",
		"bin",
		"esp32",
		board,
		"release",
		"belltower",
		`xs_${chip as string}.bin`,
	);
	const usual = join(moddable, "build", "bin", "esp32", board, "release", "belltower", "xs_esp32.bin");
	const found = [output, usual].find((path) => existsSync(path));
	if (found === undefined)
		throw new ReleaseError("build-failed", `mcconfig has left no image at ${output}, nor at ${usual}`);
	return readFileSync(found);
}

function hasProgram(name: string): boolean {
	return spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
}
