import type { Time, TimerHandle } from "clock/time";
import type { ConnectionName, ErrorInformation, Event } from "protocol/messages";

/** What the reporter needs. */
export interface MalformedReporterOptions {
	connection: ConnectionName;
	time: Time;
	report: (event: Event & { event: "malformed" }) => void;
}

const pause = 1000;

/** Tells of malformed messages at most once a second, with their number, so that a stream of them makes no other. */
export class MalformedReporter {
	readonly #options: MalformedReporterOptions;
	#count = 0;
	#newest: ErrorInformation = { code: "", message: "" };
	#pausing: TimerHandle | undefined;

	constructor(options: MalformedReporterOptions) {
		this.#options = options;
	}

	/** A message was dropped. */
	add(code: string, message: string): void {
		this.#count++;
		this.#newest = { code, message };
		if (!this.#pausing) this.#report();
	}

	#report(): void {
		const { connection, time, report } = this.#options;
		const count = this.#count;
		this.#count = 0;
		this.#pausing = time.set(() => {
			this.#pausing = undefined;
			if (this.#count > 0) this.#report();
		}, pause);
		report({ type: "event", event: "malformed", connection, count, ...this.#newest });
	}
}
