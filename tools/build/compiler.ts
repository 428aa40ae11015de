import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { BuildError } from "./build-error";

/**
 * The C compiler's path: `$CC`, or `cc` on the PATH. Throws a {@link BuildError} that says what to install if there is
 * none.
 */
export function findCompiler(environment: NodeJS.ProcessEnv = process.env): string {
	const name = environment["CC"] ?? "cc";
	const folders = name.includes("/") ? [""] : (environment["PATH"] ?? "").split(delimiter);
	for (const folder of folders) {
		const path = folder === "" ? name : join(folder, name);
		try {
			accessSync(path, constants.X_OK);
			return path;
		} catch {
			continue;
		}
	}
	throw new BuildError(
		"missing-tool",
		`The C compiler "${name}" was not found; install it first (on Debian: apt-get install gcc libc6-dev)`,
	);
}

/** Runs the compiler. Rejects with a {@link BuildError} that holds what it said, if it fails or `signal` aborts. */
export async function runCompiler(
	compiler: string,
	parameters: string[],
	signal?: AbortSignal,
): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const child = spawn(compiler, parameters, {
			stdio: ["ignore", "ignore", "pipe"],
			...(signal && { signal }),
		});
		const said: Buffer[] = [];
		child.stderr.on("data", (data: Buffer) => said.push(data));
		child.on("error", (cause) => {
			reject(new BuildError("compiler", `${compiler} could not be run: ${cause.message}`, { cause }));
		});
		child.on("close", (code, by) => {
			if (code === 0) resolve();
			else {
				const text = Buffer.concat(said).toString().trim();
				reject(
					new BuildError("compiler", text || `${compiler} ended with ${by ?? `status ${code ?? "unknown"}`}`),
				);
			}
		});
	});
}

/** The files that a dependency file, as written by `cc -MMD`, names, the source first. */
export function readDependencies(path: string): string[] {
	const text = readFileSync(path, "utf8").replace(/\\\n/g, " ");
	const list = text.slice(text.indexOf(": ") + 2).trim();
	return list.split(/(?<!\\)\s+/).map((name) => name.replaceAll("\\ ", " "));
}
