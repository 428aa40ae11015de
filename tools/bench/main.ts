import { parseArgs } from "node:util";
import { measureDrivers } from "./drivers";
import { measureHeap } from "./heap";
import { measureLatency } from "./latency";
import { measureLoad } from "./load";
import { measureUpdate } from "./update";
import { measureWebSocket } from "./websocket";

const benchmarks: Record<string, (seconds: number) => Promise<void>> = {
	latency: measureLatency,
	heap: measureHeap,
	load: measureLoad,
	websocket: measureWebSocket,
	drivers: measureDrivers,
	update: measureUpdate,
};

const names = Object.keys(benchmarks).join(", ");
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { seconds: { type: "string", default: "60" }, help: { type: "boolean", short: "h" } },
});
const seconds = Number(values.seconds);
const unknown = positionals.filter((name) => !(name in benchmarks));

if (values.help === true) {
	console.log(`npm run bench -- [--seconds N] [NAME]...

Measures what a person feels and what it costs, and prints a table each. Names: ${names}; all by default.
--seconds N  how long each figure is measured (5 to 600; 60 by default)`);
} else if (!Number.isInteger(seconds) || seconds < 5 || seconds > 600) {
	console.error(`--seconds ${values.seconds}: it must be a whole number from 5 to 600`);
	process.exitCode = 2;
} else if (unknown.length > 0) {
	console.error(`${unknown.join(", ")}: no such benchmark; there are ${names}`);
	process.exitCode = 2;
} else {
	for (const [name, benchmark] of Object.entries(benchmarks))
		if (positionals.length === 0 || positionals.includes(name)) await benchmark(seconds);
}
