import { join } from "node:path";
import { BuildError } from "../build-error";
import type { JsonObject } from "./json";

/**
 * The variables of `build`, for `$(NAME)` in paths. One set for all manifests, as with mcconfig: what is set later holds
 * for the modules of manifests read earlier, too.
 */
export class Variables {
	readonly #values: Map<string, string>;
	readonly #shell: NodeJS.ProcessEnv;

	/** `values` stand from the start; `shell` answers for names that no manifest sets. */
	constructor(values: Record<string, string>, shell: NodeJS.ProcessEnv) {
		this.#values = new Map(Object.entries(values));
		this.#shell = shell;
	}

	/** The value of a variable, if it has one. */
	get(name: string): string | undefined {
		return this.#values.get(name) ?? this.#shell[name];
	}

	/** Replaces each `$(NAME)` in `text`. Throws a {@link BuildError} that starts with `place` for a name that has no value. */
	expand(text: string, place: string): string {
		return text.replace(/\$\(([^)]+)\)/g, (_, name: string) => {
			const value = this.get(name);
			if (value !== undefined) return value;
			throw new BuildError(
				"manifest",
				`${place}: $(${name}) in "${text}" has no value; set it in "build" or in the shell`,
			);
		});
	}

	/**
	 * Takes a manifest's `build` in. `"NAME ?="` prefers the shell's value; a value that starts with `./` is relative to
	 * `directory`; `LIBRARIES` and `C_FLAGS` add up.
	 */
	define(build: JsonObject, directory: string, place: string): void {
		for (const [key, value] of Object.entries(build)) {
			if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
				throw new BuildError("manifest", `${place}: "${key}" must be a string`);
			const text = String(value);
			if (key === "LIBRARIES" || key === "C_FLAGS") {
				const present = this.#values.get(key);
				this.#values.set(key, present === undefined ? text : `${present} ${text}`);
				continue;
			}
			const optional = key.endsWith(" ?=");
			const name = optional ? key.slice(0, -3) : key;
			const shell = optional && !this.#values.has(name) ? this.#shell[name] : undefined;
			this.#values.set(name, shell ?? relativeTo(directory, this.expand(text, `${place}: "${key}"`)));
		}
	}
}

function relativeTo(directory: string, value: string): string {
	return value.startsWith("./") ? join(directory, value) : value;
}
