import { basename, dirname, resolve } from "node:path";
import { BuildError } from "../build-error";
import { completeCreation } from "../creation";
import { definesHeader } from "../defines";
import { mergeObject, type Json, type JsonObject } from "./json";
import { findModules, type ModuleFiles, type ModulePattern } from "./modules";
import { readManifests, type Manifest } from "./read";
import type { Section } from "./sections";
import { Variables } from "./variables";

/** All that a manifest and those that it includes say. */
export interface Firmware extends ModuleFiles {
	/** The files read, in the order in which they were merged. */
	manifests: string[];
	config: JsonObject;
	defines: JsonObject;
	creation: JsonObject;
	/** Specifiers of modules, or their beginning and a `*`. */
	preload: ModulePattern[];
	strip: string[];
	warnings: string[];
	/** TypeScript's options, as in tsconfig.json. */
	compilerOptions: JsonObject;
	variables: Variables;
}

/** For which machine manifests are read. */
export interface Target {
	/** What stands for the Moddable SDK: the value of `$(MODDABLE)`. */
	moddable: string;
	/** mcconfig's `-p`. By default `lin/belltower`: manifests that do not name this subplatform give it what they give `lin`. */
	platform?: string;
	shell?: NodeJS.ProcessEnv;
}

/**
 * Reads a manifest and all that it includes, as mcconfig does. Throws a {@link BuildError} that names manifest and key
 * for anything that is wrong, and for what the simulator cannot build.
 */
export function readFirmware(path: string, target: Target): Firmware {
	const firmware = resolveFirmware(path, target);
	const [clash] = firmware.clashes;
	if (clash !== undefined) throw clash;
	return firmware;
}

/** Like {@link readFirmware}, but leaves what mcconfig tolerates to the caller: see `clashes`. */
export function resolveFirmware(path: string, target: Target): Firmware {
	const platform = target.platform ?? "lin/belltower";
	const variables = new Variables(
		initialVariables(path, target.moddable, platform),
		target.shell ?? process.env,
	);
	const manifests = readManifests(path, platform, variables);
	const merged = mergeManifests(manifests, variables);
	const found = findModules(merged.patterns);
	found.clashes.push(...merged.unsupported);
	return { ...merged, ...found, manifests: manifests.map((manifest) => manifest.path), variables };
}

function initialVariables(path: string, moddable: string, fullPlatform: string): Record<string, string> {
	const [platform = "lin", subplatform] = fullPlatform.split("/");
	return {
		MODDABLE: moddable,
		NAME: basename(dirname(resolve(path))),
		PLATFORM: platform,
		FULLPLATFORM: fullPlatform,
		BUILD_SIMULATOR: `${moddable}/build/simulators`,
		BLEMODULEPATH: `${moddable}/modules/network/ble/sim`,
		...(subplatform === undefined ? {} : { SUBPLATFORM: subplatform }),
	};
}

interface Merged {
	config: JsonObject;
	defines: JsonObject;
	creation: JsonObject;
	preload: ModulePattern[];
	strip: string[];
	warnings: string[];
	compilerOptions: JsonObject;
	patterns: Map<string, ModulePattern[]>;
	unsupported: BuildError[];
}

function mergeManifests(manifests: Manifest[], variables: Variables): Merged {
	const merged: Merged = {
		config: {},
		defines: {},
		creation: {},
		preload: [],
		strip: [],
		warnings: [],
		compilerOptions: {},
		patterns: new Map(),
		unsupported: [],
	};
	for (const manifest of manifests)
		for (const section of [manifest, manifest.platform])
			if (section !== undefined) mergeSection(merged, section, manifest, variables);
	return merged;
}

function mergeSection(
	merged: Merged,
	section: Section,
	{ path, directory }: Manifest,
	variables: Variables,
): void {
	if (section.errors.length > 0) throw new BuildError("manifest", `${path}: ${section.errors.join("; ")}`);
	mergeObject(merged.config, section.config);
	mergeDefines(merged.defines, section.defines, path);
	mergeCreation(merged.creation, section.creation, path);
	mergeCompilerOptions(merged.compilerOptions, section.compilerOptions);
	merged.preload.push(...section.preload.map((pattern) => ({ pattern, place: `${path}: "preload"` })));
	if (section.strip.length > 0) merged.strip = section.strip;
	merged.warnings.push(...section.warnings.map((warning) => `${path}: ${warning}`));
	for (const key of section.unsupported)
		merged.unsupported.push(
			new BuildError("manifest", `${path}: "${key}": the simulator has nothing for it`),
		);
	for (const [target, sources] of section.modules) {
		const place = `${path}: "modules": "${target}"`;
		const patterns = merged.patterns.get(target) ?? [];
		merged.patterns.set(target, patterns);
		for (const source of sources)
			patterns.push({ pattern: absolute(source, directory, place, variables), place });
	}
}

function absolute(source: string, directory: string, place: string, variables: Variables): string {
	const expanded = variables.expand(source, place);
	if (!expanded.includes("/"))
		throw new BuildError("manifest", `${place}: "${source}" has no folder; write "./${source}"`);
	const path = resolve(directory, expanded);
	return expanded.endsWith("/") ? `${path}/` : path;
}

function mergeDefines(target: JsonObject, source: JsonObject, path: string): void {
	definesHeader(source, path);
	mergeObject(target, source);
}

function mergeCreation(target: JsonObject, source: JsonObject, path: string): void {
	completeCreation(source, path);
	mergeObject(target, source);
}

function mergeCompilerOptions(target: JsonObject, source: JsonObject): void {
	for (const [key, value] of Object.entries(source)) {
		const present = target[key];
		if (Array.isArray(value) && Array.isArray(present)) target[key] = [...value, ...present];
		else mergeObject(target, { [key]: value } satisfies Record<string, Json>);
	}
}
