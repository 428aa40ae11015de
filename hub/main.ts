import { runCommand } from "./cli/cli";
import { buildPage } from "./page-build/build";
import { greeting } from "./cli/greeting";
import { startHub } from "./server";
import { isDiskError } from "./store/database-error";

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
		/* Where nobody waits for a write: with a disk that is full the door must still be answered. */
		process.on("uncaughtException", (error) => {
			if (!isDiskError(error)) throw error;
			hub.log.error({ code: error.code }, error.message);
		});
		/* The log is for programs; who sits before it is told in words. */
		if (output.isTTY) output.write(greeting(hub, options.host));
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			process.once(signal, () => void hub.close());
		}
	},
);
