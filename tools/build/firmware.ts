import { readdirSync, readFileSync } from "node:fs";
import { basename, isAbsolute, join, relative } from "node:path";
import { findCompiler } from "./compiler";
import { definesHeader } from "./defines";
import { writeIfChanged } from "./files";
import {
	engineFlags,
	linkerFlags,
	moduleFlags,
	platformFlags,
	sanitizerSuffix,
	type Sanitizers,
} from "./flags";
import { findIdentifiers, identifiersHeader, identifiersSource } from "./identifiers";
import { writeImage } from "./image";
import { enginePackage, root, simulatorBuild, simulatorSdk, simulatorXs } from "./layout";
import { withLock } from "./lock";
import { readFirmware, type Firmware } from "./manifest/firmware";
import { compileAll, link, type Compilation, type StepProgress } from "./native";
import { BuildRecord } from "./record";

/** How far a build is. */
export interface Progress {
	phase: "wait" | "typescript" | "engine" | "native" | "link";
	/** Steps of this phase that are done, and how many there are. */
	done: number;
	total: number;
	/** The file that comes now, relative to the repository; in the phase `wait`, the process waited for. */
	item: string;
	/** Since the build began. */
	seconds: number;
}

/** What to build and how. */
export interface FirmwareOptions {
	/** The manifest's path. */
	manifest: string;
	/** Names the folder in `build/simulator`. */
	name: string;
	/** Builds with sanitizers, into folders of their own. */
	sanitize?: Sanitizers | undefined;
	progress?: (progress: Progress) => void;
	/** Receives each of the manifests' warnings. */
	warn?: (message: string) => void;
	/** Ends the build. */
	signal?: AbortSignal;
}

/** A program that runs the firmware. */
export interface BuiltFirmware {
	executable: string;
	args: string[];
}

/**
 * Builds a firmware for the simulator from the manifests that mcconfig reads: compiles the engine, the platform and the
 * manifests' C, and puts the modules into an image. Makes only what is out of date; of two builds of one folder, the
 * second waits. Throws a {@link BuildError}.
 */
export async function buildFirmware(options: FirmwareOptions): Promise<BuiltFirmware> {
	const { sanitize, signal } = options;
	const step = reporter(options.progress);
	const compiler = findCompiler();
	const firmware = readFirmware(options.manifest, { moddable: simulatorSdk });
	for (const warning of firmware.warnings) options.warn?.(warning);
	const locked = async (folder: string, work: (record: BuildRecord) => Promise<void>): Promise<void> => {
		const wait = (pid: number): void => step("wait")(0, 1, String(pid));
		await withLock(join(folder, "lock"), wait, async () => recording(folder, work), signal);
	};
	const folder = join(simulatorBuild, options.name + sanitizerSuffix(sanitize));
	const engineFolder = join(simulatorBuild, `engine${sanitizerSuffix(sanitize)}`);
	const executable = join(folder, "belltower");
	await locked(folder, async (record) => {
		writeImage(firmware, folder, record, step("typescript"));
		const engine = engineCompilations(engineFolder, sanitize);
		await locked(engineFolder, async (engineRecord) =>
			compileAll(compiler, engine, engineRecord, step("engine"), signal),
		);
		const native = firmwareCompilations(firmware, folder, sanitize);
		await compileAll(compiler, native, record, step("native"), signal);
		const objects = [...engine, ...native].map(({ object }) => object);
		const libraries = linkerFlags(sanitize, firmware.variables.get("LIBRARIES"));
		await link(compiler, objects, executable, libraries, record, step("link"));
	});
	return { executable, args: [folder] };
}

/** Makes, for each phase, what reports its steps, with paths relative to the repository. */
function reporter(progress: FirmwareOptions["progress"]): (phase: Progress["phase"]) => StepProgress {
	const start = performance.now();
	return (phase) => (done, total, path) => {
		const item = isAbsolute(path) ? relative(root, path) : path;
		progress?.({ phase, done, total, item, seconds: (performance.now() - start) / 1000 });
	};
}

/** Runs `work` with the record of what is in a folder, and keeps the record whatever comes of it. */
async function recording(folder: string, work: (record: BuildRecord) => Promise<void>): Promise<void> {
	const record = new BuildRecord(join(folder, "record.json"));
	try {
		await work(record);
	} finally {
		record.save();
	}
}

function engineCompilations(folder: string, sanitize: Sanitizers | undefined): Compilation[] {
	const ours = join(simulatorXs, "engine");
	const names = readFileSync(join(ours, "sources.txt"), "utf8").split("\n");
	const sources = names.filter((name) => name !== "").map((name) => join(enginePackage, "sources", name));
	return [...sources, ...cFiles(ours)].map((source) =>
		compilation(source, folder, engineFlags(sanitize, basename(source))),
	);
}

function firmwareCompilations(
	firmware: Firmware,
	folder: string,
	sanitize: Sanitizers | undefined,
): Compilation[] {
	const generated = join(folder, "include");
	const platform = cFiles(join(simulatorXs, "platform"));
	const names = findIdentifiers([...platform, ...firmware.sources, ...firmware.headers]);
	const table = join(generated, "mc.xs.c");
	writeIfChanged(join(generated, "mc.defines.h"), definesHeader(firmware.defines));
	writeIfChanged(join(generated, "mc.xs.h"), identifiersHeader(names));
	writeIfChanged(table, identifiersSource(names));
	const ofPlatform = platformFlags(sanitize);
	const ofModules = moduleFlags(
		sanitize,
		[generated, ...firmware.includes],
		firmware.variables.get("C_FLAGS"),
	);
	return [
		...platform.map((source) => compilation(source, join(folder, "platform"), ofPlatform)),
		...[table, ...firmware.sources].map((source) => compilation(source, join(folder, "native"), ofModules)),
	];
}

function compilation(source: string, folder: string, flags: readonly string[]): Compilation {
	return { source, object: join(folder, `${basename(source)}.o`), flags };
}

function cFiles(folder: string): string[] {
	const names = readdirSync(folder).filter((name) => name.endsWith(".c"));
	return names.sort().map((name) => join(folder, name));
}
