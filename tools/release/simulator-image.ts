import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BuiltFirmware, buildFirmware, type FirmwareOptions } from "../build/firmware";
import { root } from "../build/layout";
import { makeAppImage } from "./app-image";
import { readKey } from "./keys";
import { ReleaseError } from "./release-error";
import { signImage } from "./signature";

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
	const files = programFiles(folder);
	return [
		{ name: "belltower", contents: stripped(executable), executable: true },
		...files.map((name) => ({ name, contents: readFileSync(join(folder, name)), executable: false })),
	];
}

/** What belongs to a program besides the executable, relative to its folder. */
function programFiles(folder: string): string[] {
	const modules = readdirSync(join(folder, "modules"), { recursive: true, encoding: "utf8" });
	const scripts = modules.filter((name) => /\.js(\.map)?$/.test(name)).sort();
	return ["image", "config.json", ...scripts.map((name) => `modules/${name}`)];
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

/**
 * The image of a firmware that is built, signed if there is a key. It is kept beside the program, so that it is made anew
 * only when something has changed.
 */
export function builtImage({ executable, args }: BuiltFirmware, key: string | undefined): Buffer {
	const folder = args[0] ?? "";
	const path = join(folder, key === undefined ? "unsigned.bin" : "signed.bin");
	const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
	const sources = [
		executable,
		...programFiles(folder).map((name) => join(folder, name)),
		...(key === undefined ? [] : [key]),
	];
	if (sources.every((source) => statSync(source).mtimeMs < made)) return readFileSync(path);
	const image = simulatorImage(readProgram(executable, folder));
	const finished = key === undefined ? image : signImage(image, readKey(key));
	writeFileSync(`${path}.${process.pid}`, finished);
	renameSync(`${path}.${process.pid}`, path);
	return finished;
}
