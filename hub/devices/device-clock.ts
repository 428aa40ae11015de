import type { Log } from "../common/log";
import type { ClockEstimate, DoorbellStats } from "../wire/viewer";
import type { Requests } from "./requests";
import { isObject } from "../common/text";
import { hubTime } from "../common/time";
import { Clock } from "../wire/clock";
import { isTime } from "./doorbell-says";

/** How a doorbell's clock stands to the hub's, which its `stats` tell (docs/viewer.md, "How age and delay are computed"). */
export class DeviceClock {
	readonly #clock = new Clock();
	readonly #device: string;
	readonly #log: Log;
	readonly #onStats: (stats: DoorbellStats) => void;

	/** @param device its ID @param onStats takes the `stats` that came as an answer */
	constructor(device: string, log: Log, onStats: (stats: DoorbellStats) => void) {
		this.#device = device;
		this.#log = log;
		this.#onStats = onStats;
	}

	get estimate(): ClockEstimate | null {
		return this.#clock.estimate;
	}

	/** Another connection, or none: what was known is the past. */
	reset(): void {
		this.#clock.reset();
	}

	/**
	 * Asks the doorbell for its clock, so often one after another.
	 * @param isCurrent whether the answers of these requests still count
	 */
	ask(requests: Requests, times: number, isCurrent: () => boolean): void {
		const sent = hubTime();
		requests.request("stats").then(
			(value) => {
				if (!isCurrent()) return;
				if (isObject(value) && isTime(value["time"])) {
					this.#clock.add(sent, hubTime(), value["time"]);
					this.#onStats(value);
				}
				if (times > 1) this.ask(requests, times - 1, isCurrent);
			},
			(error: unknown) =>
				this.#log.debug({ device: this.#device, error }, "the doorbell's clock could not be read"),
		);
	}
}
