import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { BuildError } from "./build-error";
import { completeCreation } from "./creation";
import { writeIfChanged } from "./files";
import type { Firmware } from "./manifest/firmware";
import type { Module } from "./manifest/modules";
import type { StepProgress } from "./native";
import type { BuildRecord } from "./record";
import { loadTranspiler, type Transpiled } from "./typescript";

/** What makes of a module what it is: a change of these makes all anew. */
const transpilers = ["typescript.ts", "native-methods.ts"].map((name) => join(import.meta.dirname, name));

/**
 * Writes a firmware's modules as ES2022, each with its source map, and the index from which the simulator's loader knows
 * them. Throws a {@link BuildError}.
 */
export function writeImage(
	firmware: Firmware,
	folder: string,
	record: BuildRecord,
	progress: StepProgress,
): void {
	const options = JSON.stringify([firmware.compilerOptions, transpilers]);
	const stale = firmware.modules.filter((module) => !record.isFresh(outputOf(module, folder), options));
	let transpile: ((path: string, source: string) => Transpiled) | undefined;
	for (const [index, module] of stale.entries()) {
		progress(index, stale.length, module.path);
		if (module.kind === "typescript") transpile ??= loadTranspiler(firmware.compilerOptions);
		writeModule(module, folder, options, record, transpile);
	}
	writeIfChanged(join(folder, "config.json"), `${JSON.stringify(firmware.config, undefined, "\t")}\n`);
	writeIfChanged(join(folder, "image"), indexOf(firmware));
}

function writeModule(
	module: Module,
	folder: string,
	options: string,
	record: BuildRecord,
	transpile: ((path: string, source: string) => Transpiled) | undefined,
): void {
	const output = outputOf(module, folder);
	const start = Date.now();
	record.remove(output);
	const source = readFileSync(module.path, "utf8");
	if (module.kind === "typescript" && transpile !== undefined) {
		const { javascript, sourceMap } = transpile(module.path, source);
		writeIfChanged(`${output}.map`, sourceMap);
		writeIfChanged(output, nameSourceMap(javascript, `${basename(output)}.map`));
	} else {
		if (existsSync(`${output}.map`)) rmSync(`${output}.map`);
		writeIfChanged(
			output,
			module.kind === "json" ? `export default ${source}` : `${source}\n//# sourceURL=${module.path}\n`,
		);
	}
	record.add(output, options, [module.path, ...transpilers], start);
}

/** The compiler names the map after the source; the file is named after the specifier. */
function nameSourceMap(javascript: string, map: string): string {
	return `${javascript.replace(/\/\/# sourceMappingURL=.*\s*$/, "")}//# sourceMappingURL=${map}\n`;
}

/** The index: one record a line, fields separated by a tab. simulator/xs/README.md describes it. */
function indexOf(firmware: Firmware): string {
	const { main, numbers } = completeCreation(firmware.creation);
	const lines = [
		["belltower-image", "1"],
		["name", firmware.variables.get("NAME") ?? ""],
		["main", main],
		["config", "config.json"],
	];
	for (const [name, value] of numbers) lines.push(["creation", name, String(value)]);
	for (const module of firmware.modules) lines.push(["module", module.specifier, relativeOutput(module)]);
	for (const specifier of preloaded(firmware)) lines.push(["preload", specifier]);
	return lines.map((fields) => `${fields.join("\t")}\n`).join("");
}

/**
 * The specifiers that `preload` names, each once. Throws a {@link BuildError} for one that names none, and for a wildcard
 * that means TypeScript, of which mcconfig (8.2.3) preloads nothing.
 */
function preloaded({ preload, modules }: Firmware): Set<string> {
	const specifiers = preload.flatMap(({ pattern, place }) => {
		const star = pattern.lastIndexOf("*");
		const found = modules.filter(({ specifier }) =>
			star < 0 ? specifier === pattern : specifier.startsWith(pattern.slice(0, star)),
		);
		const names = found.map(({ specifier }) => specifier);
		if (names.length === 0) throw new BuildError("manifest", `${place}: no module is called "${pattern}"`);
		if (star >= 0 && found.some(({ kind }) => kind === "typescript"))
			throw new BuildError(
				"manifest",
				`${place}: "${pattern}": mcconfig preloads no TypeScript by a wildcard; name each: ${JSON.stringify(names)}`,
			);
		return names;
	});
	return new Set(specifiers);
}

function outputOf(module: Module, folder: string): string {
	return join(folder, relativeOutput(module));
}

function relativeOutput({ specifier }: Module): string {
	return `modules/${specifier.replaceAll(":", "~")}.js`;
}
