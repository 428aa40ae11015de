type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/**
 * Puts the value of a `--config name=value` in its place; `a.b=value` means a property of an object. The value is JSON
 * where what it replaces is not a string, and else the text itself, as with mcconfig.
 */
function override(config: Record<string, Json>, text: string): void {
	const [path = "", ...rest] = text.split("=");
	const names = path.split(".");
	const name = names.pop() ?? "";
	let target: { [name: string]: Json } = config;
	for (const each of names) {
		const inner = target[each];
		if (typeof inner !== "object" || inner === null || Array.isArray(inner))
			throw new Error(`--config ${text}: the manifests' config has no object "${each}"`);
		target = inner;
	}
	target[name] = toValue(target[name], rest.join("="), text);
}

function toValue(before: Json | undefined, value: string, text: string): Json {
	if (before === undefined || typeof before === "string") return value;
	try {
		return JSON.parse(value) as Json;
	} catch (cause) {
		throw new Error(
			`--config ${text}: the value must be JSON, as it takes the place of ${JSON.stringify(before)}`,
			{ cause },
		);
	}
}

function freeze(value: Json): void {
	if (typeof value !== "object" || value === null) return;
	Object.values(value).forEach(freeze);
	Object.freeze(value);
}

const config = JSON.parse(native("xs_config_text").call(undefined)) as Record<string, Json>;
for (const text of native("xs_config_overrides").call(undefined) as string[]) override(config, text);
freeze(config);

/** The manifests' `config`, with what the command line overrides. Frozen. */
export default config;
