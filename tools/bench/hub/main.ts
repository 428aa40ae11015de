import { parseArgs } from "node:util";
import { measureComingAndGoing } from "./coming-and-going";
import { measureDelivery } from "./delivery";
import { measureDoorbells } from "./doorbells";
import { measureMemory } from "./memory";

/** Seconds that viewers come and go where nothing else is asked for. */
const comingAndGoing = 300;

const benchmarks: Record<string, (seconds: number | undefined) => Promise<void>> = {
	delivery: (given) => measureDelivery(given ?? 15),
	doorbells: (given) => measureDoorbells(given ?? 15),
	memory: measureMemory,
	churn: (given) => measureComingAndGoing(given ?? comingAndGoing),
};

const names = Object.keys(benchmarks).join(", ");
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { seconds: { type: "string" }, help: { type: "boolean", short: "h" } },
});
const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
const unknown = positionals.filter((name) => !(name in benchmarks));

if (values.help === true) {
	console.log(`npm run bench:hub -- [--seconds N] [NAME]...

Measures what it costs the hub to pass pictures on. Names: ${names}; all by default.
--seconds N  how long each figure is measured (3 to 600; 15 by default, and 300 for churn)`);
} else if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 3 || seconds > 600)) {
	console.error(`--seconds ${values.seconds ?? ""}: it must be a whole number from 3 to 600`);
	process.exitCode = 2;
} else if (unknown.length > 0) {
	console.error(`${unknown.join(", ")}: no such benchmark; there are ${names}`);
	process.exitCode = 2;
} else {
	for (const [name, benchmark] of Object.entries(benchmarks))
		if (positionals.length === 0 || positionals.includes(name)) await benchmark(seconds);
}
