import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file, and the folders above it, unless it already holds just this: so its time stays, and nothing is built anew. */
export function writeIfChanged(path: string, text: string): void {
	try {
		if (readFileSync(path, "utf8") === text) return;
	} catch {
		mkdirSync(dirname(path), { recursive: true });
	}
	writeFileSync(path, text);
}

/** Says of files when and how large they are, asking the system once for each. */
export class Stamps {
	readonly #stamps = new Map<string, string>();

	/** Time and size of a file, in one word; an empty one if there is no such file. */
	of(path: string): string {
		let stamp = this.#stamps.get(path);
		if (stamp === undefined) {
			const status = statSync(path, { throwIfNoEntry: false });
			stamp = status === undefined ? "" : `${status.mtimeMs}:${status.size}`;
			this.#stamps.set(path, stamp);
		}
		return stamp;
	}

	/** Forgets what is known of a file that was written. */
	forget(path: string): void {
		this.#stamps.delete(path);
	}
}
