import { createInterface } from "node:readline";
import { Churn } from "./churn";
import { machineTime, RawViewer } from "./raw-viewer";

/**
 * The viewers of a benchmark, in a process of their own. Answers lines on the standard input: `open PORT COUNT DEVICE…`
 * (the devices take turns), `mark PORT` (counts anew, and only what comes from there), `read` (what has come since), `close`, `churn PORT COUNT SECONDS DEVICE`.
 */
let viewers: RawViewer[] = [];
let counted = 0;
let received = 0;
let delays: number[] = [];

function take(port: number, time: number): void {
	if (port !== counted) return;
	received++;
	delays.push(machineTime() - time);
}

async function answer(line: string): Promise<unknown> {
	const [verb, port, count, ...rest] = line.split(" ");
	switch (verb) {
		case "open": {
			for (let number = 0; number < Number(count); number++) {
				const viewer = new RawViewer(Number(port), rest[number % rest.length] ?? "", (time) =>
					take(Number(port), time),
				);
				viewers.push(viewer);
				await viewer.open;
			}
			return {};
		}
		case "mark":
			counted = Number(port);
			received = 0;
			delays = [];
			return {};
		case "read":
			return { received, delays };
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
