/**
 * Which of the names in a manifest's `platforms` holds for `platform` (`lin`, or with a subplatform `lin/name`). One at
 * most does: the whole name or a wildcard (`lin/*`, or `*` and `/name`) first, then the platform without its subplatform,
 * then `...`. Moddable SDK, documentation/tools/manifest.md, "Subplatforms".
 */
export function matchPlatform(names: readonly string[], platform: string): string | undefined {
	const parts = platform.split("/");
	for (let count = parts.length; count > 0; count--) {
		const partial = parts.slice(0, count).join("/");
		const match = names.find((name) => matches(name, partial));
		if (match !== undefined) return match;
	}
	return names.find((name) => name === "...");
}

function matches(name: string, partial: string): boolean {
	if (name.endsWith("/*")) return partial.startsWith(name.slice(0, -1));
	if (name.startsWith("*/")) return partial.endsWith(name.slice(1));
	return name === partial;
}
