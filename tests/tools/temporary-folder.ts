import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder for one test; `remove` it afterwards. */
export class TemporaryFolder {
	readonly path = realpathSync(mkdtempSync(join(tmpdir(), "belltower-")));

	/** Writes files by their paths in it; what is neither text nor bytes is written as JSON. Returns the folder's path. */
	write(files: Readonly<Record<string, unknown>>): string {
		for (const [name, content] of Object.entries(files)) {
			const path = join(this.path, name);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(
				path,
				typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content),
			);
		}
		return this.path;
	}

	/** The absolute path of something in it. */
	at(name: string): string {
		return join(this.path, name);
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}
