import { assert } from "chai";
import { BuildError } from "../../tools/build/build-error";
import { completeCreation } from "../../tools/build/creation";
import { definesHeader } from "../../tools/build/defines";
import { findIdentifiers, identifiersHeader } from "../../tools/build/identifiers";
import { loadTranspiler } from "../../tools/build/typescript";
import { TemporaryFolder } from "./temporary-folder";

describe("creation", () => {
	it("has mcconfig's defaults for what a manifest leaves open", () => {
		const { main, numbers } = completeCreation({ chunk: { initial: 65536 }, keys: { available: 64 } });
		assert.equal(main, "main");
		assert.equal(numbers.get("chunk.initial"), 65536);
		assert.equal(numbers.get("chunk.incremental"), 1024);
		assert.equal(numbers.get("keys.initial"), 64);
		assert.equal(numbers.get("stack"), 384);
	});

	it("refuses what mcconfig does not know, and what is no whole number", () => {
		assert.throws(
			() => completeCreation({ chunks: { initial: 1 } }),
			BuildError,
			/"chunks.initial" is not one of/,
		);
		assert.throws(
			() => completeCreation({ stack: "big" }),
			BuildError,
			/"stack" is "big"; it must be a whole number/,
		);
	});
});

describe("mc.defines.h", () => {
	it("names and writes macros as mcconfig does", () => {
		const defines = { i2s: { num: 0, name: "#bell", pin: "GPIO_NUM_4", on: true }, list: [1, 2], none: null };
		assert.equal(
			definesHeader({ ES8311: defines }),
			`#pragma once

#define MODDEF_ES8311_I2S_NUM (0)
#define MODDEF_ES8311_I2S_NAME "bell"
#define MODDEF_ES8311_I2S_PIN GPIO_NUM_4
#define MODDEF_ES8311_I2S_ON (true)
#define MODDEF_ES8311_LIST {1, 2}
#define MODDEF_ES8311_NONE NULL
`,
		);
	});
});

describe("mc.xs.h", () => {
	it("has each identifier that the C sources use, once", () => {
		const folder = new TemporaryFolder();
		folder.write({ "a.c": "xsmcGet(a, b, xsID_target); xsID_onReadable; xsID_target;", "b.h": "xsID_read" });
		const names = findIdentifiers([folder.at("a.c"), folder.at("b.h")]);
		folder.remove();
		assert.deepEqual(names, ["onReadable", "read", "target"]);
		assert.include(identifiersHeader(names), "#define xsID_read (mcIdentifiers[1])");
	});
});

describe("a transpiled module", function () {
	this.timeout(20_000);
	it("is ES2022 with private fields, and its map leads to the TypeScript file", () => {
		const transpile = loadTranspiler({});
		const { javascript, sourceMap } = transpile(
			"/x/a.ts",
			"class A { #b: number = 1; get c() { return this.#b; } }",
		);
		assert.include(javascript, "#b = 1");
		assert.match(javascript, /\/\/# sourceMappingURL=a.js.map\s*$/);
		assert.deepEqual((JSON.parse(sourceMap) as { sources: string[] }).sources, ["/x/a.ts"]);
	});

	it("loses imports of types only, as with mcconfig", () => {
		const transpile = loadTranspiler({});
		const { javascript } = transpile(
			"/x/a.ts",
			'import { type A } from "a"; import { B } from "b"; export const c: A = new B();',
		);
		assert.notInclude(javascript, '"a"');
		assert.include(javascript, '"b"');
	});

	it("names file and line of a syntax error", () => {
		const transpile = loadTranspiler({});
		assert.throws(
			() => transpile("/x/a.ts", "let a;\nlet = = 1;"),
			BuildError,
			/\/x\/a.ts\(2,\d+\): error TS/,
		);
	});
});
