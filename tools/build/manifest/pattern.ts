import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** A file that a pattern found. */
export interface Match {
	path: string;
	/** What the pattern's `*` stands for, or the pattern's own name without its extension. */
	name: string;
	/** With its dot; `.d.ts` is one. */
	extension: string;
}

/** Lists folders for {@link matchFiles}, each once, and remembers them. */
export class Folders {
	readonly #names = new Map<string, { file: string; base: string; extension: string }[]>();

	/** The files of a folder by name; undefined if there is no such folder. */
	list(folder: string): readonly { file: string; base: string; extension: string }[] | undefined {
		let names = this.#names.get(folder);
		if (names === undefined) {
			try {
				names = readdirSync(folder, { withFileTypes: true })
					.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
					.map((entry) => ({ file: entry.name, ...splitName(entry.name) }))
					.sort((a, b) => (a.file < b.file ? -1 : 1));
			} catch {
				return undefined;
			}
			this.#names.set(folder, names);
		}
		return names;
	}
}

/**
 * The files that the right-hand side of a manifest's `modules` names, the way mcconfig understands it: `dir/name` is each
 * file called `name` with any extension, `dir/name.ts` that one file, `dir/start*` and `dir/*` each file that starts so.
 * A slash at the end finds nothing. Undefined if the folder does not exist.
 */
export function matchFiles(pattern: string, folders: Folders): Match[] | undefined {
	if (pattern.endsWith("/")) return [];
	const folder = dirname(pattern);
	const listed = folders.list(folder);
	if (listed === undefined) return undefined;
	const wanted = basename(pattern);
	const star = wanted.lastIndexOf("*");
	const matches: Match[] = [];
	for (const { file, base, extension } of listed) {
		const path = join(folder, file);
		if (star >= 0) {
			if (base.startsWith(wanted.slice(0, star))) matches.push({ path, name: base.slice(star), extension });
		} else if (base === wanted || file === wanted) matches.push({ path, name: base, extension });
	}
	return matches;
}

function splitName(file: string): { base: string; extension: string } {
	const extension = file.endsWith(".d.ts") ? ".d.ts" : extname(file);
	return { base: file.slice(0, file.length - extension.length), extension };
}
