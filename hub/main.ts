import { runCommand } from "./cli/cli";
import { buildPage } from "./page-build/build";
import { startHub } from "./server";

/* What the hub keeps is for its own user's eyes. */
process.umask(0o077);
const { stdin: input, stdout: output, stderr: errors } = process;
process.exitCode = await runCommand(
	process.argv.slice(2),
	process.env,
	{ input, output, errors },
	async (options) => {
		await buildPage();
		const hub = await startHub(options);
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			process.once(signal, () => void hub.close());
		}
	},
);
