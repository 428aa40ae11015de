import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../tools/build/layout";
import { Page } from "./markdown";

const folders = ["modules", "drivers", "simulator", "hub", "tools", "tests", "typings"];

/** A reference to a section of a page of this project, such as that to "Rings" of docs/protocol.md, also over two lines of a comment. */
const reference = /((?:[\w-]+\/)*[\w-]+\.md), "([^"]+)"/g;

function sources(): string[] {
	return folders.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
			.filter((name) => /\.(ts|tsx|c|h|cjs)$/.test(name))
			.map((name) => join(folder, name)),
	);
}

describe("comments", () => {
	it("name sections of pages that there are", () => {
		const wrong: string[] = [];
		let found = 0;
		for (const file of ["main.ts", ...sources()]) {
			const text = readFileSync(join(root, file), "utf8").replace(/\n\s*(?:\*|\/\/)\s*/g, " ");
			for (const [, page = "", section = ""] of text.matchAll(reference)) {
				// The rest are the SDK's own.
				if (!existsSync(join(root, page))) continue;
				found++;
				if (!new Page(join(root, page)).headings.includes(section))
					wrong.push(`${file}: ${page}, "${section}"`);
			}
		}
		expect(wrong).to.deep.equal([]);
		expect(found).to.be.greaterThan(30);
	});
});
