import { parseArgs } from "node:util";
import { percentile, printTable } from "../bench/figures";
import { type Condition, nameOf, readCondition, usual } from "./conditions";
import { type Findings, Laboratory } from "./laboratory";

const { values } = parseArgs({
	options: {
		seconds: { type: "string", default: "10" },
		condition: { type: "string", multiple: true, default: [] },
		help: { type: "boolean", short: "h", default: false },
	},
});

const columns = [
	"network",
	"pictures",
	"left after",
	"a second",
	"at the end",
	"dropped",
	"microphone",
	"waits",
	"dropped",
	"speaker",
	"meant",
	"silence",
	"left out",
	"connects",
];

function both(times: readonly number[]): string {
	const shown = (share: number): string => (times.length > 0 ? percentile(times, share).toFixed(0) : "-");
	return `${shown(0.5)} / ${shown(0.99)}`;
}

function rowOf(
	condition: Condition,
	{ pictures, microphone, speaker, framesPerSecond, counted }: Findings,
): string[] {
	return [
		nameOf(condition),
		both(pictures),
		String(counted.age),
		framesPerSecond.toFixed(1),
		counted.choice,
		String(counted.picturesDropped),
		both(microphone),
		String(counted.queue),
		String(counted.soundDropped),
		both(speaker),
		String(counted.target),
		counted.concealed.toFixed(0),
		counted.leftOut.toFixed(0),
		String(counted.connects),
	];
}

async function run(conditions: readonly Condition[], seconds: number): Promise<void> {
	const laboratory = await Laboratory.open();
	const rows: string[][] = [];
	try {
		for (const condition of conditions) {
			rows.push(rowOf(condition, await laboratory.examine(condition, seconds)));
			if (process.stderr.isTTY) console.error(`${rows.length} of ${conditions.length}: ${nameOf(condition)}`);
		}
	} finally {
		await laboratory.close();
		printTable(
			`Pictures, the microphone and the speaker together over networks of all kinds, ${seconds} s each after 4 s to get used to
it. Pairs are p50 / p99 in milliseconds: pictures and the microphone from capture to the viewer, the speaker from the
viewer's voice to the door. Left after: the oldest picture as it left the doorbell's socket (sampled every 2 s); a
second: pictures that arrived; waits: the most sound between codec and network; meant: how much sound is to wait for
the speaker; silence and left out: milliseconds that the speaker concealed and dropped; connects: how often the
doorbell connected anew. Dropped are pictures, and chunks of 15 ms`,
			columns,
			rows,
		);
	}
}

if (values.help) {
	console.log(`npm run lab -- [--seconds N] [--condition RATE[,DELAY[,LOSS[,STALL]]]]...

Runs a simulated doorbell and a hub over slow, late, lossy networks and prints what arrives and when, as a table.
--seconds N    how long each is measured (3 to 600; 10 by default; for longer where it stands still)
--condition C  only this one: kbit/s (0: no bound), ms one way, per cent of segments lost, s that it stands still once`);
} else {
	try {
		const seconds = Number(values.seconds);
		if (!Number.isInteger(seconds) || seconds < 3 || seconds > 600)
			throw new Error(`--seconds ${values.seconds}: it must be a whole number from 3 to 600`);
		await run(values.condition.length > 0 ? values.condition.map(readCondition) : usual, seconds);
	} catch (error) {
		console.error(error instanceof Error ? error.message : String(error));
		process.exitCode = 2;
	}
}
