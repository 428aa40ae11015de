import type { Time, TimerHandle } from "clock/time";
import type { ErrorInformation } from "protocol/messages";
import type { Firmware } from "update/firmware";

/** How long a trial takes, in milliseconds. */
export interface TrialTiming {
	/** A firmware that has not proved itself by then is given up. */
	limit: number;
	/** How long it must be connected and healthy where no media flow. */
	idle: number;
}

/** What a trial needs. */
export interface TrialOptions {
	firmware: Firmware;
	time: Time;
	timing: TrialTiming;
	log: (text: string) => void;
	/** Whether the hub is reached. */
	isConnected: () => boolean;
	/** Whether media have been sent since the start. */
	hasSent: () => boolean;
	/** Parts that do not work. */
	faults: () => readonly string[];
	/** Parts that did not work before the update, which is not to blame for them. */
	faultsBefore: readonly string[];
	onConfirmed: () => void;
	onGivenUp: (reason: ErrorInformation) => void;
}

/** How often it is looked whether the firmware has proved itself, in milliseconds. */
const interval = 250;

/** What the timer in C allows more than the one in JavaScript, in milliseconds: it is for when the latter hangs. */
const margin = 10_000;

/**
 * A firmware on trial. It has proved itself once it has reached the hub and either sent media or been idle and healthy for
 * a while. If it does not, it is started anew unconfirmed, which brings back the one before.
 */
export class Trial {
	readonly #options: TrialOptions;
	readonly #timer: TimerHandle;
	readonly #startedAt: number;
	#healthySince: number | undefined;
	#reached = false;

	constructor(options: TrialOptions) {
		this.#options = options;
		const { firmware, time, timing, log } = options;
		this.#startedAt = time.now();
		firmware.setDeadline(timing.limit + margin);
		log(`update: on trial, for ${timing.limit / 1000} s at most`);
		this.#timer = time.repeat(() => this.#look(), interval);
	}

	#look(): void {
		const { time, timing, hasSent } = this.#options;
		const now = time.now();
		if (this.#isHealthy(now) && (hasSent() || this.#hasLasted(now, timing.idle))) this.#confirm();
		else if ((now - this.#startedAt) / 1000 >= timing.limit) this.#giveUp();
	}

	#isHealthy(now: number): boolean {
		const connected = this.#options.isConnected();
		this.#reached ||= connected;
		if (!connected || this.#newFaults.length > 0) {
			this.#healthySince = undefined;
			return false;
		}
		this.#healthySince ??= now;
		return true;
	}

	#hasLasted(now: number, milliseconds: number): boolean {
		return this.#healthySince !== undefined && (now - this.#healthySince) / 1000 >= milliseconds;
	}

	get #newFaults(): string[] {
		const { faults, faultsBefore } = this.#options;
		return faults().filter((part) => !faultsBefore.includes(part));
	}

	#confirm(): void {
		const { firmware, log, onConfirmed } = this.#options;
		this.#end();
		try {
			firmware.confirm();
		} catch (error) {
			log(`update: ${error instanceof Error ? error.message : String(error)}`);
			return;
		}
		log("update: the firmware has proved itself");
		onConfirmed();
	}

	#giveUp(): void {
		const { timing, log, onGivenUp } = this.#options;
		const seconds = timing.limit / 1000;
		const faults = this.#newFaults.join(" and ");
		const reason = !this.#reached
			? { code: "never-connected", message: `it did not reach the hub within ${seconds} s` }
			: {
					code: "unhealthy",
					message: faults
						? `the ${faults} did not work within ${seconds} s`
						: `it did not stay connected long enough within ${seconds} s`,
				};
		this.#end();
		log(`update: ${reason.message}; the firmware before comes back`);
		onGivenUp(reason);
	}

	#end(): void {
		this.#options.time.clear(this.#timer);
		this.#options.firmware.clearDeadline();
	}
}
