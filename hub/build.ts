import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PAGE_FOLDER } from "./page-folder";

const SOURCE = fileURLToPath(new URL("page/", import.meta.url));
const WIRE = fileURLToPath(new URL("wire/", import.meta.url));
const STAMP = join(PAGE_FOLDER, ".built-from");
/** What the page loads by name: its program, the two halves of its sound that run on the audio thread, and its style. */
const ENTRIES = ["main.ts", "player-worklet.ts", "recorder-worklet.ts", "style.css"];
const COPIES = ["index.html", "icon.svg", "manifest.webmanifest"];

/** Bundles the page into `PAGE_FOLDER`, unless it was built from just these sources already. */
export async function buildPage(): Promise<void> {
	const sources = await fingerprint();
	const built = await readFile(STAMP, "utf8").catch(() => "");
	if (built === sources) return;
	const { build } = await import("esbuild");
	await rm(PAGE_FOLDER, { recursive: true, force: true });
	await mkdir(PAGE_FOLDER, { recursive: true });
	await build({
		entryPoints: ENTRIES.map((name) => join(SOURCE, name)),
		outdir: PAGE_FOLDER,
		bundle: true,
		format: "esm",
		target: ["chrome109", "firefox115", "safari16.4"],
		minify: true,
		sourcemap: true,
		legalComments: "none",
		logLevel: "warning",
	});
	for (const name of COPIES) await writeFile(join(PAGE_FOLDER, name), await readFile(join(SOURCE, name)));
	await writeFile(STAMP, sources);
}

/** A hash of everything that the page is made from. */
async function fingerprint(): Promise<string> {
	const hash = createHash("sha256").update(await readFile(fileURLToPath(import.meta.url)));
	for (const folder of [SOURCE, WIRE]) {
		const names = await readdir(folder, { recursive: true });
		for (const name of names.sort()) {
			if (!/\.(ts|css|html|svg|webmanifest)$/.test(name)) continue;
			hash.update(name).update(await readFile(join(folder, name)));
		}
	}
	return hash.digest("hex");
}
