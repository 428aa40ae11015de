import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { isObject, readJsonObject } from "../build/manifest/json";
import { root } from "../build/layout";

/** The bell's button of a simulated doorbell: its pin, and what a press makes of it. */
export interface BellButton {
	pin: number;
	/** The level while it is down. */
	down: 0 | 1;
}

/** The button that the simulator's board has. */
export function simulatedButton(): BellButton {
	const { config } = readJsonObject(join(root, "boards", "simulator", "manifest.json"));
	const board = isObject(config) ? config["board"] : undefined;
	const bell = isObject(board) ? board["bell"] : undefined;
	if (!isObject(bell) || typeof bell["pin"] !== "number")
		throw new Error("boards/simulator/manifest.json names no pin for the bell");
	return { pin: bell["pin"], down: bell["active"] === "high" ? 1 : 0 };
}

/**
 * Which doorbell a line that was typed rings: an empty one or `r` the first, `2` or `r 2` the second. Undefined: the line
 * means something else, or there is no such doorbell.
 */
export function doorbellOf(line: string, count: number): number | undefined {
	const read = /^\s*(?:r|ring)?\s*(\d{0,3})\s*$/i.exec(line);
	if (!read) return undefined;
	const number = read[1] ? Number(read[1]) : 1;
	return number >= 1 && number <= count ? number - 1 : undefined;
}

/** Rings when somebody types, until it is closed. */
export function listenForRings(
	input: Readable,
	count: number,
	ring: (index: number) => void,
	say: (text: string) => void,
): { close(): void } {
	const lines = createInterface({ input });
	lines.on("line", (line) => {
		const index = doorbellOf(line, count);
		if (index === undefined)
			say(`"${line}" rings no doorbell; press Enter${count > 1 ? `, or type 1 to ${count}` : ""}`);
		else ring(index);
	});
	return {
		close: () => {
			lines.close();
			input.destroy();
		},
	};
}
