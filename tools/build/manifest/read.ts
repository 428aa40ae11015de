import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { BuildError } from "../build-error";
import { readJsonObject } from "./json";
import { matchPlatform } from "./platforms";
import { readPlatforms, readSection, type Section } from "./sections";
import type { Variables } from "./variables";

/** A manifest as it stands in its file, and the entry of its `platforms` that holds. */
export interface Manifest extends Section {
	path: string;
	directory: string;
	platform: Section | undefined;
}

/**
 * Reads the manifest at `path` and all that it includes, for `platform`, each file once. The included come before the
 * one that includes them: that is the order in which they are merged. Throws a {@link BuildError}.
 */
export function readManifests(path: string, platform: string, variables: Variables): Manifest[] {
	const read: Manifest[] = [];
	const seen = new Set<string>();
	visit(resolve(path), path);
	return read;

	function visit(file: string, named: string): void {
		if (seen.has(file)) return;
		seen.add(file);
		if (!existsSync(file)) throw new BuildError("manifest", `${named}: there is no such manifest`);
		const manifest = readManifest(file, platform);
		const where = manifest.platform === undefined ? [manifest] : [manifest, manifest.platform];
		for (const section of where) variables.define(section.build, manifest.directory, `${file}: "build"`);
		for (const section of where)
			for (const include of section.include) {
				const place = `${file}: "include"`;
				const target = resolve(manifest.directory, variables.expand(include, place));
				visit(target, `${place}: "${include}"`);
			}
		read.push(manifest);
	}
}

function readManifest(path: string, platform: string): Manifest {
	const json = readJsonObject(path);
	const platforms = readPlatforms(json, path);
	const name = matchPlatform([...platforms.keys()], platform);
	const entry = name === undefined ? undefined : platforms.get(name);
	return {
		...readSection(json, path),
		path,
		directory: dirname(path),
		platform: entry && readSection(entry, `${path}: "platforms": "${String(name)}"`),
	};
}
