import { join } from "node:path";
import { enginePackage, simulatorXs } from "./layout";

/** For `-fsanitize=`. */
export type Sanitizers = "address,undefined" | "thread";

/** What tells the folders of a build with sanitizers from those of the usual one. */
export function sanitizerSuffix(sanitize: Sanitizers | undefined): string {
	return sanitize === undefined ? "" : `-${sanitize.replaceAll(",", "-")}`;
}

/**
 * The compiler's flags for the engine's source of this name. simulator/xs/README.md, "Building". XS reads its byte code
 * at odd addresses, so UndefinedBehaviorSanitizer is for what is around it; xsCommon.c reads strings by whole words, past
 * their ends, which AddressSanitizer cannot know to be harmless.
 */
export function engineFlags(sanitize: Sanitizers | undefined, name: string): string[] {
	const without = name === "xsCommon.c" ? "address,undefined" : "undefined";
	return [...commonFlags(sanitize), `-fno-sanitize=${without}`, "-w", `-I${join(enginePackage, "sources")}`];
}

/** Flags for the platform around the engine. */
export function platformFlags(sanitize: Sanitizers | undefined): string[] {
	return [...commonFlags(sanitize), ...warnings, "-isystem", join(enginePackage, "sources")];
}

/** Flags for the C of modules and drivers; `folders` hold headers, `extra` is a manifest's `C_FLAGS`. */
export function moduleFlags(
	sanitize: Sanitizers | undefined,
	folders: readonly string[],
	extra = "",
): string[] {
	return [...commonFlags(sanitize), ...warnings, ...folders.map((folder) => `-I${folder}`), ...words(extra)];
}

/** The flags for linking, before `-o`. */
export function linkerFlags(sanitize: Sanitizers | undefined, libraries = ""): string[] {
	return ["-pthread", ...sanitizerFlags(sanitize), "-lm", "-ldl", ...words(libraries)];
}

const warnings = ["-Wall", "-Wextra", "-Werror"];

function commonFlags(sanitize: Sanitizers | undefined): string[] {
	return [
		...["-std=gnu11", "-O2", "-g", "-pthread", "-fno-common"],
		...["-D_GNU_SOURCE", "-DINCLUDE_XSPLATFORM=1", '-DXSPLATFORM="platform.h"'],
		...sanitizerFlags(sanitize),
		...["include", "engine"].map((folder) => `-I${join(simulatorXs, folder)}`),
		...["includes", "platforms"].flatMap((folder) => ["-isystem", join(enginePackage, folder)]),
	];
}

function sanitizerFlags(sanitize: Sanitizers | undefined): string[] {
	return sanitize === undefined
		? []
		: [`-fsanitize=${sanitize}`, "-fno-omit-frame-pointer", "-fno-sanitize-recover=all"];
}

function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== "");
}
