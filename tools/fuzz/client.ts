import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildFirmware } from "../build/firmware";
import { root } from "../build/layout";

const folder = join(root, "tests", "websocket", "fuzz");

/** How long the program may be silent beyond its time before it counts as hanging. */
const patience = 60_000;

/**
 * Plays the scenarios of seeds.txt to the whole client on XS, and new ones from `first` on for `seconds`. Resolves with
 * how many were right; rejects when one was not, or when the program crashed or hung.
 */
export async function fuzzClient(seconds: number, first: number, sanitize: boolean): Promise<number> {
	const program = await buildFirmware({
		manifest: join(folder, "manifest.json"),
		name: "fuzz",
		sanitize: sanitize ? "address,undefined" : undefined,
	});
	const seeds = readFileSync(join(folder, "seeds.txt"), "utf8").trim().split("\n");
	const config = { seeds: seeds.join(","), first, milliseconds: seconds * 1000 };
	const child = spawn(
		program.executable,
		[...program.args, ...Object.entries(config).flatMap(([name, value]) => ["--config", `${name}=${value}`])],
		{ stdio: ["ignore", "pipe", "pipe"] },
	);
	const timer = setTimeout(() => child.kill("SIGKILL"), seconds * 1000 + patience);
	const said: string[] = [];
	let count: number | undefined;
	createInterface({ input: child.stderr }).on("line", (line) => said.push(line));
	createInterface({ input: child.stdout }).on("line", (line) => {
		said.push(line);
		if (line.startsWith("@end ")) count = Number(line.slice(5));
		if (/^@(end|wrong) /.test(line)) setTimeout(() => child.kill("SIGTERM"), 100);
	});
	const [status] = (await once(child, "close")) as [number | null];
	clearTimeout(timer);
	if (count === undefined || status !== 0)
		throw new Error(`The program ended with ${status ?? "a signal"}. It printed:\n${said.join("\n")}`);
	return count;
}
