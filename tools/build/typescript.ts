import { createRequire } from "node:module";
import type ts from "typescript";
import { BuildError } from "./build-error";
import type { JsonObject } from "./manifest/json";
import { nativeMethods } from "./native-methods";

/** A module's JavaScript and the source map that leads back to its TypeScript. */
export interface Transpiled {
	javascript: string;
	/** JSON, version 3, one source: the absolute path of the TypeScript file. */
	sourceMap: string;
}

const typeCheckingOnly = new Set([
	"lib",
	"types",
	"paths",
	"outDir",
	"rootDir",
	"baseUrl",
	"typeRoots",
	"files",
]);

/**
 * Makes a compiler of single modules to ES2022, the newest that XS 13 runs. Types are not checked: `npm run types` does
 * that. `options` are a manifest's `typescript.tsconfig.compilerOptions`. Loading takes a third of a second; more by far
 * with import, which searches the compiler's nine megabytes for what they export.
 */
export function loadTranspiler(options: JsonObject): (path: string, source: string) => Transpiled {
	const compiler = createRequire(import.meta.url)("typescript") as typeof ts;
	const emitting = Object.fromEntries(Object.entries(options).filter(([key]) => !typeCheckingOnly.has(key)));
	const converted = compiler.convertCompilerOptionsFromJson(emitting, ".");
	if (converted.errors.length > 0) throw typescriptError(compiler, converted.errors);
	const compilerOptions: ts.CompilerOptions = {
		...converted.options,
		target: compiler.ScriptTarget.ES2022,
		module: compiler.ModuleKind.ESNext,
		sourceMap: true,
		newLine: compiler.NewLineKind.LineFeed,
	};
	return (path, source) => {
		const output = compiler.transpileModule(source, {
			compilerOptions,
			fileName: path,
			reportDiagnostics: true,
			transformers: { before: [nativeMethods(compiler)] },
		});
		if (output.diagnostics !== undefined && output.diagnostics.length > 0)
			throw typescriptError(compiler, output.diagnostics);
		const map = JSON.parse(output.sourceMapText ?? "{}") as { sources?: string[]; sourceRoot?: string };
		delete map.sourceRoot;
		map.sources = [path];
		return { javascript: output.outputText, sourceMap: JSON.stringify(map) };
	};
}

function typescriptError(compiler: typeof ts, diagnostics: readonly ts.Diagnostic[]): BuildError {
	const text = compiler.formatDiagnostics(diagnostics, {
		getCanonicalFileName: (name) => name,
		getCurrentDirectory: () => process.cwd(),
		getNewLine: () => "\n",
	});
	return new BuildError("typescript", text.trim());
}
