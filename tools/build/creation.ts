import { BuildError } from "./build-error";
import { isObject, type Json, type JsonObject } from "./manifest/json";

/**
 * The limits of the XS machine. Moddable SDK, documentation/tools/manifest.md, "creation": chunk heap in bytes, heap and
 * stack in slots, parser buffer in bytes.
 */
export interface Creation {
	/** Specifier of the module that is run. */
	main: string;
	/** Every number by its dotted name, such as `chunk.initial`. */
	numbers: Map<string, number>;
}

const defaults: readonly (readonly [string, number])[] = [
	["static", 0],
	["chunk.initial", 32768],
	["chunk.incremental", 1024],
	["heap.initial", 2048],
	["heap.incremental", 64],
	["stack", 384],
	["keys.initial", 256],
	["keys.incremental", 0],
	["keys.name", 127],
	["keys.symbol", 127],
	["parser.buffer", 32768],
	["parser.table", 1993],
	["nativeStack", 0],
];

/**
 * Fills in what `creation` leaves open, with mcconfig's defaults. Throws a {@link BuildError} that names `manifest` for
 * what is wrong with it.
 */
export function completeCreation(creation: JsonObject, manifest = "manifest"): Creation {
	const numbers = new Map(defaults);
	const { main = "main", ...rest } = creation;
	if (typeof main !== "string")
		throw new BuildError(
			"manifest",
			`${manifest}: "creation": "main" is ${JSON.stringify(main)}; it must be a module's specifier`,
		);
	for (const [name, value] of flatten(rest, "")) {
		const number = name === "keys.available" ? "keys.initial" : name;
		if (!numbers.has(number))
			throw new BuildError(
				"manifest",
				`${manifest}: "creation": "${name}" is not one of ${[...numbers.keys()].join(", ")}`,
			);
		if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
			throw new BuildError(
				"manifest",
				`${manifest}: "creation": "${name}" is ${JSON.stringify(value)}; it must be a whole number, 0 or more`,
			);
		numbers.set(number, value);
	}
	return { main, numbers };
}

function* flatten(object: JsonObject, prefix: string): Generator<[string, Json]> {
	for (const [key, value] of Object.entries(object)) {
		if (isObject(value)) yield* flatten(value, `${prefix}${key}.`);
		else yield [prefix + key, value];
	}
}
