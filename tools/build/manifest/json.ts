import { readFileSync } from "node:fs";
import { BuildError } from "../build-error";

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** An object as JSON holds it. */
export interface JsonObject {
	[key: string]: Json;
}

/** Whether `value` is an object: neither null nor an array. */
export function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reads a JSON file that holds one object. Throws a {@link BuildError} that names the file and, of a syntax error, the line. */
export function readJsonObject(path: string): JsonObject {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (cause) {
		throw new BuildError("manifest", `${path}: cannot be read; it must be a file of JSON`, { cause });
	}
	let value: Json;
	try {
		value = JSON.parse(text) as Json;
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		const position = / at position (\d+)/.exec(message)?.[1];
		const line = position === undefined ? "" : `:${text.slice(0, Number(position)).split("\n").length}`;
		throw new BuildError("manifest", `${path}${line}: is not JSON: ${message}`, { cause });
	}
	if (!isObject(value)) throw new BuildError("manifest", `${path}: must hold one JSON object`);
	return value;
}

/**
 * Merges `source` into `target`, objects (and arrays, index by index) recursively, anything else by replacement:
 * what mcconfig does with `config`, `creation` and `defines`.
 */
export function mergeObject(target: JsonObject | Json[], source: JsonObject | Json[]): void {
	const into = target as JsonObject;
	for (const [key, value] of Object.entries(source as JsonObject)) {
		const present = into[key];
		if (typeof present === "object" && present !== null && typeof value === "object" && value !== null)
			mergeObject(present, value);
		else into[key] = structuredClone(value);
	}
}
