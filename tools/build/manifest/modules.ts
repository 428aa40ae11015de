import { dirname, resolve } from "node:path";
import { BuildError } from "../build-error";
import { Folders, matchFiles, type Match } from "./pattern";

/** A JavaScript, TypeScript or JSON module. */
export interface Module {
	specifier: string;
	path: string;
	kind: "typescript" | "javascript" | "json";
}

/** The files that the `modules` of all manifests name. */
export interface ModuleFiles {
	modules: Module[];
	/** C sources to be compiled and linked. */
	sources: string[];
	headers: string[];
	/** Folders for the compiler's include path: those that hold headers, and those named with a slash at the end. */
	includes: string[];
	/** Clashes that mcconfig settles in silence: by these the build must stop. */
	clashes: BuildError[];
}

/** One right-hand side of `modules`, with variables expanded, and where it stands, for messages. */
export interface ModulePattern {
	pattern: string;
	place: string;
}

/**
 * Finds the files of `modules` (left-hand sides to patterns, those of all manifests together) by mcconfig's rules:
 * what `~` names is left out, `*` on the left is replaced by what the pattern's `*` stands for, and of each name the
 * extension says what it is. Throws a {@link BuildError} for a pattern that finds nothing.
 */
export function findModules(patterns: Map<string, ModulePattern[]>): ModuleFiles {
	const search = new Search();
	for (const item of patterns.get("~") ?? []) search.exclude(item);
	for (const [target, items] of patterns)
		if (target !== "~") for (const item of items) search.include(target, item);
	return search.found;
}

const kinds: Record<string, Module["kind"]> = {
	".ts": "typescript",
	".js": "javascript",
	".mjs": "javascript",
	".json": "json",
};

const otherLanguages = new Set([".cc", ".cpp", ".m", ".java", ".pio"]);

class Search {
	readonly found: ModuleFiles = { modules: [], sources: [], headers: [], includes: [], clashes: [] };
	readonly #folders = new Folders();
	readonly #excluded = new Set<string>();
	readonly #byPath = new Map<string, string>();
	readonly #byName = new Map<string, string>();

	exclude(item: ModulePattern): void {
		for (const match of this.#match(item)) {
			if (match.extension === ".h") this.#addHeader(match.path);
			else this.#excluded.add(match.path);
		}
	}

	include(target: string, item: ModulePattern): void {
		const star = target.lastIndexOf("*");
		for (const match of this.#match(item)) {
			const specifier = star < 0 ? target : target.slice(0, star) + match.name;
			if (!this.#excluded.has(match.path)) this.#add(specifier, match, item.place);
		}
	}

	#match({ pattern, place }: ModulePattern): Match[] {
		const matches = matchFiles(pattern, this.#folders);
		if (matches === undefined)
			throw new BuildError("manifest", `${place}: there is no folder ${dirname(pattern)}`);
		const known = matches.filter((match) => isKnown(match));
		if (known.length > 0) return known;
		if (pattern.endsWith("/") && this.#folders.list(resolve(pattern)) !== undefined) {
			this.#addFolder(resolve(pattern));
			return [];
		}
		throw new BuildError("manifest", `${place}: no module or C file matches ${pattern}`);
	}

	#add(specifier: string, { path, extension }: Match, place: string): void {
		const kind = kinds[extension];
		if (kind !== undefined) {
			if (this.#isNew(path, specifier, specifier, place)) this.found.modules.push({ specifier, path, kind });
		} else if (extension === ".c") {
			const name = `${path.slice(path.lastIndexOf("/") + 1)}.o`;
			if (this.#isNew(path, name, name, place)) this.found.sources.push(path);
		} else if (extension === ".h") this.#addHeader(path);
		else if (otherLanguages.has(extension))
			this.found.clashes.push(new BuildError("manifest", `${place}: ${path}: the simulator builds C only`));
	}

	#isNew(path: string, name: string, specifier: string, place: string): boolean {
		const otherName = this.#byPath.get(path);
		if (otherName !== undefined) {
			if (otherName !== name)
				this.#clash(`${place}: ${path} would be both "${otherName}" and "${specifier}"`);
			return false;
		}
		this.#byPath.set(path, name);
		const otherPath = this.#byName.get(name);
		if (otherPath !== undefined) {
			this.#clash(`${place}: both ${otherPath} and ${path} would be "${name}"`);
			return false;
		}
		this.#byName.set(name, path);
		return true;
	}

	#clash(message: string): void {
		this.found.clashes.push(
			new BuildError("manifest", `${message}; mcconfig would take the first in silence`),
		);
	}

	#addHeader(path: string): void {
		if (!this.found.headers.includes(path)) this.found.headers.push(path);
		this.#addFolder(dirname(path));
	}

	#addFolder(folder: string): void {
		if (!this.found.includes.includes(folder)) this.found.includes.push(folder);
	}
}

function isKnown({ path, extension }: Match): boolean {
	if (extension === ".json") return !path.slice(path.lastIndexOf("/") + 1).startsWith("manifest");
	return (
		extension in kinds ||
		extension === ".c" ||
		extension === ".h" ||
		extension === ".d.ts" ||
		otherLanguages.has(extension)
	);
}
