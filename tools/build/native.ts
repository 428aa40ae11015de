import { mkdirSync, renameSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { readDependencies, runCompiler } from "./compiler";
import type { BuildRecord } from "./record";

/** A C file to be compiled. */
export interface Compilation {
	source: string;
	object: string;
	flags: readonly string[];
}

/** Called before each step with how many of all are done and which comes now. */
export type StepProgress = (done: number, total: number, item: string) => void;

/**
 * Compiles what is out of date, as many at a time as there are processors. `record` keeps what was done, also when one
 * fails. Rejects with the first failure, when no compiler runs any more.
 */
export async function compileAll(
	compiler: string,
	compilations: readonly Compilation[],
	record: BuildRecord,
	progress: StepProgress,
	signal?: AbortSignal,
): Promise<void> {
	const stale = compilations.filter(({ object, flags }) => !record.isFresh(object, command(compiler, flags)));
	const waiting = [...stale];
	const failed = new AbortController();
	const stop = signal === undefined ? failed.signal : AbortSignal.any([failed.signal, signal]);
	let done = 0;
	let failure: unknown;

	async function work(): Promise<void> {
		for (let next = waiting.shift(); next !== undefined && failure === undefined; next = waiting.shift()) {
			progress(done, stale.length, next.source);
			try {
				await compile(compiler, next, record, stop);
			} catch (error) {
				failure ??= error;
				failed.abort();
			}
			done++;
		}
	}

	await Promise.all(Array.from({ length: Math.min(availableParallelism(), stale.length) }, work));
	if (failure !== undefined) throw failure instanceof Error ? failure : new Error("compilation failed");
}

/** Links the objects to an executable, if one is newer or others are to be linked; it appears at once and whole. */
export async function link(
	compiler: string,
	objects: readonly string[],
	executable: string,
	flags: readonly string[],
	record: BuildRecord,
	progress: StepProgress,
): Promise<void> {
	const key = command(compiler, [...flags, ...objects]);
	if (record.isFresh(executable, key)) return;
	progress(0, 1, executable);
	record.remove(executable);
	const start = Date.now();
	const temporary = `${executable}.new`;
	await runCompiler(compiler, [...objects, "-rdynamic", ...flags, "-o", temporary]);
	renameSync(temporary, executable);
	record.add(executable, key, objects, start);
}

async function compile(
	compiler: string,
	{ source, object, flags }: Compilation,
	record: BuildRecord,
	signal: AbortSignal,
): Promise<void> {
	const dependencies = object.replace(/\.o$/, ".d");
	mkdirSync(dirname(object), { recursive: true });
	record.remove(object);
	const start = Date.now();
	await runCompiler(compiler, [...flags, "-MMD", "-MF", dependencies, "-c", source, "-o", object], signal);
	record.add(object, command(compiler, flags), readDependencies(dependencies), start);
}

function command(compiler: string, flags: readonly string[]): string {
	return [compiler, ...flags].join(" ");
}
