import type { ReceivedCounts } from "../wire/viewer";
import { isObject } from "../common/text";

/** Ten minutes at one sample every two seconds. */
const MOST = 300;
const INTERVAL = 2000;

/** What is kept of a doorbell's `stats` (docs/protocol.md): a name, and where it is in the message. */
const SERIES: Readonly<Record<string, readonly string[]>> = {
	framesPerSecond: ["camera", "framesPerSecond"],
	pictureAge: ["camera", "age"],
	picturesDropped: ["camera", "dropped"],
	microphoneDropped: ["microphone", "dropped"],
	microphoneQueue: ["microphone", "queue"],
	speakerConcealed: ["speaker", "concealed"],
	speakerDepth: ["speaker", "depth"],
	chunks: ["memory", "chunks"],
	slots: ["memory", "slots"],
	heap: ["memory", "heap"],
	signal: ["signal"],
	uptime: ["uptime"],
};
const OF_HUB = ["bitsPerSecond", "picturesPerSecond", "missing"] as const;
const NAMES = [...Object.keys(SERIES), ...OF_HUB];

/** The last minutes of a doorbell's statistics, for charts: so many samples and no more. */
export class HealthLog {
	/** Columns of MOST values one after another; made with the first sample, as most known doorbells may be away. */
	#values: Float64Array | undefined;
	#times = new Float64Array(0);
	#count = 0;

	/** Adds what a doorbell says of itself, and what the hub has of it. */
	add(stats: Record<string, unknown>, pictures: ReceivedCounts): void {
		if (!this.#values) {
			this.#values = new Float64Array(NAMES.length * MOST);
			this.#times = new Float64Array(MOST);
		}
		const at = this.#count++ % MOST;
		this.#times[at] = Date.now();
		const own = Object.values(SERIES).map((path) => valueAt(stats, path));
		const hub = [pictures.bitsPerSecond, pictures.messagesPerSecond, pictures.missing];
		for (const [column, value] of [...own, ...hub].entries()) this.#values[column * MOST + at] = value;
	}

	/** The newest value of a series, if there is one. */
	newest(name: string): number | undefined {
		const column = NAMES.indexOf(name);
		if (!this.#values || column < 0) return undefined;
		const value = this.#values[column * MOST + ((this.#count - 1) % MOST)];
		return value === undefined || Number.isNaN(value) ? undefined : value;
	}

	/** All of it, oldest first. */
	get series(): { interval: number; times: number[]; series: Record<string, (number | null)[]> } {
		const length = Math.min(this.#count, MOST);
		const order = Array.from({ length }, (_, index) => (this.#count - length + index) % MOST);
		const column = (values: Float64Array | undefined, start: number) =>
			order.map((at) => {
				const value = values?.[start + at] ?? NaN;
				return Number.isNaN(value) ? null : value;
			});
		return {
			interval: INTERVAL,
			times: order.map((at) => this.#times[at] ?? 0),
			series: Object.fromEntries(NAMES.map((name, index) => [name, column(this.#values, index * MOST)])),
		};
	}
}

function valueAt(stats: Record<string, unknown>, path: readonly string[]): number {
	let value: unknown = stats;
	for (const name of path) value = isObject(value) ? value[name] : undefined;
	return typeof value === "number" && Number.isFinite(value) ? value : NaN;
}
