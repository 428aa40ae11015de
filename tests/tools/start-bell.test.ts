import { PassThrough } from "node:stream";
import { assert } from "chai";
import { doorbellOf, listenForRings, simulatedButton } from "../../tools/start/bell";
import { until } from "../support/until";

describe("npm start: the bell", () => {
	it("knows the button of the simulator's board", () => {
		assert.deepEqual(simulatedButton(), { pin: 0, down: 0 });
	});

	for (const [line, count, expected] of [
		["", 1, 0],
		["r", 1, 0],
		["R ", 3, 0],
		["ring 2", 3, 1],
		["r3", 3, 2],
		[" 2 ", 3, 1],
		["4", 3, undefined],
		["0", 3, undefined],
		["hello", 3, undefined],
	] as const)
		it(`"${line}" among ${count} rings ${expected === undefined ? "none" : `number ${expected + 1}`}`, () => {
			assert.equal(doorbellOf(line, count), expected);
		});

	it("rings for each line, and says what rings nothing", async () => {
		const input = new PassThrough();
		const rung: number[] = [];
		const said: string[] = [];
		const keys = listenForRings(
			input,
			2,
			(index) => rung.push(index),
			(text) => said.push(text),
		);
		input.write("\n2\nwhat\n");
		await until("three lines", () => said.length > 0);
		assert.deepEqual(rung, [0, 1]);
		assert.deepEqual(said, ['"what" rings no doorbell; press Enter, or type 1 to 2']);
		keys.close();
	});
});
