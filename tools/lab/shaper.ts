import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCompiler, runCompiler } from "../build/compiler";
import { root } from "../build/layout";
import type { Network } from "./conditions";

const source = fileURLToPath(new URL("shaper.c", import.meta.url));
const program = join(root, "build", "lab", "shaper");

/** A slow network between the doorbell and the hub, on loopback: see shaper.c. */
export class Shaper {
	/** Where the doorbell connects to. */
	readonly port: number;
	readonly #child: ChildProcess;

	private constructor(child: ChildProcess, port: number) {
		this.#child = child;
		this.port = port;
	}

	/** Compiles the program and starts it before the hub's port. */
	static async start(port: number): Promise<Shaper> {
		mkdirSync(dirname(program), { recursive: true });
		await runCompiler(findCompiler(), [
			"-std=gnu11",
			"-O2",
			"-Wall",
			"-Wextra",
			"-Werror",
			source,
			"-o",
			program,
		]);
		const child = spawn(program, [String(port)], { stdio: ["pipe", "pipe", "inherit"] });
		const listening = await new Promise<number>((resolve, reject) => {
			child.stdout.once("data", (data: Buffer) => resolve(Number(data.toString())));
			child.once("exit", (code) => reject(new Error(`the shaper ended with exit status ${code ?? "none"}`)));
		});
		return new Shaper(child, listening);
	}

	/** From now on the network is like this. */
	set({ rate, delay, loss }: Network): void {
		this.#say(`set ${rate * 1000} ${delay} ${Math.round(loss * 10_000)}`);
	}

	/** Nothing passes for so many milliseconds. */
	stall(milliseconds: number): void {
		this.#say(`stall ${milliseconds}`);
	}

	close(): void {
		this.#child.removeAllListeners("exit");
		this.#child.stdin?.end();
	}

	#say(line: string): void {
		this.#child.stdin?.write(`${line}\n`);
	}
}
