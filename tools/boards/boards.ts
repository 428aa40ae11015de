import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJsonObject } from "../build/manifest/json";
import { root } from "../build/layout";
import type { Board, Problem } from "./board";
import { checkBuses } from "./check-buses";
import { checkLight } from "./check-light";
import { checkPartitions } from "./check-partitions";
import { checkPins } from "./check-pins";
import { manifestText, simulatorManifestText } from "./manifest";
import { readBoard } from "./read";
import { releaseText, sdkconfigText } from "./sdkconfig";

/** The project's own boards. */
export const boardsFolder = join(root, "boards");

/** The board whose parts the simulators have. */
export const reference = "esp32s3";

/** Names of the folders that hold a `board.json`, sorted. */
export function boardNames(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && readdirSync(join(folder, entry.name)).includes("board.json"))
		.map(({ name }) => name)
		.sort();
}

/** A board, if it can be built for, and what is wrong with it if not. */
export interface BoardChecked {
	board: Board | undefined;
	problems: Problem[];
}

/** Checks all that is in a board's folder and not generated. Throws a BuildError if `board.json` can't be read. */
export function checkFolder(folder: string, name: string): BoardChecked {
	const { board, problems } = readBoard(readJsonObject(join(folder, name, "board.json")), name);
	if (board === undefined) return { board, problems };
	return {
		board,
		problems: [...checkPins(board), ...checkBuses(board), ...checkLight(board), ...checkTable(folder, board)],
	};
}

/** The files that follow from a board, by their path in the folder of the boards. */
export function generate(board: Board): Map<string, string> {
	const files = new Map([
		[`${board.name}/manifest.json`, manifestText(board)],
		[`${board.name}/sdkconfig/sdkconfig.defaults`, sdkconfigText(board)],
		[`${board.name}/sdkconfig/sdkconfig.defaults.release`, releaseText],
		[`${board.name}/host/provider.json`, "{}\n"],
	]);
	if (board.name === reference) files.set("simulator/manifest.json", simulatorManifestText(board));
	return files;
}

/** The sentence that a person is told. */
export function sentenceOf({ board, signal, message }: Problem): string {
	return `${board}: ${signal} ${message}.`;
}

function checkTable(folder: string, { name, flash }: Board): Problem[] {
	const signal = "sdkconfig/partitions.csv";
	const path = join(folder, name, signal);
	if (!existsSync(path))
		return [{ board: name, signal, message: "is missing; it must be the partition table" }];
	return checkPartitions(name, readFileSync(path, "utf8"), flash);
}
