import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { assert } from "chai";
import { root } from "../../tools/build/layout";
import { BelltowerProcess } from "../support/belltower-process";
import { until } from "../support/until";
import { TemporaryFolder } from "./temporary-folder";

/** A build from nothing may be needed. */
const enoughToBuild = 300_000;

function start(parameters: readonly string[], environment: NodeJS.ProcessEnv = process.env) {
	return spawnSync(process.execPath, ["tools/start/start.cjs", ...parameters], {
		cwd: root,
		encoding: "utf8",
		env: environment,
	});
}

describe("npm start", () => {
	describe("that cannot start says why, in a sentence", () => {
		let server: Server;
		let folder: TemporaryFolder;

		before(() => {
			folder = new TemporaryFolder();
			server = createServer().listen(0, "127.0.0.1");
		});

		after(() => {
			server.close();
			folder.remove();
		});

		it("when its port is taken", () => {
			const { port } = server.address() as AddressInfo;
			const { status, stderr } = start(["--hub-only", "--port", String(port)]);
			assert.equal(status, 1);
			assert.match(stderr, new RegExp(`^port ${port} .* is taken .*\\n$`));
		});

		it("when there is no compiler", () => {
			symlinkSync(process.execPath, folder.at("node"));
			const { status, stderr } = start(["--port", "0"], { PATH: folder.path });
			assert.equal(status, 1);
			assert.match(stderr, /^The C compiler "cc" was not found; install it first .*\n$/);
		});

		it("when an option is wrong, with status 2", () => {
			const { status, stderr } = start(["--port", "x"]);
			assert.equal(status, 2);
			assert.match(stderr, /--port x: it must be a whole number/);
		});

		it("when Node is too old", () => {
			const script =
				'Object.defineProperty(process.versions, "node", { value: "18.20.8" }); require("./tools/start/start.cjs")';
			const { status, stderr } = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
			assert.equal(status, 1);
			assert.equal(stderr, "Belltower needs Node.js 20.19 or newer; this is 18.20.8.\n");
		});

		it("when the packages are missing", () => {
			const files = ["tools/launch.cjs", "tools/import.cjs", "tools/start/start.cjs"];
			folder.write(Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), "utf8")])));
			const { status, stderr } = spawnSync(process.execPath, [folder.at("tools/start/start.cjs")], {
				encoding: "utf8",
			});
			assert.equal(status, 1);
			assert.equal(stderr, "The packages that Belltower is made of are missing: run npm ci first.\n");
		});
	});

	it("tells of its options when asked", () => {
		const { status, stdout } = start(["--help"]);
		assert.equal(status, 0);
		for (const option of [
			"host",
			"port",
			"hub-only",
			"doorbells",
			"name",
			"camera",
			"microphone",
			"speaker",
			"device-only",
			"hub",
		])
			assert.include(stdout, `--${option} `);
	});

	describe("with two doorbells", function () {
		this.timeout(enoughToBuild);
		let belltower: BelltowerProcess;
		let doorbells: number[] = [];

		beforeEach(async () => {
			belltower = new BelltowerProcess(["--port", "0", "--doorbells", "2"]);
			await belltower.printed(/Open +http:\/\/127\.0\.0\.1:\d+/);
			doorbells = childrenOf(belltower.pid).filter((pid) => commandOf(pid).includes("--until-stdin-ends"));
			assert.lengthOf(doorbells, 2);
		});

		afterEach(async () => belltower.destroy());

		it("shows what each prints after its name", async () => {
			await belltower.printed(/^front-door \| ./m);
			await belltower.printed(/^back-door {2}\| ./m);
		});

		it("tells when one ends by itself", async () => {
			process.kill(doorbells[0] ?? 0, "SIGKILL");
			await belltower.printed(
				/The doorbell "Front door" has ended by itself \(signal SIGKILL\)\. It printed/,
			);
		});

		it("leaves nothing behind after Ctrl-C, and ends with status 0", async () => {
			assert.equal(await belltower.interrupt(), 0);
			await allGone(doorbells);
		});

		for (const signal of ["SIGTERM", "SIGHUP", "SIGKILL"] as const) {
			it(`leaves nothing behind when it alone gets ${signal}`, async () => {
				process.kill(belltower.pid, signal);
				await belltower.exited();
				await allGone(doorbells);
			});
		}
	});
});

function childrenOf(pid: number): number[] {
	const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
	return all.map(Number).filter((each) => parentOf(each) === pid);
}

function commandOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8");
	} catch {
		return "";
	}
}

/** proc(5): the fourth field of stat, counted after the name in parentheses. */
function parentOf(pid: number): number | undefined {
	try {
		const status = readFileSync(`/proc/${pid}/stat`, "utf8");
		return Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
	} catch {
		return undefined;
	}
}

async function allGone(pids: readonly number[]): Promise<void> {
	await until(
		`the end of processes ${pids.join(", ")}`,
		() => pids.every((pid) => parentOf(pid) === undefined) || undefined,
		10_000,
	);
}
