import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../../tools/build/layout";

const run = promisify(execFile);
const patience = 300_000;

/** A Python that has the suite, or why there is none. */
export type Python = { python: string; missing?: undefined } | { missing: string };

/** Makes a virtual environment in `build/` with what requirements.txt names, unless there is one already. */
export async function preparePython(): Promise<Python> {
	const folder = join(root, "build", "autobahn");
	const python = join(folder, "bin", "python");
	const requirements = join(import.meta.dirname, "requirements.txt");
	const wanted = readFileSync(requirements, "utf8");
	const stamp = join(folder, "requirements.txt");
	if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { python };
	try {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder, { recursive: true });
		await run("python3", ["-m", "venv", folder], { timeout: patience });
		const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements];
		await run(python, pip, { timeout: patience });
		writeFileSync(stamp, wanted);
		return { python };
	} catch (error) {
		const { stderr = "" } = error as { stderr?: string };
		const said = [...stderr.trim().split("\n"), String(error)].find((line) => line !== "") ?? "";
		return { missing: `python3 with venv and pip cannot install the suite: ${said.slice(0, 200)}` };
	}
}
