import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readAppImage } from "../../hub/firmware/app-image";
import { HubError } from "../../hub/common/errors";
import { BuildError } from "../build/build-error";
import { root } from "../build/layout";
import { ProgressLine } from "../build/progress-line";
import { buildForBoard, checkTools } from "./board-image";
import { makeKey, readKey, usualKey } from "./keys";
import { ReleaseError } from "./release-error";
import { signImage } from "./signature";
import { buildProgram, simulatorImage, withVersion } from "./simulator-image";

const help = `Builds a firmware that doorbells can be updated with, and signs it.

Usage: npm run release -- --board NAME [options]
       npm run release -- --make-key [--key FILE]

  --board NAME       simulator, or a folder in boards/ (that needs the Moddable SDK and ESP-IDF)
  --version VERSION  of the simulator's, such as 1.2.3; package.json's by default
  --key FILE         the key to sign with (default keys/release.pem)
  --unsigned         do not sign: only doorbells that run an unsigned firmware take it
  --out FILE         where to write (default build/releases/NAME-VERSION.bin)
  --make-key         make a key; docs/updates.md says how to keep it
  --help             this text
`;

/** Runs `npm run release`. Resolves with the exit status. */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			board: { type: "string" },
			version: { type: "string" },
			key: { type: "string", default: usualKey },
			unsigned: { type: "boolean", default: false },
			out: { type: "string" },
			"make-key": { type: "boolean", default: false },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const key = resolve(values.key);
	if (values["make-key"]) {
		makeKey(key);
		console.log(
			`The key is in ${key}. Keep a copy where it can't be lost: without it no doorbell takes an update.`,
		);
		return 0;
	}
	if (values.board === undefined) throw new TypeError("--board NAME is missing");
	if (values.board !== "simulator") checkTools(values.board);
	const signer = values.unsigned ? undefined : readKey(key);
	const image = await build(values.board, values.version);
	const release = signer === undefined ? image : signImage(image, signer);
	const { version, board, chip } = readAppImage(release);
	const path = resolve(values.out ?? join(root, "build", "releases", `${board}-${version}.bin`));
	mkdirSync(join(path, ".."), { recursive: true });
	writeFileSync(path, release);
	console.log(
		[
			path,
			`version ${version}, board ${board}, chip ${chip}, ${release.length} bytes, ${signer ? "signed" : "not signed"}`,
			`SHA-256 ${createHash("sha256").update(release).digest("hex")}`,
		].join("\n"),
	);
	if (board !== "simulator")
		console.log(
			`The first time, over USB: esptool --chip ${chip} write-flash 0x20000 ${path} (docs/updates.md, "The first time")`,
		);
	return 0;
}

async function build(board: string, version: string | undefined): Promise<Buffer> {
	if (board !== "simulator") {
		if (version !== undefined)
			throw new TypeError(
				"--version is for the simulator; a board's is in package.json (then npm run boards)",
			);
		return buildForBoard(board);
	}
	const line = new ProgressLine(process.stderr);
	try {
		const files = await buildProgram({ progress: line.show });
		return simulatorImage(version === undefined ? files : withVersion(files, version));
	} finally {
		line.clear();
	}
}

try {
	process.exitCode = await main();
} catch (error) {
	const isKnown = error instanceof ReleaseError || error instanceof BuildError || error instanceof HubError;
	if (error instanceof TypeError)
		console.error(`${error.message}\nnpm run release -- --help lists the options.`);
	else console.error(isKnown ? error.message : error);
	process.exitCode = error instanceof TypeError ? 2 : 1;
}
