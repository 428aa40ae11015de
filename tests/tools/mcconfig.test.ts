import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { assert } from "chai";
import { resolveFirmware } from "../../tools/build/manifest/firmware";
import { root } from "../../tools/build/layout";
import { TemporaryFolder } from "./temporary-folder";

const moddable = process.env["MODDABLE"] ?? join(homedir(), ".local", "share", "moddable");
const mcconfig = join(moddable, "build", "bin", "lin", "release", "mcconfig");
const installed = existsSync(mcconfig);

(installed ? describe : describe.skip)("with the Moddable SDK, the root manifest", () => {
	const folder = new TemporaryFolder();
	let makefile = "";

	before(function () {
		this.timeout(60_000);
		const environment = {
			...process.env,
			MODDABLE: moddable,
			PATH: `${join(mcconfig, "..")}:${process.env["PATH"] ?? ""}`,
		};
		execFileSync(mcconfig, ["-d", "-p", "lin", "-o", folder.path, join(root, "manifest.json")], {
			env: environment,
			stdio: "pipe",
		});
		makefile = readFileSync(find(folder.path, "makefile"), "utf8");
	});

	after(() => folder.remove());

	const read = () => resolveFirmware(join(root, "manifest.json"), { moddable, platform: "lin" });

	it("names the modules that mcconfig finds", () => {
		const theirs = list("MODULES")
			.filter((file) => file.endsWith(".xsb"))
			.map((file) => file.slice("$(MODULES_DIR)/".length, -".xsb".length).replace(/^~\.([^/]+)\//, "$1:"));
		const ours = read().modules.map(({ specifier }) => specifier);
		assert.sameMembers([...ours, "mc/config"], theirs);
	});

	it("names the C sources that mcconfig compiles", () => {
		const theirs = list("OBJECTS").map((file) => file.slice("$(TMP_DIR)/".length));
		assert.sameMembers(
			read().sources.map((path) => `${basename(path)}.o`),
			theirs,
		);
	});

	it("names the folders that mcconfig searches for headers", () => {
		assert.sameMembers(
			read().includes,
			list("DIRECTORIES").map((flag) => flag.slice("-I".length)),
		);
	});

	/** The items of a variable of the makefile that has one on each line. */
	function list(name: string): string[] {
		const items =
			[...makefile.matchAll(new RegExp(`^${name} =((?:\\\\\\n[^\\\\\\n]*)+)`, "gm"))].at(-1)?.[1] ?? "";
		return items.split("\\\n").flatMap((item) => (item.trim() === "" ? [] : [item.trim()]));
	}
});

function find(folder: string, name: string): string {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	const found = names.find((path) => basename(path) === name && statSync(join(folder, path)).isFile());
	return join(folder, found ?? name);
}
