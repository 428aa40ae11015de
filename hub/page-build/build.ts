import { createHash } from "node:crypto";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { HubError } from "../common/errors";
import { PAGE_FOLDER } from "./page-folder";

const SOURCE = fileURLToPath(new URL("../page/", import.meta.url));
const WIRE = fileURLToPath(new URL("../wire/", import.meta.url));
/** Holds the hash of the sources that the page was built from. */
const STAMP = ".built-from";
/**
 * What the page loads by name: its program, the two halves of its sound that run on the audio thread, what shows
 * notifications, and its style.
 */
const ENTRIES: Readonly<Record<string, string>> = {
	main: "main.tsx",
	theme: "theme.ts",
	"player-worklet": "audio/player-worklet.ts",
	"recorder-worklet": "audio/recorder-worklet.ts",
	"service-worker": "rings/service-worker.ts",
	style: "style.css",
};
const COPIES = ["index.html", "icon.svg", "manifest.webmanifest"];

/**
 * Bundles the page into `PAGE_FOLDER`, unless it was built from just these sources already.
 * @throws HubError `no-page` if nothing can be written there
 */
export async function buildPage(): Promise<void> {
	const sources = await fingerprint();
	const built = await readFile(join(PAGE_FOLDER, STAMP), "utf8").catch(() => "");
	if (built === sources) return;
	try {
		await bundle(sources);
	} catch (error) {
		if (!(error instanceof Error && "syscall" in error)) throw error;
		throw new HubError(
			"no-page",
			`the page can't be built (${error.message}); build it once as a user who may write there: npm run build:page`,
			error,
		);
	}
}

async function bundle(sources: string): Promise<void> {
	const { build } = await import("esbuild");
	const made = await mkdir(dirname(PAGE_FOLDER), { recursive: true });
	if (made !== undefined) await chmod(made, 0o755);
	const folder = await mkdtemp(`${PAGE_FOLDER}-`);
	await build({
		entryPoints: Object.fromEntries(
			Object.entries(ENTRIES).map(([name, source]) => [name, join(SOURCE, source)]),
		),
		outdir: folder,
		bundle: true,
		format: "esm",
		jsx: "automatic",
		jsxImportSource: "preact",
		target: ["chrome109", "firefox115", "safari16.4"],
		minify: true,
		sourcemap: true,
		legalComments: "none",
		logLevel: "warning",
	});
	for (const name of COPIES) await cp(join(SOURCE, name), join(folder, name));
	await writeFile(join(folder, STAMP), sources);
	/* Built by one user, it may be served by another. */
	await chmod(folder, 0o755);
	for (const name of await readdir(folder)) await chmod(join(folder, name), 0o644);
	await replace(folder);
}

/** Puts a folder in the page's place, in a moment, so that a hub that runs never serves half a page. */
async function replace(folder: string): Promise<void> {
	const old = `${folder}-old`;
	await rename(PAGE_FOLDER, old).catch(() => undefined);
	await rename(folder, PAGE_FOLDER);
	await rm(old, { recursive: true, force: true });
}

/** A hash of everything that the page is made from. */
async function fingerprint(): Promise<string> {
	const hash = createHash("sha256").update(await readFile(fileURLToPath(import.meta.url)));
	for (const folder of [SOURCE, WIRE]) {
		const names = await readdir(folder, { recursive: true });
		for (const name of names.sort()) {
			if (!/\.(tsx?|css|html|svg|webmanifest)$/.test(name)) continue;
			hash.update(name).update(await readFile(join(folder, name)));
		}
	}
	return hash.digest("hex");
}
