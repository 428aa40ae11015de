import { parseArgs } from "node:util";
import { fuzzClient } from "./client";
import { fuzzReader, hasLibFuzzer } from "./reader";

const { values } = parseArgs({
	options: {
		seconds: { type: "string", default: "120" },
		first: { type: "string", default: String(Date.now() % 0x7fffffff) },
		help: { type: "boolean", short: "h" },
	},
});
const seconds = Number(values.seconds);
const first = Number(values.first);

if (values.help === true) {
	console.log(`npm run fuzz -- [--seconds N] [--first SEED]

Gives the WebSocket client what a hostile server could: libFuzzer's inputs to the reader of frames (clang), and spoilt
streams to the whole client on XS, both under AddressSanitizer and UndefinedBehaviorSanitizer.
--seconds N    for how long, together (10 to 86400; 120 by default)
--first SEED   the first scenario's seed; from the clock by default. What went wrong with a seed does so again with it.`);
} else if (!Number.isInteger(seconds) || seconds < 10 || seconds > 86_400 || !Number.isInteger(first)) {
	console.error(
		`--seconds ${values.seconds} --first ${values.first}: whole numbers, seconds from 10 to 86400`,
	);
	process.exitCode = 2;
} else {
	const half = Math.floor(seconds / 2);
	if (await hasLibFuzzer()) {
		const said = await fuzzReader(half);
		console.log(`Reader: ${/Done (\d+) runs/.exec(said)?.[1] ?? "?"} inputs, nothing wrong.`);
	} else
		console.log(
			"Reader: skipped, as clang with libFuzzer is missing: apt-get install clang libclang-rt-14-dev",
		);
	const count = await fuzzClient(half, first, true);
	console.log(`Client on XS: ${count} scenarios from seed ${first} on, nothing wrong.`);
}
