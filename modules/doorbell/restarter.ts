import type { Time } from "clock/time";
import { messageOf } from "protocol/message-of";

/** What a restarter needs. */
export interface RestarterOptions {
	time: Time;
	log: (text: string) => void;
	/** Says goodbye, and stops what flows and what is held. */
	stop: (cause: string) => void;
	/** Starts the program anew. */
	restart: () => void;
	/** Forgets what was set. */
	factoryReset: (() => void) | undefined;
}

/** Until the last result is with TCP, and then until the server has heard that we go; in milliseconds. */
const restartDelay = 200;
const farewell = 300;

/** Restarts the program once what was said to the server before has been sent. */
export class Restarter {
	readonly #options: RestarterOptions;
	#restarting = false;

	constructor(options: RestarterOptions) {
		this.#options = options;
	}

	/** Stops and starts anew, soon; harmless when repeated. */
	restart(cause: string): void {
		if (this.#restarting) return;
		this.#restarting = true;
		const { log, time, stop, restart } = this.#options;
		log(`restarting (${cause})`);
		time.set(() => {
			stop(`restarting: ${cause}`);
			time.set(restart, farewell);
		}, restartDelay);
	}

	/** Forgets what was set, and restarts. */
	factoryReset(): void {
		const { log, factoryReset } = this.#options;
		try {
			factoryReset?.();
		} catch (error) {
			log(`the settings could not be reset: ${messageOf(error)}`);
		}
		this.restart("factory reset");
	}
}
