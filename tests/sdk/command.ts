import { spawn } from "node:child_process";

/**
 * Runs a command to its end in a process group of its own. After `milliseconds` the whole group is killed.
 * @returns what it printed.
 * @throws Error with what it printed, when it was killed or its status is not 0.
 */
export async function runCommand(
	command: string,
	parameters: readonly string[],
	options: { directory: string; environment: NodeJS.ProcessEnv; milliseconds: number },
): Promise<string> {
	const child = spawn(command, parameters, {
		cwd: options.directory,
		detached: true,
		env: options.environment,
		stdio: ["ignore", "pipe", "pipe"],
	});
	let output = "";
	const collect = (data: Buffer): void => {
		output += data.toString();
	};
	child.stdout.on("data", collect);
	child.stderr.on("data", collect);
	const deadline = AbortSignal.timeout(options.milliseconds);
	const kill = (): void => {
		if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
	};
	deadline.addEventListener("abort", kill);
	try {
		const status = await new Promise<number | null>((resolve, reject) => {
			child.once("error", reject);
			child.once("close", resolve);
		});
		if (deadline.aborted)
			throw new Error(
				`${command} took more than ${options.milliseconds} ms; it printed:\n${lastLines(output)}`,
			);
		if (status !== 0) throw new Error(`${command} ended with ${status}; it printed:\n${lastLines(output)}`);
		return output;
	} finally {
		deadline.removeEventListener("abort", kill);
	}
}

/** What a person wants to see of a build that failed: its end. */
function lastLines(output: string): string {
	return output.split("\n").slice(-60).join("\n");
}
