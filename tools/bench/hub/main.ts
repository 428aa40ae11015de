import { parseArgs } from "node:util";
import { measureDelivery } from "./delivery";

const benchmarks: Record<string, (seconds: number) => Promise<void>> = {
	delivery: measureDelivery,
};

const names = Object.keys(benchmarks).join(", ");
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { seconds: { type: "string", default: "15" }, help: { type: "boolean", short: "h" } },
});
const seconds = Number(values.seconds);
const unknown = positionals.filter((name) => !(name in benchmarks));

if (values.help === true) {
	console.log(`npm run bench:hub -- [--seconds N] [NAME]...

Measures what it costs the hub to pass pictures on. Names: ${names}; all by default.
--seconds N  how long each figure is measured (3 to 600; 15 by default)`);
} else if (!Number.isInteger(seconds) || seconds < 3 || seconds > 600) {
	console.error(`--seconds ${values.seconds}: it must be a whole number from 3 to 600`);
	process.exitCode = 2;
} else if (unknown.length > 0) {
	console.error(`${unknown.join(", ")}: no such benchmark; there are ${names}`);
	process.exitCode = 2;
} else {
	for (const [name, benchmark] of Object.entries(benchmarks))
		if (positionals.length === 0 || positionals.includes(name)) await benchmark(seconds);
}
