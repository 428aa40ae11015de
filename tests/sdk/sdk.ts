import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

import { runCommand } from "./command";
import { TypeScriptService } from "./typescript-service";
import { root } from "../../tools/build/layout";

/** Where all that these tests build goes; it stays, so that the next run has less to build. */
const output = join(root, "build/sdk");

const path = process.env["MODDABLE"] ?? join(homedir(), ".local/share/moddable");
const toolFolders = ["release", "debug"].map((build) => join(path, "build/bin/lin", build));

/** Why there is no Moddable SDK to be tested with, or undefined if there is one. */
export function sdkMissing(): string | undefined {
	if (!existsSync(join(path, "tools/mcconfig.js")))
		return `there is no Moddable SDK in ${path}; MODDABLE says where it is`;
	if (tool("mcconfig") === undefined) return `the Moddable SDK's tools are not built: no mcconfig in ${path}`;
	return undefined;
}

/** Why the SDK's simulator can't be run, or undefined if it can. */
export function simulatorMissing(): string | undefined {
	const simulator = tool("mcsim");
	if (simulator === undefined) return "the Moddable SDK's simulator is not built";
	const libraries = spawnSync("ldd", [simulator], { encoding: "utf8" }).stdout;
	const missing = /^\s*(\S+) => not found/m.exec(libraries)?.[1];
	return missing === undefined
		? undefined
		: `the Moddable SDK's simulator needs ${missing} (Debian: libgtk-3-0)`;
}

/** The path of one of the SDK's programs. */
export function tool(name: string): string | undefined {
	return toolFolders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** What mcconfig has made for ESP-IDF. */
export interface Esp32Project {
	/** The folder with the makefile and the generated C. */
	readonly folder: string;
	/** The ESP-IDF project in it. */
	readonly project: string;
}

/** A warning of xsc names a file, one of xsl a module. */
function isWarning(line: string): boolean {
	return line.includes("warning: ") && !line.startsWith(path) && !line.startsWith("### warning: ssl/");
}

/** What comes before ESP-IDF's part. */
export interface LinkedFirmware {
	/** The path of the C file. */
	readonly linked: string;
	/** The lines in which xsc and xsl warn of something, but of the SDK's own modules. */
	readonly warnings: readonly string[];
}

/** Builds with the SDK's tools. */
export class Sdk {
	readonly #typeScript: TypeScriptService;
	/** The tools are on the PATH, and a `tsc`. */
	readonly #environment: NodeJS.ProcessEnv;

	private constructor(typeScript: TypeScriptService) {
		this.#typeScript = typeScript;
		this.#environment = typeScript.environment({
			...process.env,
			MODDABLE: path,
			PATH: [...toolFolders, process.env["PATH"]].join(delimiter),
		});
	}

	/** To be closed. */
	static async open(): Promise<Sdk> {
		mkdirSync(output, { recursive: true });
		return new Sdk(await TypeScriptService.start());
	}

	async close(): Promise<void> {
		await this.#typeScript.stop();
	}

	/**
	 * Builds a manifest for the SDK's Linux simulator, as `mcconfig -d -m -p lin` does; `config` is what would stand on
	 * the command line.
	 * @returns the program, to be opened by mcsim.
	 */
	async buildForSimulator(manifest: string, config: Readonly<Record<string, string>> = {}): Promise<string> {
		const settings = Object.entries(config).map(([name, value]) => `${name}=${value}`);
		await this.#run("mcconfig", [
			...["-d", "-m", "-p", "lin", "-t", "build", "-o", output, manifest],
			...settings,
		]);
		return join(output, "bin/lin/mc/debug", basename(dirname(manifest)), "mc.so");
	}

	/**
	 * Has mcconfig generate what it builds for `platform` (`esp32`, `esp32/esp32s3`, `esp32:boards/...`). `subplatform`
	 * and `chip` are what mcconfig makes of that. No ESP-IDF is needed. The firmware's manifest unless another is named.
	 */
	async configureForEsp32(
		platform: string,
		subplatform: string,
		chip: string,
		manifest = join(root, "manifest.json"),
	): Promise<Esp32Project> {
		const folder = join(output, "tmp/esp32", subplatform, "debug", basename(dirname(manifest)));
		// What was compiled before would not be warned of again.
		rmSync(join(folder, "modules"), { recursive: true, force: true });
		rmSync(join(folder, "mc.xs.c"), { force: true });
		await this.#run("mcconfig", ["-d", "-p", platform, "-o", output, manifest]);
		return { folder, project: join(folder, `xsProj-${chip}`) };
	}

	/**
	 * Makes what comes before ESP-IDF's part: TypeScript to JavaScript to byte code to C, and the ESP-IDF project's own
	 * files. ESP-IDF is asked for its version only (any folder under git will do) and for the header that it makes of
	 * the configuration (which is empty).
	 */
	async linkForEsp32({ folder, project }: Esp32Project): Promise<LinkedFirmware> {
		const header = join(project, "build/config/sdkconfig.h");
		mkdirSync(dirname(header), { recursive: true });
		writeFileSync(header, "");
		const linked = join(folder, "mc.xs.c");
		const printed = await this.#run("make", ["-f", join(folder, "makefile"), `IDF_PATH=${root}`, linked]);
		return { linked, warnings: printed.split("\n").filter(isWarning) };
	}

	async #run(command: string, parameters: readonly string[]): Promise<string> {
		const options = { directory: root, environment: this.#environment, milliseconds: 300_000 };
		return await runCommand(command, parameters, options);
	}
}
