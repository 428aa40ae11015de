import { assert } from "chai";
import { BuildError } from "../../tools/build/build-error";
import { readFirmware, type Firmware } from "../../tools/build/manifest/firmware";
import { TemporaryFolder } from "./temporary-folder";

describe("a manifest, read for the simulator", () => {
	let folder: TemporaryFolder;

	beforeEach(() => {
		folder = new TemporaryFolder();
	});

	afterEach(() => folder.remove());

	function read(files: Readonly<Record<string, unknown>>, platform = "lin"): Firmware {
		folder.write(files);
		const shell = { SHELL_ONLY: "from-the-shell" };
		return readFirmware(folder.at("app/manifest.json"), { moddable: folder.at("sdk"), platform, shell });
	}

	function specifiers(firmware: Firmware): string[] {
		return firmware.modules.map(({ specifier }) => specifier).sort();
	}

	function refuses(files: Readonly<Record<string, unknown>>, message: RegExp): void {
		assert.throws(() => read(files), BuildError, message);
	}

	describe("include", () => {
		it("reads what is included first, recursively, each file once", () => {
			const { manifests } = read({
				"app/manifest.json": { include: ["../a/manifest.json", "./b.json"] },
				"a/manifest.json": { include: "../app/b.json" },
				"app/b.json": { include: "./manifest.json" },
			});
			assert.deepEqual(manifests, [
				folder.at("app/b.json"),
				folder.at("a/manifest.json"),
				folder.at("app/manifest.json"),
			]);
		});

		it("finds $(MODDABLE) and variables of build", () => {
			const { config } = read({
				"app/manifest.json": { build: { LIB: "$(MODDABLE)/lib" }, include: "$(LIB)/x.json" },
				"sdk/lib/x.json": { config: { found: true } },
			});
			assert.deepEqual(config, { found: true });
		});

		it("names manifest and key of one that is missing", () => {
			refuses(
				{ "app/manifest.json": { include: "./gone.json" } },
				/app\/manifest.json: "include": "\.\/gone.json": there is no/,
			);
		});
	});

	describe("build", () => {
		it("takes a value that starts with ./ from the manifest's folder, and expands values", () => {
			const { variables } = read({ "app/manifest.json": { build: { A: "./x", B: "$(A)/y" } } });
			assert.equal(variables.get("B"), folder.at("app/x/y"));
		});

		it("prefers the shell's value with ?=", () => {
			const { variables } = read({
				"app/manifest.json": { build: { "SHELL_ONLY ?=": "no", "OTHER ?=": "yes" } },
			});
			assert.equal(variables.get("SHELL_ONLY"), "from-the-shell");
			assert.equal(variables.get("OTHER"), "yes");
		});

		it("names a variable that has no value", () => {
			refuses(
				{ "app/manifest.json": { include: "$(NOWHERE)/x.json" } },
				/"include": \$\(NOWHERE\) in .* has no value/,
			);
		});
	});

	describe("modules", () => {
		it("tells modules, C sources and headers by their extensions", () => {
			const firmware = read({
				"app/manifest.json": { modules: { "*": "./main", "net/*": "./net/*" } },
				"app/main.ts": "",
				"app/main.c": "",
				"app/net/tcp.js": "",
				"app/net/tcp.h": "",
				"app/net/tcp.d.ts": "",
				"app/net/table.json": {},
				"app/net/manifest.json": {},
				"app/net/readme.md": "",
			});
			assert.deepEqual(firmware.modules, [
				{ specifier: "main", path: folder.at("app/main.ts"), kind: "typescript" },
				{ specifier: "net/table", path: folder.at("app/net/table.json"), kind: "json" },
				{ specifier: "net/tcp", path: folder.at("app/net/tcp.js"), kind: "javascript" },
			]);
			assert.deepEqual(firmware.sources, [folder.at("app/main.c")]);
			assert.deepEqual(firmware.headers, [folder.at("app/net/tcp.h")]);
			assert.deepEqual(firmware.includes, [folder.at("app/net")]);
		});

		it("names a module as the left-hand side says, prefixes too", () => {
			const firmware = read({
				"app/manifest.json": { modules: { "embedded:io/tcp": "./a", other: "./b.ts" } },
				"app/a.ts": "",
				"app/b.ts": "",
				"app/b.c": "",
			});
			assert.deepEqual(specifiers(firmware), ["embedded:io/tcp", "other"]);
			assert.isEmpty(firmware.sources);
		});

		it("lets * on the left stand for what * on the right found", () => {
			const firmware = read({
				"app/manifest.json": { modules: { "x/*": "./mod-*" } },
				"app/mod-a.ts": "",
				"app/mod-b.test.ts": "",
				"app/other.ts": "",
			});
			assert.deepEqual(specifiers(firmware), ["x/a", "x/b.test"]);
		});

		it("leaves out what ~ names, in any manifest", () => {
			const firmware = read({
				"app/manifest.json": { include: "../lib/manifest.json", modules: { "~": "../lib/b", "*": "./c" } },
				"lib/manifest.json": { modules: { "*": ["./*"] } },
				"lib/a.ts": "",
				"lib/b.ts": "",
				"lib/b.c": "",
				"app/c.ts": "",
			});
			assert.deepEqual(specifiers(firmware), ["a", "c"]);
			assert.isEmpty(firmware.sources);
		});

		it("takes a folder that is named with a slash at the end for the include path", () => {
			const firmware = read({ "app/manifest.json": { modules: { "*": "./inc/" } }, "app/inc/sub/a.h": "" });
			assert.deepEqual(firmware.includes, [folder.at("app/inc")]);
		});

		it("takes the same file twice as once", () => {
			const firmware = read({ "app/manifest.json": { modules: { "*": ["./a", "./*"] } }, "app/a.ts": "" });
			assert.deepEqual(specifiers(firmware), ["a"]);
		});

		it("names manifest and key where nothing matches", () => {
			refuses(
				{ "app/manifest.json": { modules: { "x/*": "./gone" } } },
				/app\/manifest.json: "modules": "x\/\*": no .* matches .*gone/,
			);
			refuses(
				{ "app/manifest.json": { modules: { "x/*": "./gone/*" } } },
				/"modules": "x\/\*": there is no folder .*\/gone/,
			);
			refuses(
				{ "app/manifest.json": { modules: { main: "main" } } },
				/"main" has no folder; write "\.\/main"/,
			);
		});

		it("refuses two files of one name, and one file of two", () => {
			const two = {
				"app/manifest.json": { modules: { a: "./a", "*": "./x/a" } },
				"app/a.ts": "",
				"app/x/a.ts": "",
			};
			refuses(two, /both .*app\/a.ts and .*app\/x\/a.ts would be "a"/);
			refuses(
				{ "app/manifest.json": { modules: { a: "./a", b: "./a" } }, "app/a.ts": "" },
				/a.ts would be both "a" and "b"/,
			);
		});

		it("refuses two C sources of one name, of which mcconfig would compile one", () => {
			const files = {
				"app/manifest.json": { modules: { "*": ["./a", "./x/a"] } },
				"app/a.c": "",
				"app/x/a.c": "",
			};
			refuses(files, /would be "a.c.o"/);
		});
	});

	describe("platforms", () => {
		const platforms = {
			lin: { config: { from: "lin" } },
			"lin/*": { config: { from: "lin/*" } },
			"*/bell": { config: { from: "*/bell" } },
			"...": { config: { from: "..." } },
		};

		for (const [platform, from] of [
			["lin", "lin"],
			["lin/other", "lin/*"],
			["esp32/bell", "*/bell"],
			["esp32", "..."],
		] as const) {
			it(`takes "${from}" for ${platform}`, () => {
				assert.deepEqual(read({ "app/manifest.json": { platforms } }, platform).config, { from });
			});
		}

		it("merges the platform's entry over the manifest's own", () => {
			const { config } = read({
				"app/manifest.json": {
					config: { a: 1, b: { c: 2, d: 3 } },
					platforms: { lin: { config: { b: { c: 4 } } } },
				},
			});
			assert.deepEqual(config, { a: 1, b: { c: 4, d: 3 } });
		});

		it("includes what the platform's entry includes", () => {
			const { config } = read({
				"app/manifest.json": {
					platforms: { lin: { include: "./lin.json" }, esp32: { include: "./none.json" } },
				},
				"app/lin.json": { config: { found: true } },
			});
			assert.deepEqual(config, { found: true });
		});

		it("passes the platform's error on", () => {
			refuses(
				{ "app/manifest.json": { platforms: { "...": { error: "only on the chip" } } } },
				/manifest.json: only on the chip/,
			);
		});
	});

	describe("what is wrong with it", () => {
		it("is told with the line, if it is not JSON", () => {
			refuses({ "app/manifest.json": '{\n\t"config": {,}\n}' }, /app\/manifest.json:2: is not JSON/);
		});

		it("is told of an unknown key", () => {
			refuses(
				{ "app/manifest.json": { module: {} } },
				/manifest.json: "module" is not a key that a manifest has/,
			);
		});

		it("is told of a value of the wrong kind", () => {
			refuses({ "app/manifest.json": { modules: [] } }, /"modules" is an array; it must be an object/);
			refuses(
				{ "app/manifest.json": { modules: { "*": 1 } } },
				/"modules": "\*" holds 1; it must be a string or/,
			);
		});

		it("is told of what the simulator has nothing for", () => {
			refuses(
				{ "app/manifest.json": { resources: { "*": "./picture" } } },
				/"resources": the simulator has nothing for it/,
			);
		});
	});
});
