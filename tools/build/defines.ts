import { BuildError } from "./build-error";
import type { JsonObject } from "./manifest/json";

/**
 * The text of `mc.defines.h`: a macro `MODDEF_A_B` for each value of a manifest's `defines`, as mcconfig names and
 * writes it. Moddable SDK, documentation/tools/defines.md. Throws a {@link BuildError} that names `manifest`.
 */
export function definesHeader(defines: JsonObject, manifest = "manifest"): string {
	return `#pragma once\n\n${[...lines("MODDEF_", defines, manifest)].join("\n")}\n`;
}

function* lines(prefix: string, defines: JsonObject, manifest: string): Generator<string> {
	for (const [key, value] of Object.entries(defines)) {
		const name = prefix + key.toUpperCase();
		if (value === null) yield `#define ${name} NULL`;
		else if (typeof value === "string")
			yield `#define ${name} ${value.startsWith("#") ? `"${value.slice(1)}"` : value}`;
		else if (typeof value !== "object") yield `#define ${name} (${value})`;
		else if (!Array.isArray(value)) yield* lines(`${name}_`, value, manifest);
		else if (value.every((item) => typeof item === "number")) yield `#define ${name} {${value.join(", ")}}`;
		else if (value.every((item) => typeof item === "string"))
			yield `#define ${name} ${value.join(" \\\n\t")}`;
		else
			throw new BuildError(
				"manifest",
				`${manifest}: "defines": "${key}" must hold only numbers or only strings`,
			);
	}
}
