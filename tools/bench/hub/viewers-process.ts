import { createInterface } from "node:readline";
import { Churn } from "./churn";
import { machineTime, RawViewer } from "./raw-viewer";

/**
 * The viewers of a benchmark, in a process of their own. Answers lines on the standard input: `open PORT COUNT DEVICE…`
 * (the devices take turns), `mark` (counts anew), `read PORT` (what has come from there since), `close`,
 * `churn PORT COUNT SECONDS DEVICE`.
 */
let viewers: RawViewer[] = [];
/** Of each port's pictures, how long they took, microseconds. */
const delays = new Map<number, number[]>();

function delaysOf(port: number): number[] {
	const known = delays.get(port);
	if (known) return known;
	const fresh: number[] = [];
	delays.set(port, fresh);
	return fresh;
}

async function answer(line: string): Promise<unknown> {
	const [verb, port, count, ...rest] = line.split(" ");
	switch (verb) {
		case "open": {
			const own = delaysOf(Number(port));
			for (let number = 0; number < Number(count); number++) {
				const viewer = new RawViewer(Number(port), rest[number % rest.length] ?? "", (time) =>
					own.push(machineTime() - time),
				);
				viewers.push(viewer);
				await viewer.open;
			}
			return {};
		}
		case "mark":
			for (const times of delays.values()) times.length = 0;
			return {};
		case "read":
			return { delays: delaysOf(Number(port)) };
		case "close":
			for (const viewer of viewers) viewer.socket.destroy();
			viewers = [];
			return {};
		case "churn":
			return new Churn(Number(port), Number(count), rest[1] ?? "").run(Number(rest[0]) * 1000);
		default:
			throw new Error(`${line}: not known`);
	}
}

createInterface({ input: process.stdin })
	.on("line", (line) => void answer(line).then((value) => console.log(JSON.stringify(value))))
	.on("close", () => process.exit());
