import { buildPage } from "./page-build/build";
import { HubError } from "./common/errors";
import { optionsFromEnvironment } from "./options";
import { startHub } from "./server";

try {
	await buildPage();
	const hub = await startHub(optionsFromEnvironment(process.env));
	for (const signal of ["SIGINT", "SIGTERM"] as const) {
		process.once(signal, () => void hub.close());
	}
} catch (error) {
	if (!(error instanceof HubError)) throw error;
	process.stderr.write(`belltower: ${error.message}\n`);
	process.exitCode = 1;
}
