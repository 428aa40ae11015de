import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { BuildError } from "../../tools/build/build-error";
import { boardNames, boardsFolder, checkFolder, generate, sentenceOf } from "../../tools/boards/boards";
import { expectedWiring, wiringOf } from "./wiring-table";
import { TemporaryFolder } from "../tools/temporary-folder";

describe("boards", () => {
	const names = boardNames(boardsFolder);

	it("are there for both chips, and the two that the project's manifest names", () => {
		const found = names.map((name) => checkFolder(boardsFolder, name).board?.chip);
		assert.sameMembers([...new Set(found)], ["esp32", "esp32s3"]);
		assert.includeMembers(names, ["esp32-wrover", "esp32s3"]);
	});

	for (const name of names)
		describe(name, () => {
			const { board, problems } = checkFolder(boardsFolder, name);

			it("has pins, buses and partitions in order", () => {
				assert.deepEqual(problems.map(sentenceOf), []);
			});

			it("has in its files what its data says (npm run boards writes them)", () => {
				assert(board);
				for (const [path, text] of generate(board))
					assert.equal(readFileSync(join(boardsFolder, path), "utf8"), text, path);
			});

			it("has a page with the pins in its table, signal by signal, and sources", () => {
				assert(board);
				const page = readFileSync(join(boardsFolder, name, "README.md"), "utf8");
				assert.deepEqual(wiringOf(page), expectedWiring(board));
				assert.include(page, "## Sources");
			});
		});

	describe("in a folder elsewhere", () => {
		const folder = new TemporaryFolder();
		const data = readFileSync(join(boardsFolder, "esp32s3", "board.json"), "utf8");
		after(() => folder.remove());

		it("are found by their board.json, and told what is missing", () => {
			folder.write({ "one/board.json": data.replace('"esp32s3",', '"one",'), "two/README.md": "" });
			assert.deepEqual(boardNames(folder.path), ["one"]);
			assert.deepEqual(checkFolder(folder.path, "one").problems.map(sentenceOf), [
				"one: sdkconfig/partitions.csv is missing; it must be the partition table.",
			]);
		});

		it("are told the line where board.json is no JSON", () => {
			folder.write({ "one/board.json": '{\n\t"name": one\n}' });
			assert.throws(() => checkFolder(folder.path, "one"), BuildError, /one\/board.json(:2)?: is not JSON/);
		});
	});
});
