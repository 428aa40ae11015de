import { join } from "node:path";
import { enginePackage, simulatorXs } from "./layout";

/** Ways to build that need objects of their own. */
export interface Variant {
	/** For `-fsanitize=`. */
	sanitize?: "address,undefined" | "thread" | undefined;
	/** False leaves xsbug out of the engine, which is faster. True by default. */
	debug?: boolean | undefined;
}

/** What tells the folders of a variant from those of the others; empty for the usual one. */
export function variantSuffix({ sanitize, debug = true }: Variant): string {
	return `${sanitize === undefined ? "" : `-${sanitize.replaceAll(",", "-")}`}${debug ? "" : "-release"}`;
}

/** Flags for the engine's own sources. */
export function engineFlags(variant: Variant): string[] {
	return [
		...commonFlags(variant),
		...engineDefines,
		"-w",
		`-I${join(simulatorXs, "engine")}`,
		...packageIncludes,
	];
}

/** Flags for the platform around the engine; `generated` holds the generated headers. */
export function platformFlags(variant: Variant, generated: string): string[] {
	const folders = [join(simulatorXs, "include"), join(simulatorXs, "engine"), generated];
	return [...commonFlags(variant), ...engineDefines, ...warnings, ...includes(folders), ...packageIncludes];
}

/** Flags for the C of modules and drivers, which is as on the chip; `folders` are the manifests'. */
export function moduleFlags(
	variant: Variant,
	generated: string,
	folders: readonly string[],
	extra = "",
): string[] {
	const own = [join(simulatorXs, "include"), generated, ...folders];
	return [...commonFlags(variant), ...warnings, ...includes(own), ...packageIncludes, ...words(extra)];
}

/** The flags for linking, before `-o`. */
export function linkerFlags(variant: Variant, libraries = ""): string[] {
	return ["-pthread", ...sanitizerFlags(variant), "-lm", "-ldl", ...words(libraries)];
}

const warnings = ["-Wall", "-Wextra", "-Werror"];

const engineDefines = ["-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="platform.h"'];

const packageIncludes = ["includes", "platforms", "sources"].flatMap((folder) => [
	"-isystem",
	join(enginePackage, folder),
]);

function commonFlags(variant: Variant): string[] {
	const debug = (variant.debug ?? true) ? ["-DmxDebug=1"] : [];
	return [
		"-std=gnu11",
		"-O2",
		"-g",
		"-pthread",
		"-fno-common",
		"-D_GNU_SOURCE",
		...debug,
		...sanitizerFlags(variant),
	];
}

function includes(folders: readonly string[]): string[] {
	return folders.map((folder) => `-I${folder}`);
}

function sanitizerFlags({ sanitize }: Variant): string[] {
	return sanitize === undefined
		? []
		: [`-fsanitize=${sanitize}`, "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"];
}

function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== "");
}
