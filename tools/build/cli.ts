import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { BuildError } from "./build-error";
import { buildFirmware } from "./firmware";
import { root } from "./layout";
import { ProgressLine } from "./progress-line";

const help = `Builds a firmware for the simulator.

Usage: npm run build:simulator -- [options] [manifest.json]

  --name NAME        folder in build/simulator (default: belltower)
  --sanitize KINDS   "address,undefined" or "thread"
  --help             this text
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			name: { type: "string", default: "belltower" },
			sanitize: { type: "string" },
			help: { type: "boolean", default: false },
		},
		allowPositionals: true,
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const { sanitize } = values;
	if (sanitize !== undefined && sanitize !== "thread" && sanitize !== "address,undefined")
		throw new TypeError(`--sanitize ${sanitize}: it must be "address,undefined" or "thread"`);
	const line = new ProgressLine(process.stderr);
	try {
		const { executable, args } = await buildFirmware({
			manifest: resolve(positionals[0] ?? `${root}/manifest.json`),
			name: values.name,
			sanitize,
			progress: line.show,
			warn: (message) => console.warn(message),
		});
		line.clear();
		console.log([executable, ...args].join(" "));
	} catch (error) {
		line.clear();
		throw error;
	}
}

main().catch((error: unknown) => {
	if (error instanceof TypeError) {
		console.error(`${error.message}\nSee npm run build:simulator -- --help`);
		process.exitCode = 2;
	} else {
		console.error(error instanceof BuildError ? error.message : error);
		process.exitCode = 1;
	}
});
