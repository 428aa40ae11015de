import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../tools/build/layout";

const table = readFileSync(join(import.meta.dirname, "faults.md"), "utf8");
const rows = table
	.split("\n")
	.filter((line) => line.startsWith("|"))
	.slice(2)
	.map((line) =>
		line
			.split("|")
			.slice(1, -1)
			.map((cell) => cell.trim()),
	);

describe("each fault of the SDK's client has its test", () => {
	for (const [fault = "", test = "", file = ""] of rows)
		it(fault, () => {
			const path = join(root, file);
			expect(existsSync(path), `${file} does not exist`).to.equal(true);
			const source = readFileSync(path, "utf8");
			expect(source.includes(test), `${file} has no test "${test}"`).to.equal(true);
		});
});
