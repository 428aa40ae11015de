import { readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { findCompiler } from "./compiler";
import { definesHeader } from "./defines";
import { writeIfChanged } from "./files";
import { engineFlags, linkerFlags, moduleFlags, platformFlags, variantSuffix, type Variant } from "./flags";
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
export interface FirmwareOptions extends Variant {
	/** The manifest's path. */
	manifest: string;
	/** Names the folder in `build/simulator`. */
	name: string;
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
 * manifests' C, and puts the modules into an image. Makes only what is out of date; one build at a time runs in a
 * repository. Throws a {@link BuildError}.
 */
export async function buildFirmware(options: FirmwareOptions): Promise<BuiltFirmware> {
	const start = performance.now();
	const report = (phase: Progress["phase"]): StepProgress => {
		return (done, total, item) =>
			options.progress?.({ phase, done, total, item, seconds: (performance.now() - start) / 1000 });
	};
	const compiler = findCompiler();
	const firmware = readFirmware(options.manifest, { moddable: simulatorSdk });
	for (const warning of firmware.warnings) options.warn?.(warning);
	return withLock(
		join(simulatorBuild, "lock"),
		(pid) => report("wait")(0, 1, String(pid)),
		async () => build(options, firmware, compiler, report),
	);
}

async function build(
	options: FirmwareOptions,
	firmware: Firmware,
	compiler: string,
	report: (phase: Progress["phase"]) => StepProgress,
): Promise<BuiltFirmware> {
	const suffix = variantSuffix(options);
	const folder = join(simulatorBuild, options.name + suffix);
	const engine = join(simulatorBuild, `engine${suffix}`);
	const step = (phase: Progress["phase"]): StepProgress => {
		const next = report(phase);
		return (done, total, path) => next(done, total, relative(root, path));
	};
	const record = new BuildRecord(join(folder, "record.json"));
	const engineRecord = new BuildRecord(join(engine, "record.json"));
	try {
		await writeImage(firmware, folder, record, step("typescript"));
		const engineUnits = engineCompilations(engine, options);
		await compileAll(compiler, engineUnits, engineRecord, step("engine"), options.signal);
		const units = firmwareCompilations(firmware, folder, options);
		await compileAll(compiler, units, record, step("native"), options.signal);
		const executable = join(folder, "belltower");
		const objects = [...engineUnits, ...units].map(({ object }) => object);
		const libraries = linkerFlags(options, firmware.variables.get("LIBRARIES"));
		await link(compiler, objects, executable, libraries, record, step("link"));
		return { executable, args: [folder] };
	} finally {
		record.save();
		engineRecord.save();
	}
}

function engineCompilations(folder: string, variant: Variant): Compilation[] {
	const flags = engineFlags(variant);
	const ours = join(simulatorXs, "engine");
	const names = readFileSync(join(ours, "sources.txt"), "utf8").split("\n");
	const sources = names.filter((name) => name !== "").map((name) => join(enginePackage, "sources", name));
	return [...sources, ...cFiles(ours)].map((source) => compilation(source, folder, flags));
}

function firmwareCompilations(firmware: Firmware, folder: string, variant: Variant): Compilation[] {
	const generated = join(folder, "include");
	const platform = cFiles(join(simulatorXs, "platform"));
	const names = findIdentifiers([...platform, ...firmware.sources, ...firmware.headers]);
	const table = join(generated, "mc.xs.c");
	writeIfChanged(join(generated, "mc.defines.h"), definesHeader(firmware.defines));
	writeIfChanged(join(generated, "mc.xs.h"), identifiersHeader(names));
	writeIfChanged(table, identifiersSource(names));
	const ofPlatform = platformFlags(variant, generated);
	const ofModules = moduleFlags(variant, generated, firmware.includes, firmware.variables.get("C_FLAGS"));
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
