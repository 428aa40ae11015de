import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert } from "chai";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { XsbugListener } from "../sdk/xsbug-listener";

const folder = fileURLToPath(new URL("./firmware/", import.meta.url));

interface Ending {
	stdout: string;
	stderr: string;
	status: number | null;
	signal: NodeJS.Signals | null;
}

/** Where, in one of the firmware's files, the line with this text stands: "tests/simulator/firmware/FILE:LINE". */
function place(text: string, file = "cases.ts"): string {
	const lines = readFileSync(`${folder}${file}`, "utf8").split("\n");
	const index = lines.findIndex((line) => line.includes(text));
	assert.isAtLeast(index, 0, `no line of ${file} has ${text}`);
	return `tests/simulator/firmware/${file}:${index + 1}`;
}

describe("the simulator's platform", function () {
	this.timeout(180_000);
	let program: BuiltFirmware;

	before(async () => {
		program = await buildFirmware({ manifest: `${folder}manifest.json`, name: "platform-tests" });
	});

	/** Runs a case until the program ends, or until it has printed `enough`, and is then told to end. */
	async function run(
		name: string,
		{
			enough,
			config = [],
			environment = {},
		}: { enough?: string; config?: string[]; environment?: NodeJS.ProcessEnv } = {},
	): Promise<Ending> {
		const options = [`case=${name}`, ...config].flatMap((each) => ["--config", each]);
		const child = spawn(program.executable, [...program.args, ...options], {
			cwd: fileURLToPath(new URL("../..", import.meta.url)),
			env: { ...process.env, ...environment },
			stdio: ["ignore", "pipe", "pipe"],
			timeout: 20_000,
			killSignal: "SIGKILL",
		});
		const ending: Ending = { stdout: "", stderr: "", status: null, signal: null };
		child.stderr.on("data", (data: Buffer) => (ending.stderr += data.toString()));
		child.stdout.on("data", (data: Buffer) => {
			ending.stdout += data.toString();
			if (enough !== undefined && ending.stdout.includes(enough) && !child.killed) child.kill("SIGTERM");
		});
		await new Promise<void>((resolve) =>
			child.on("close", (status, signal) => {
				Object.assign(ending, { status, signal });
				resolve();
			}),
		);
		return ending;
	}

	describe("ends", () => {
		for (const signal of ["SIGINT", "SIGTERM"] as const)
			it(`with status 0 on ${signal}`, async () => {
				const child = spawn(program.executable, [...program.args, "--config", "case=wait"]);
				child.stdout.once("data", () => child.kill(signal));
				assert.equal(await new Promise((resolve) => child.on("close", resolve)), 0);
			});

		it("on the second signal when the JavaScript does not return", async () => {
			const child = spawn(program.executable, [...program.args, "--config", "case=loopForEver"]);
			child.stdout.once("data", () => {
				child.kill("SIGTERM");
				setTimeout(() => child.kill("SIGTERM"), 50);
			});
			const signal = await new Promise((resolve) => child.on("close", (_status, by) => resolve(by)));
			assert.equal(signal, "SIGTERM");
		});

		it("with status 1 and a sentence when there is no image, or an option is wrong", async () => {
			const missing = { executable: program.executable, args: [`${folder}nothing`] };
			const before = program;
			program = missing;
			const ending = await run("wait");
			program = before;
			assert.equal(ending.status, 1);
			assert.match(ending.stderr, /there is no firmware image at .*nothing/);
			const wrong = await run("wait", { config: ["no-equals-sign"] });
			assert.equal(wrong.status, 1);
			assert.match(wrong.stderr, /--config must be followed by name=value/);
		});
	});

	describe("says what went wrong, with the TypeScript's lines", () => {
		it("of an exception, with its cause", async () => {
			const { stderr, status } = await run("throwError");
			const at = place("new RangeError");
			assert.equal(status, 1);
			assert.include(stderr, `RangeError: too far\n    at throwError (${at})`);
			assert.include(stderr, `caused by TypeError: the reason\n    at throwError (${at})`);
		});

		it("of a value that is no error", async () => {
			const { stderr, status } = await run("throwString");
			assert.equal(status, 1);
			assert.include(stderr, "a string");
		});

		it("of a rejected promise that nothing handles, with its code", async () => {
			const { stderr, status } = await run("rejectPromise");
			assert.equal(status, 1);
			assert.include(stderr, "Error [alone]: nobody listens");
			assert.include(stderr, place("nobody listens"));
		});

		it("but not of one that is handled", async () => {
			const { stderr, status } = await run("handleRejection", { enough: "handled" });
			assert.equal(stderr, "");
			assert.equal(status, 0);
		});

		it("of a C function that there is not, with who asked for it", async () => {
			const { stderr, status } = await run("callMissingFunction");
			assert.equal(status, 1);
			assert.include(stderr, 'native("xs_function_that_is_not_there")');
			assert.include(stderr, place("xs_function_that_is_not_there"));
		});

		it("of a module that there is not, with who imports it", async () => {
			const { stderr, status } = await run("importMissingModule");
			assert.equal(status, 1);
			assert.include(stderr, 'no manifest has module "no-such-module", which "cases" imports');
		});
	});

	describe("keeps the machine within the manifest's creation", () => {
		it("slots", async () => {
			const { stderr, status } = await run("fillSlots");
			assert.equal(status, 1);
			assert.match(stderr, /the slot heap is full: 1024 slots, \d+ in use\. .*"heap": \{"initial": SLOTS\}/);
			assert.include(stderr, "at fillSlots");
		});

		it("chunks", async () => {
			const { stderr, status } = await run("fillChunks");
			assert.equal(status, 1);
			assert.match(
				stderr,
				/the chunk heap is full: 32768 bytes, \d+ in use\. .*"chunk": \{"initial": BYTES\}/,
			);
			assert.include(stderr, place("new ArrayBuffer(1000)"));
		});

		it("stack", async () => {
			const { stderr, status } = await run("overflowStack");
			assert.equal(status, 1);
			assert.match(stderr, /the stack is full: 256 slots\. .*"stack": SLOTS/);
			assert.include(stderr, place("return recurse"));
		});

		it("and tells the limits by instrumentation", async () => {
			const { stdout } = await run("showLimits", { enough: "\n" });
			assert.equal(stdout, "slots 1024 chunks 32768\n");
		});

		it("without counting bytecode: functions and string literals are not copied", async () => {
			const { stdout } = await run("allocateNothing", { enough: "\n" });
			assert.match(stdout, /^allocated 0 for 37000\n/);
		});
	});

	it("takes --config for mc/config, with the type of what it replaces", async () => {
		const config = ["number=2.5", "nested.flag=true", "added=a=b"];
		const { stdout } = await run("showConfig", { enough: "\n", config });
		assert.deepEqual(JSON.parse(stdout), {
			case: "showConfig",
			number: 2.5,
			nested: { flag: true },
			added: "a=b",
		});
		const { stderr, status } = await run("showConfig", { config: ["number=many"] });
		assert.equal(status, 1);
		assert.match(stderr, /--config number=many: the value must be JSON/);
	});

	it("delivers a thread's messages in order, however many", async () => {
		const { stdout } = await run("messages", { enough: "\n" });
		assert.equal(stdout, "messages 1000\n");
	});

	it("lets views of a host buffer throw or be empty, not crash, once C has taken its bytes away", async () => {
		const { stdout, status } = await run("detachedBuffer", { enough: "copy" });
		assert.equal(status, 0);
		assert.deepEqual(stdout.trim().split("\n").slice(0, 8), [
			"view: 3,4,5,6",
			"written: 1,2,99,4,5,6,7,8",
			"in C: 99",
			"index: undefined",
			"length: 0",
			"join: TypeError",
			"set: TypeError",
			"copy: TypeError",
		]);
	});

	it("is debugged by xsbug, by the TypeScript's files and lines", async () => {
		const xsbug = await XsbugListener.listen();
		try {
			const { stdout } = await run("catchError", { enough: "caught", environment: xsbug.environment });
			assert.include(stdout, "caught");
			const [path, line] = place("for the debugger").split(":");
			const stops = xsbug.breaks.filter(
				(stop) => stop.path.endsWith(path ?? "") && stop.line === Number(line),
			);
			assert.lengthOf(stops, 1, JSON.stringify(xsbug.breaks));
			assert.deepEqual(xsbug.lines, ["caught"]);
		} finally {
			await xsbug.close();
		}
	});
});
