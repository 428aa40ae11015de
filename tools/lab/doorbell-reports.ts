type Values = Record<string, Record<string, unknown>>;

interface Report {
	/** On the doorbell's clock, in microseconds. */
	readonly time: number;
	readonly values: Values;
}

/** What the doorbell counted in some time. */
export interface Counted {
	/** Pictures and chunks of sound that it did not send, as the link was slow. */
	readonly picturesDropped: number;
	readonly soundDropped: number;
	/** The most sound there was between codec and network, and the oldest picture that left the socket; milliseconds. */
	readonly queue: number;
	readonly age: number;
	/** Silence that the speaker played, and sound that it left out; milliseconds. */
	readonly concealed: number;
	readonly leftOut: number;
	/** How much sound is meant to wait for the speaker at most; milliseconds. */
	readonly target: number;
	/** Such as `VGA 12`, the last. */
	readonly choice: string;
	/** How often it connected. */
	readonly connects: number;
}

const samplesPerMillisecond = 16;

/** Keeps what the doorbell says of itself, as the hub passes it on. */
export class DoorbellReports {
	clock: { offset: number; uncertainty: number } | undefined;
	readonly #reports: Report[] = [];

	/** Takes a message of the hub's. */
	take(message: Record<string, unknown>): void {
		if (message["type"] !== "stats") return;
		this.clock = (message["clock"] as typeof this.clock | null) ?? this.clock;
		const values = message["doorbell"] as (Values & { time?: number }) | null;
		if (!values || typeof values.time !== "number" || values.time <= this.newest) return;
		this.#reports.push({ time: values.time, values });
	}

	/** When the newest was made. */
	get newest(): number {
		return this.#reports.at(-1)?.time ?? -Infinity;
	}

	/** What was counted from one moment to another, on the doorbell's clock. */
	between(from: number, to: number): Counted {
		const begin = this.#reports.findLast(({ time }) => time <= from) ?? this.#reports[0];
		const end = this.#reports.find(({ time }) => time >= to) ?? this.#reports.at(-1);
		const within = this.#reports.filter(({ time }) => time >= from && time <= to);
		const difference = (part: string, name: string): number =>
			valueOf(end, part, name) - valueOf(begin, part, name);
		const most = (part: string, name: string): number =>
			Math.max(0, ...within.map((report) => valueOf(report, part, name)));
		const choice = within.at(-1)?.values["camera"]?.["choice"] as
			{ frameSize: string; quality: number } | null | undefined;
		return {
			picturesDropped: difference("camera", "dropped"),
			soundDropped: difference("microphone", "dropped"),
			queue: most("microphone", "queue"),
			age: most("camera", "age"),
			concealed: difference("speaker", "concealed") / samplesPerMillisecond,
			leftOut: difference("speaker", "dropped") / samplesPerMillisecond,
			target: most("speaker", "target"),
			choice: choice ? `${choice.frameSize} ${choice.quality}` : "",
			connects: 0,
		};
	}
}

function valueOf(report: Report | undefined, part: string, name: string): number {
	const value = report?.values[part]?.[name];
	return typeof value === "number" ? value : 0;
}
