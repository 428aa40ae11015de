import { HubError } from "../../hub/common/errors";
import { BuildError } from "../build/build-error";
import { help } from "./help";
import { parseOptions } from "./options";
import type { Session } from "./session";
import { UsageError } from "./usage-error";

/** Runs `npm start`. Resolves with the exit status: 0 when stopped, 1 when something failed, 2 for a wrong option. */
async function main(): Promise<number> {
	try {
		const options = parseOptions(process.argv.slice(2));
		if (options === "help") {
			process.stdout.write(help);
			return 0;
		}
		/* Brings the hub and all that it is made of, which is not needed to say what is wrong with an option. */
		const { Session } = await import("./session");
		const session = new Session(options);
		for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) stopOn(signal, session);
		process.stdout.on("error", () => session.stop());
		process.on("exit", () => session.kill());
		return (await session.run()) ? 0 : 1;
	} catch (error) {
		if (error instanceof UsageError) {
			console.error(`${error.message}\nnpm start -- --help lists the options.`);
			return 2;
		}
		console.error(error instanceof BuildError || error instanceof HubError ? error.message : error);
		return 1;
	}
}

/** The first such signal stops the session in good order, the next one at once. */
function stopOn(signal: NodeJS.Signals, session: Session): void {
	process.once(signal, () => {
		session.stop();
		process.on(signal, () => process.exit(1));
	});
}

process.exitCode = await main();
