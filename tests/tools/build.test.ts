import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { BuildError } from "../../tools/build/build-error";
import { buildFirmware, type BuiltFirmware, type Progress } from "../../tools/build/firmware";
import { simulatorBuild } from "../../tools/build/layout";
import { TemporaryFolder } from "./temporary-folder";

describe("a build for the simulator", function () {
	this.timeout(300_000);
	const name = `trial-${process.pid}`;
	const folder = new TemporaryFolder();

	before(async () => {
		folder.write({
			"manifest.json": {
				include: "$(MODDABLE)/examples/manifest_base.json",
				modules: { "*": ["./main", "./answer", "./answer-c"] },
				config: { greeting: "hello" },
				defines: { answer: { value: 42 } },
			},
			"main.ts": `import config from "mc/config";
import { answer } from "answer";

const { greeting } = config as { greeting: string };
trace(\`\${greeting} \${answer({ value: 1 })}\\n\`);
export {};
throw new Error("on line 7");
`,
			"answer.ts": `interface Addend { value: number }
const native_ = native("xs_answer");
export function answer(addend: Addend): number { return native_.call(undefined, addend) as number; }
`,
			"answer-c.c": `#include "xsmc.h"
#include "mc.xs.h"
#include "mc.defines.h"
#include "answer.h"

void xs_answer(xsMachine *the) {
	xsmcVars(1);
	xsmcGet(xsVar(0), xsArg(0), xsID_value);
	xsmcSetInteger(xsResult, ANSWER + xsmcToInteger(xsVar(0)));
}
`,
			"answer.h": "#define ANSWER MODDEF_ANSWER_VALUE\n",
		});
		await build();
	});

	after(() => {
		folder.remove();
		rmSync(join(simulatorBuild, name), { recursive: true, force: true });
	});

	let made: string[] = [];
	async function build(): Promise<BuiltFirmware> {
		made = [];
		const progress = ({ phase, item }: Progress): number => made.push(`${phase} ${item.replace(/.*\//, "")}`);
		return buildFirmware({ manifest: folder.at("manifest.json"), name, progress });
	}

	function run({ executable, args }: BuiltFirmware, ...more: string[]) {
		return spawnSync(executable, [...args, ...more], { encoding: "utf8", timeout: 10_000 });
	}

	it("runs, with config, defines, identifiers and host functions, and names the TypeScript line of what is thrown", async () => {
		const { status, stdout, stderr } = run(await build());
		assert.equal(stdout, "hello 43\n");
		assert.match(stderr, /on line 7[\s\S]*main\.ts:7\)/);
		assert.equal(status, 1);
	});

	it("has values of config replaced", async () => {
		assert.equal(run(await build(), "--config", "greeting=good day").stdout, "good day 43\n");
	});

	it("makes nothing when nothing has changed", async () => {
		await build();
		assert.isEmpty(made);
	});

	it("transpiles the module that has changed, alone", async () => {
		folder.write({ "answer.ts": 'export function answer(): string { return "changed"; }\n' });
		const firmware = await build();
		assert.deepEqual(made, ["typescript answer.ts"]);
		assert.equal(run(firmware).stdout, "hello changed\n");
	});

	it("compiles what includes a header that has changed, alone, and links", async () => {
		folder.write({ "answer.h": "#define ANSWER 7\n" });
		await build();
		assert.deepEqual(made, ["native answer-c.c", "link belltower"]);
	});

	it("says where C is wrong, and makes it good when it is right again", async () => {
		folder.write({ "answer.h": "#define ANSWER nonsense\n" });
		const error = await build().then(
			() => undefined,
			(reason: unknown) => reason,
		);
		assert.instanceOf(error, BuildError);
		assert.match(String(error), /answer-c\.c:\d+:\d+/);
		folder.write({ "answer.h": "#define ANSWER 8\n" });
		await build();
		assert.deepEqual(made, ["native answer-c.c", "link belltower"]);
	});

	it("lets a second build of the same folder wait", async () => {
		folder.write({ "answer.h": "#define ANSWER 9\n" });
		const [first, second] = await Promise.all([build(), build()]);
		assert.deepEqual(first, second);
		assert.equal(made.filter((step) => step === "native answer-c.c").length, 1);
	});
});
