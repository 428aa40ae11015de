import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildFirmware, type FirmwareOptions } from "../build/firmware";
import { root } from "../build/layout";
import { makeAppImage } from "./app-image";
import { ReleaseError } from "./release-error";

/** A file of the simulator's program. */
export interface ProgramFile {
	/** Its path in the folder from which the program runs. */
	name: string;
	contents: Buffer;
	executable: boolean;
}

/** The chip that is simulated, as `esp_chip_id_t`. */
const esp32s3 = 9;
const entry = 0x40370000;
const mappedData = 0x3c000020;

/** Builds the firmware for the simulator, and gives all that its program is made of. */
export async function buildProgram(options: Partial<FirmwareOptions> = {}): Promise<ProgramFile[]> {
	const { args, executable } = await buildFirmware({
		manifest: join(root, "manifest.json"),
		name: "belltower",
		...options,
	});
	return readProgram(executable, args[0] ?? "");
}

/** Reads what a built program is made of. Symbols for debuggers stay at home. */
export function readProgram(executable: string, folder: string): ProgramFile[] {
	const files = [
		"image",
		"config.json",
		...readdirSync(join(folder, "modules"), { recursive: true, encoding: "utf8" })
			.filter((name) => /\.js(\.map)?$/.test(name))
			.sort()
			.map((name) => `modules/${name}`),
	];
	return [
		{ name: "belltower", contents: stripped(executable), executable: true },
		...files.map((name) => ({ name, contents: readFileSync(join(folder, name)), executable: false })),
	];
}

/** The program without symbols for debuggers, which take three quarters of it; made once for each build. */
function stripped(executable: string): Buffer {
	const path = `${executable}.stripped`;
	const made = statSync(path, { throwIfNoEntry: false });
	if (made === undefined || made.mtimeMs < statSync(executable).mtimeMs)
		try {
			execFileSync("strip", ["--strip-debug", "-o", path, executable]);
		} catch (cause) {
			throw new ReleaseError(
				"missing-tool",
				"strip, which comes with the C compiler (on Debian: apt-get install binutils), is missing or has failed",
				{ cause },
			);
		}
	return readFileSync(path);
}

/** The version that a program says it has. */
export function versionOf(files: readonly ProgramFile[]): string {
	const config = files.find(({ name }) => name === "config.json");
	const { firmware } = JSON.parse(config?.contents.toString() ?? "{}") as { firmware?: string };
	return firmware ?? "0.0.0";
}

/** The same program with another version. */
export function withVersion(files: readonly ProgramFile[], version: string): ProgramFile[] {
	return withFile(files, "config.json", (text) => {
		const config = JSON.parse(text) as Record<string, unknown>;
		return JSON.stringify({ ...config, firmware: version });
	});
}

/** The same program with one file changed. */
export function withFile(
	files: readonly ProgramFile[],
	name: string,
	change: (text: string) => string,
): ProgramFile[] {
	return files.map((file) =>
		file.name === name ? { ...file, contents: Buffer.from(change(file.contents.toString())) } : file,
	);
}

/** Puts a program into an app image for the simulator's board; simulator/idf/boot/unpack.c takes it out. */
export function simulatorImage(files: readonly ProgramFile[], made = new Date()): Buffer {
	const archive = Buffer.concat([...files.map(pack), Buffer.alloc(12)]);
	return makeAppImage({
		chip: esp32s3,
		entry,
		segments: [{ address: mappedData, data: archive }],
		description: {
			version: `${versionOf(files)}+simulator`,
			project: "belltower",
			made,
			sourceHash: createHash("sha256").update(archive).digest(),
		},
	});
}

function pack({ name, contents, executable }: ProgramFile): Buffer {
	const head = Buffer.alloc(12);
	const path = Buffer.from(name);
	head.writeUInt32LE(path.length, 0);
	head.writeUInt32LE(contents.length, 4);
	head.writeUInt32LE(Number(executable), 8);
	return Buffer.concat([head, path, contents]);
}
