import type { Time, TimerHandle } from "clock/time";
import type { UpdateEvent } from "protocol/events";

type Progress = Omit<UpdateEvent, "type" | "event">;

/** Two events a second at most. docs/protocol.md, "What a doorbell says". */
const interval = 500;

/** Tells how far an update is: a change of phase at once, and between them the newest twice a second. */
export class ProgressReport {
	readonly #time: Time;
	readonly #tell: (event: UpdateEvent) => void;
	#last: Progress | undefined;
	#waiting: Progress | undefined;
	#timer: TimerHandle | undefined;

	constructor(time: Time, tell: (event: UpdateEvent) => void) {
		this.#time = time;
		this.#tell = tell;
	}

	tell(progress: Progress): void {
		const changed = progress.phase !== this.#last?.phase || progress.code !== this.#last.code;
		if (!changed && this.#timer) {
			this.#waiting = progress;
			return;
		}
		this.#send(progress);
	}

	#send(progress: Progress): void {
		this.#last = progress;
		this.#waiting = undefined;
		this.#time.clear(this.#timer);
		this.#timer = this.#time.set(() => {
			this.#timer = undefined;
			if (this.#waiting) this.#send(this.#waiting);
		}, interval);
		this.#tell({ type: "event", event: "update", ...progress });
	}
}
