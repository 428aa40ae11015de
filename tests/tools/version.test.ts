import { readFile } from "node:fs/promises";
import { assert } from "chai";

async function read(name: string): Promise<Record<string, unknown>> {
	return JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), "utf8")) as Record<
		string,
		unknown
	>;
}

describe("the version", () => {
	it("is the same in package.json and in the firmware's configuration", async () => {
		const { config } = await read("manifest.json");
		assert.equal((config as { firmware: string }).firmware, (await read("package.json"))["version"]);
	});
});
