import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createPrivateKey } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assert } from "chai";
import { root } from "../../tools/build/layout";
import { Fleet } from "../support/fleet";
import { TestFirmware } from "../support/updatable-doorbell";

interface Ending {
	status: number | null;
	said: string;
	complaints: string;
}

/** Runs `npm run release` or `npm run update` as the shell does. */
async function run(
	command: "release" | "update",
	parameters: readonly string[],
	environment: NodeJS.ProcessEnv = process.env,
): Promise<Ending> {
	const script = join(root, "tools", command, `${command}.cjs`);
	const child = spawn(process.execPath, [script, ...parameters], { cwd: root, env: environment });
	const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
	const [said, complaints, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
	return { status, said, complaints };
}

describe("npm run release and npm run update", function () {
	this.timeout(180_000);
	let folder: string;
	let key: string;
	let fleet: Fleet | undefined;

	before(() => {
		folder = mkdtempSync(join(tmpdir(), "belltower-commands-"));
		key = join(folder, "keys", "release.pem");
	});
	after(async () => {
		await fleet?.destroy();
		rmSync(folder, { recursive: true });
	});

	it("make a key that only its owner can read, and never overwrite it", async () => {
		assert.equal((await run("release", ["--make-key", "--key", key])).status, 0);
		assert.equal(statSync(key).mode & 0o077, 0);
		const before = readFileSync(key, "utf8");
		assert.equal(createPrivateKey(before).asymmetricKeyDetails?.modulusLength, 3072);
		const again = await run("release", ["--make-key", "--key", key]);
		assert.equal(again.status, 1);
		assert.equal(readFileSync(key, "utf8"), before);
	});

	it("say what is wrong with what was asked, and all that is missing for a board", async () => {
		const { PATH = "", ...others } = process.env;
		const bare: NodeJS.ProcessEnv = { ...others, PATH, MODDABLE: join(folder, "nowhere") };
		delete bare["IDF_PATH"];
		const board = await run("release", ["--board", "esp32s3"], bare);
		assert.equal(board.status, 1);
		for (const what of [/the Moddable SDK 8\.2: set MODDABLE/, /ESP-IDF v6\.0: install it with/])
			assert.match(board.complaints, what);
		const unknown = await run("release", ["--board", "nope"]);
		assert.match(unknown.complaints, /there is no board "nope"; there are simulator, .*esp32s3/);
		const none = await run("release", ["--board", "simulator", "--key", join(folder, "none.pem")]);
		assert.match(
			none.complaints,
			/there is no key at .*none\.pem; make one with: npm run release -- --make-key/,
		);
		for (const parameters of [[], ["--device", "a"], ["--device", "all", "--rollback"]])
			assert.equal((await run("update", parameters)).status, 2);
	});

	it("bring a release to a doorbell, refuse it a second time, and take it back", async () => {
		const image = join(folder, "simulator-0.2.0.bin");
		const options = ["--board", "simulator", "--version", "0.2.0", "--key", key, "--out", image];
		const release = await run("release", options);
		assert.equal(release.status, 0, release.complaints);
		assert.match(release.said, /version 0\.2\.0, board simulator, .* signed\nSHA-256 [0-9a-f]{64}/);
		assert.isTrue(existsSync(image));
		const { built } = await TestFirmware.build();
		const firmware = new TestFirmware(built, createPrivateKey(readFileSync(key)));
		fleet = await Fleet.start({ firmware, devices: ["front-door"] });
		const to = ["--hub", fleet.url, "--device", "front-door"];
		/* While somebody looks it loads slowly enough for its progress to be seen; then that one leaves. */
		const looking = new AbortController();
		await fetch(`${fleet.url}/api/devices/front-door/stream.mjpeg`, { signal: looking.signal });
		const leave = setTimeout(() => looking.abort(), 4000);
		const update = await run("update", [...to, "--firmware", image]);
		clearTimeout(leave);
		assert.equal(update.status, 0, update.complaints);
		assert.match(update.said, /^0\.2\.0 for simulator, \d+ bytes, signed\n/);
		assert.match(update.said, /front-door loads \d+ %/);
		assert.match(update.said, /front-door runs the new version\nThe roll-out is done\.\n$/);
		await fleet.runs("front-door", "0.2.0");
		const back = await run("update", [...to, "--rollback"]);
		assert.equal(back.status, 0, back.complaints);
		assert.equal(back.said, "front-door goes back from 0.2.0\nfront-door runs 0.1.0\n");
		const again = await run("update", [...to, "--firmware", image]);
		assert.equal(again.status, 1);
		assert.match(
			again.said,
			/front-door runs the old version on: 0\.2\.0 has failed here \(asked\).*failed-before/,
		);
		const insisted = await run("update", [...to, "--firmware", image, "--force"]);
		assert.equal(insisted.status, 0, insisted.said);
		await fleet.runs("front-door", "0.2.0");
	});
});
