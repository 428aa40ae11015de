import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { asTable, type CaseResult, playAll } from "./autobahn/play";
import { preparePython } from "./autobahn/python";

const title = "WebSocket client on XS: Autobahn test suite";
const table = join(import.meta.dirname, "autobahn", "results.md");
const neverGraded = new Set(["7.1.6", "7.13.1", "7.13.2"]);
const groups = {
	"1": "framing",
	"2": "pings and pongs",
	"3": "reserved bits",
	"4": "opcodes",
	"5": "fragmentation",
	"6": "UTF-8",
	"7": "closing",
	"9": "limits and performance",
	"10": "auto-fragmentation",
};

const { python, missing } = { python: undefined, ...(await preparePython()) };

if (python === undefined) describe.skip(`${title} (skipped: ${missing})`, () => it("passes"));
else
	describe(title, function () {
		this.timeout(600_000);
		let results: CaseResult[] = [];

		before(async () => {
			results = await playAll(python);
		});

		for (const [group, name] of Object.entries(groups))
			it(`group ${group}, ${name}: every graded case is OK, and ends as it should`, () => {
				const played = results.filter(({ id }) => id.startsWith(`${group}.`));
				expect(played).not.to.deep.equal([]);
				const graded = played.filter(({ id }) => !neverGraded.has(id));
				expect(graded.filter(({ behavior, close }) => behavior !== "OK" || close !== "OK")).to.deep.equal([]);
			});

		it("is as results.md says", () => {
			const found = asTable(results);
			if (process.env["BELLTOWER_UPDATE"] === "1") writeFileSync(table, found);
			expect(found).to.equal(readFileSync(table, "utf8"));
		});
	});
