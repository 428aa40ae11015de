import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { Stamps } from "./files";

interface Entry {
	command: string;
	inputs: Record<string, string>;
}

/** Remembers, in a file, of what and how each output was made, so that only what is out of date is made again. */
export class BuildRecord {
	readonly #path: string;
	readonly #entries: Map<string, Entry>;
	readonly #stamps = new Stamps();
	#changed = false;

	/** Reads the file at `path`; one that is missing or damaged only means that everything is made again. */
	constructor(path: string) {
		this.#path = path;
		this.#entries = new Map(readEntries(path));
	}

	/** Whether `output` exists, was made by `command`, and nothing that it was made of has changed since. */
	isFresh(output: string, command: string): boolean {
		const entry = this.#entries.get(output);
		if (entry?.command !== command || this.#stamps.of(output) === "") return false;
		return Object.entries(entry.inputs).every(([path, stamp]) => this.#stamps.of(path) === stamp);
	}

	/**
	 * Notes that `output` was made by `command` of `inputs`, beginning at `start` (milliseconds since 1970). An input that
	 * was written since then may have been read too early: the output counts as out of date.
	 */
	add(output: string, command: string, inputs: readonly string[], start: number): void {
		this.#stamps.forget(output);
		const stamps = inputs.map((path): [string, string] => {
			const stamp = this.#stamps.of(path);
			return [path, parseFloat(stamp) < start ? stamp : "written too late"];
		});
		this.#entries.set(output, { command, inputs: Object.fromEntries(stamps) });
		this.#changed = true;
	}

	/** Forgets `output`, which is about to be made anew. */
	remove(output: string): void {
		this.#stamps.forget(output);
		if (this.#entries.delete(output)) this.#changed = true;
	}

	/** Writes the file if anything has changed. */
	save(): void {
		if (!this.#changed) return;
		mkdirSync(dirname(this.#path), { recursive: true });
		writeFileSync(this.#path, JSON.stringify([...this.#entries]));
		this.#changed = false;
	}
}

function readEntries(path: string): [string, Entry][] {
	try {
		return JSON.parse(readFileSync(path, "utf8")) as [string, Entry][];
	} catch {
		return [];
	}
}
