import { join } from "node:path";
import { assert } from "chai";
import type { Problem } from "../../tools/boards/board";
import { boardNames, boardsFolder, sentenceOf } from "../../tools/boards/boards";
import { checkBuses } from "../../tools/boards/check-buses";
import { checkPins } from "../../tools/boards/check-pins";
import { readBoard } from "../../tools/boards/read";
import { type Json, type JsonObject, readJsonObject } from "../../tools/build/manifest/json";
import { isRight, pinPaths, portPaths, valueAt, withValue } from "./plain-rules";

const every: (Json | undefined)[] = Array.from({ length: 50 }, (_, pin) => pin);
const none: (Json | undefined)[] = [undefined, null, -1, 1.5, "4", true, [], {}];

function problemsOf(value: JsonObject, name: string): Problem[] {
	const { board, problems } = readBoard(value, name);
	return board === undefined ? problems : [...checkPins(board), ...checkBuses(board)];
}

/** Checks changed boards both ways; says how many of them were right and how many wrong. */
function compare(
	name: string,
	changes: readonly { changed: JsonObject; what: string }[],
): { right: number; wrong: number } {
	const found = { right: 0, wrong: 0 };
	for (const { changed, what } of changes) {
		const problems = problemsOf(changed, name);
		const right = isRight(changed);
		found[right ? "right" : "wrong"]++;
		assert.equal(
			problems.length === 0,
			right,
			`${what}: ${problems.map(sentenceOf).join(" ") || "no problem"}`,
		);
	}
	return found;
}

describe("the check of pins and buses", () => {
	for (const name of boardNames(boardsFolder)) {
		const board = readJsonObject(join(boardsFolder, name, "board.json"));
		const paths = [...pinPaths, ...portPaths].filter((path) => board[path.split(".")[0] ?? ""] !== undefined);

		describe(`of ${name}`, () => {
			it("finds every wrong pin or port among all single changes, and no other", () => {
				const changes = paths.flatMap((path) =>
					[...every, ...none].map((value) => ({
						changed: withValue(board, path, value),
						what: `${path} = ${JSON.stringify(value)}`,
					})),
				);
				const { right, wrong } = compare(name, changes);
				assert.isAbove(right, paths.length, "some changes are right");
				assert.isAbove(wrong, 10 * paths.length, "most changes are wrong");
			});

			it("finds every wrong pair, when two signals are exchanged or a bus is moved", () => {
				const exchanged = paths.flatMap((path, index) =>
					paths.slice(0, index).map((other) => ({
						changed: withValue(withValue(board, path, valueAt(board, other)), other, valueAt(board, path)),
						what: `${path} and ${other} exchanged`,
					})),
				);
				const moved = every.flatMap((pin) =>
					[
						["camera.pins.sda", "codec.i2c.data"],
						["camera.pins.scl", "codec.i2c.clock"],
						["camera.i2cPort", "codec.i2c.port"],
					].map(([camera = "", codec = ""]) => ({
						changed: withValue(withValue(board, camera, pin), codec, pin),
						what: `${camera} and ${codec} = ${JSON.stringify(pin)}`,
					})),
				);
				const { right, wrong } = compare(name, [...exchanged, ...moved]);
				assert.isAbove(right, 0);
				assert.isAbove(wrong, 0);
			});

			it("names the board, the signal and the pin of what it finds", () => {
				for (const path of pinPaths.filter((each) => paths.includes(each))) {
					const [problem] = problemsOf(withValue(board, path, 28), name).filter(
						({ signal }) => signal === path,
					);
					assert(problem, path);
					const sentence = sentenceOf(problem);
					assert.include(sentence, `${name}: ${path} is on GPIO 28, which `);
					assert.match(sentence, /; (free are \d+|no pin is left|leave it out)/);
				}
			});

			it("asks for every pin that a part can't do without, by name", () => {
				for (const path of paths) {
					const changed = withValue(board, path, undefined);
					if (isRight(changed)) continue;
					const named = problemsOf(changed, name).map(({ signal }) => signal);
					const expected = path.includes("[") ? "camera.pins.data[7]" : path;
					assert.include([...named, ...named.map((each) => each.replace("strapping.", ""))], expected);
				}
			});
		});
	}
});
