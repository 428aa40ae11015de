import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const client = fileURLToPath(new URL("tsc-client.cjs", import.meta.url));

/**
 * A `tsc` for mcconfig. mcconfig runs tsc once for each file, and each run reads and checks anew all that the file
 * imports: more than a minute for the firmware. This one checks all files of a build as one program, with the options
 * that mcconfig wrote, when the first is asked for; then it writes each one's JavaScript when its turn comes.
 */
export class TypeScriptService {
	readonly #folder: string;
	readonly #server: Server;
	readonly #builds = new Map<string, Build>();

	private constructor(folder: string, server: Server) {
		this.#folder = folder;
		this.#server = server;
		server.on("connection", (socket) => {
			let path = "";
			socket.setEncoding("utf8");
			socket.on("data", (text: string) => (path += text));
			socket.on("end", () => {
				this.#compile(path).then(
					(answer) => socket.end(answer),
					(error: unknown) => socket.end(`${String(error)}\n`),
				);
			});
			socket.on("error", () => socket.destroy());
		});
	}

	static async start(): Promise<TypeScriptService> {
		const folder = await mkdtemp(join(tmpdir(), "belltower-tsc-"));
		const tools = join(folder, "bin");
		await mkdir(tools);
		const script = `#!/bin/sh\nexec "${process.execPath}" "${client}" "$@"\n`;
		await writeFile(join(tools, "tsc"), script, { mode: 0o755 });
		const server = createServer({ allowHalfOpen: true });
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(join(folder, "socket"), resolve);
		});
		return new TypeScriptService(folder, server);
	}

	/** The environment with `tsc` being this one. */
	environment(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
		return {
			...from,
			NODE_OPTIONS: "",
			PATH: `${join(this.#folder, "bin")}:${from["PATH"] ?? ""}`,
			BELLTOWER_TYPESCRIPT: join(this.#folder, "socket"),
		};
	}

	async stop(): Promise<void> {
		await new Promise((resolve) => this.#server.close(resolve));
		await rm(this.#folder, { recursive: true });
	}

	/** Compiles the one file that the tsconfig at `path` names. Returns what tsc would print: nothing if all is well. */
	async #compile(path: string): Promise<string> {
		const { extends: base } = JSON.parse(await readFile(path, "utf8")) as { extends: string };
		const content = await readFile(base, "utf8");
		let build = this.#builds.get(base);
		if (build?.content !== content) {
			build = new Build(base, content);
			this.#builds.set(base, build);
		}
		return build.compile(path);
	}
}

/** All TypeScript files of one of mcconfig's builds, as one program. */
class Build {
	readonly content: string;
	readonly #host: ts.CompilerHost;
	readonly #program: ts.Program;

	constructor(base: string, content: string) {
		this.content = content;
		const folder = dirname(base);
		const each = ts.sys.readDirectory(folder, ["-tsconfig.json"]).map((path) => parse(path));
		const options = { ...each[0]?.options, configFilePath: base };
		delete options.outDir;
		this.#host = ts.createCompilerHost(options);
		this.#program = ts.createProgram(
			each.flatMap(({ fileNames }) => fileNames),
			options,
			this.#host,
		);
	}

	compile(path: string): string {
		const { fileNames, options } = parse(path);
		const [name = ""] = fileNames;
		const source = this.#program.getSourceFile(name);
		const diagnostics = [
			...this.#program.getOptionsDiagnostics(),
			...this.#program.getGlobalDiagnostics(),
			...this.#program.getSyntacticDiagnostics(source),
			...this.#program.getSemanticDiagnostics(source),
		];
		if (diagnostics.length > 0) return ts.formatDiagnostics(diagnostics, this.#host);
		const program = ts.createProgram(fileNames, options, this.#host, this.#program);
		program.emit(program.getSourceFile(name));
		return "";
	}
}

function parse(path: string): ts.ParsedCommandLine {
	const { config } = ts.readConfigFile(path, (name) => ts.sys.readFile(name)) as { config: unknown };
	return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path), undefined, path);
}
