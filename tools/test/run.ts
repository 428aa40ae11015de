import { spawn, type ChildProcess } from "node:child_process";
import { root } from "../build/layout";

const running = new Set<ChildProcess>();
process.on("exit", () => {
	for (const child of running) child.kill("SIGKILL");
});

/** Runs a program in the repository's root, its output shown as it comes. Resolves with whether its exit status was 0. */
export async function run(
	program: string,
	parameters: readonly string[],
	environment = {},
): Promise<boolean> {
	const child = spawn(program, parameters, {
		cwd: root,
		stdio: "inherit",
		env: { ...process.env, ...environment },
	});
	return ended(child, program);
}

/** Waits for a child that is to be killed if this process ends before it. Resolves with whether its exit status was 0. */
export async function ended(child: ChildProcess, program: string): Promise<boolean> {
	running.add(child);
	const succeeded = await new Promise<boolean>((resolve) => {
		child.on("error", (error) => {
			console.error(`${program} could not be run: ${error.message}`);
			resolve(false);
		});
		child.on("close", (code) => resolve(code === 0));
	});
	running.delete(child);
	return succeeded;
}
