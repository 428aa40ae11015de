import { BuildError } from "../build-error";
import { isObject, type Json, type JsonObject } from "./json";

/** What a manifest, or one of its platforms, may hold. Moddable SDK, documentation/tools/manifest.md. */
export interface Section {
	build: JsonObject;
	include: string[];
	modules: Map<string, string[]>;
	config: JsonObject;
	defines: JsonObject;
	creation: JsonObject;
	preload: string[];
	strip: string[];
	errors: string[];
	warnings: string[];
	compilerOptions: JsonObject;
	/** Keys that mcconfig knows, that are in use here, and that the simulator has nothing for. */
	unsupported: string[];
}

const unsupportedKeys = new Set(["resources", "data", "ble", "commonjs", "ffi", "recipes", "zephyrOverlay"]);

const otherPlatformsKeys = new Set([
	"dependency",
	"components",
	"zephyrConfig",
	"zephyrShields",
	"run",
	"bundle",
	"provider",
]);

/** Reads one section's keys; `where` names manifest and section in messages. Throws a {@link BuildError}. */
export function readSection(json: JsonObject, where: string): Section {
	const section: Section = {
		build: {},
		include: [],
		modules: new Map(),
		config: {},
		defines: {},
		creation: {},
		preload: [],
		strip: [],
		errors: [],
		warnings: [],
		compilerOptions: {},
		unsupported: [],
	};
	for (const [key, value] of Object.entries(json)) {
		const place = `${where}: "${key}"`;
		switch (key) {
			case "build":
			case "config":
			case "defines":
			case "creation":
				section[key] = object(value, place);
				break;
			case "include":
			case "preload":
			case "strip":
				section[key] = strings(value, place);
				break;
			case "error":
				section.errors = strings(value, place);
				break;
			case "warning":
				section.warnings = strings(value, place);
				break;
			case "modules":
				for (const [target, sources] of Object.entries(object(value, place)))
					section.modules.set(target, strings(sources, `${place}: "${target}"`));
				break;
			case "typescript":
				section.compilerOptions = compilerOptions(object(value, place), place);
				break;
			case "platforms":
				break;
			default:
				if (unsupportedKeys.has(key)) {
					if (Object.keys(Object(value) as object).length > 0) section.unsupported.push(key);
				} else if (!otherPlatformsKeys.has(key))
					throw new BuildError("manifest", `${place} is not a key that a manifest has`);
		}
	}
	return section;
}

/** Reads a manifest's `platforms`. Throws a {@link BuildError}. */
export function readPlatforms(json: JsonObject, where: string): Map<string, JsonObject> {
	const platforms = new Map<string, JsonObject>();
	if (json["platforms"] === undefined) return platforms;
	const place = `${where}: "platforms"`;
	for (const [name, value] of Object.entries(object(json["platforms"], place)))
		platforms.set(name, object(value, `${place}: "${name}"`));
	return platforms;
}

function compilerOptions(json: JsonObject, place: string): JsonObject {
	for (const key of Object.keys(json))
		if (key !== "tsconfig" && key !== "compiler")
			throw new BuildError(
				"manifest",
				`${place}: "${key}" is not a key that it has; it may have "tsconfig" and "compiler"`,
			);
	if (json["tsconfig"] === undefined) return {};
	const options = object(json["tsconfig"], `${place}: "tsconfig"`)["compilerOptions"];
	return options === undefined ? {} : object(options, `${place}: "tsconfig": "compilerOptions"`);
}

function object(value: Json | undefined, place: string): JsonObject {
	if (isObject(value)) return value;
	throw new BuildError("manifest", `${place} is ${describe(value)}; it must be an object`);
}

function strings(value: Json, place: string): string[] {
	const list = Array.isArray(value) ? value : [value];
	return list.map((item) => {
		if (typeof item === "string") return item;
		throw new BuildError(
			"manifest",
			`${place} holds ${describe(item)}; it must be a string or an array of strings`,
		);
	});
}

function describe(value: Json | undefined): string {
	if (value === null || value === undefined) return "nothing";
	if (Array.isArray(value)) return "an array";
	return isObject(value) ? "an object" : JSON.stringify(value);
}
