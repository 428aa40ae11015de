import { asHubError, HubError } from "../common/errors";

/** How long the start of a stream is waited for, milliseconds. */
const PATIENCE = 10_000;

/** How a stream at the doorbell is started and stopped. Both may fail. */
export interface FlowControl {
	start(): Promise<void>;
	stop(): Promise<void>;
	/** A start or stop has failed; it is tried again while it is wanted. */
	onFault(error: HubError): void;
}

/** Milliseconds. */
export interface FlowTiming {
	/** How long a stream goes on after the last one who wanted it has gone. */
	linger: number;
	/** When a failed start or stop is tried again. */
	retry: number;
}

/**
 * A stream that runs while anybody wants it: started for the first, stopped a little after the last. One command at a
 * time is under way; what is wanted meanwhile is made good when it has ended.
 */
export class Flow {
	readonly #control: FlowControl;
	readonly #timing: FlowTiming;
	#wanted = 0;
	#lingering = false;
	#connected = false;
	#running = false;
	#busy = false;
	#era = 0;
	#timer: NodeJS.Timeout | undefined;
	#waiting: { resolve: () => void; reject: (error: HubError) => void; timer: NodeJS.Timeout }[] = [];

	constructor(control: FlowControl, timing: FlowTiming) {
		this.#control = control;
		this.#timing = timing;
	}

	/** How many want it. */
	get wanted(): number {
		return this.#wanted;
	}

	get running(): boolean {
		return this.#running;
	}

	/** Wants the stream until the function that is returned is called. */
	acquire(): () => void {
		this.#wanted++;
		this.#lingering = false;
		this.#reconcile();
		let released = false;
		return () => {
			if (released) return;
			released = true;
			this.#wanted--;
			if (this.#wanted > 0) return;
			this.#lingering = true;
			this.#schedule(this.#timing.linger, () => (this.#lingering = false));
		};
	}

	/**
	 * Settles when the stream runs, or when the attempt under way to start it has failed.
	 * @param patience milliseconds
	 * @throws HubError why it does not run; `timeout`, as where a doorbell is connected and has not said hello
	 */
	started(patience = PATIENCE): Promise<void> {
		if (this.#running) return Promise.resolve();
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#waiting = this.#waiting.filter((each) => each !== waiting);
				reject(new HubError("timeout", `the doorbell did not begin within ${patience} ms`));
			}, patience).unref();
			const waiting = { resolve, reject, timer };
			this.#waiting.push(waiting);
		});
	}

	/** The doorbell has come: nothing runs there yet. */
	connect(): void {
		this.#reset(true);
		this.#reconcile();
	}

	/** The doorbell has gone, and with it all that ran. @param reason given to those who wait for the start */
	disconnect(reason: HubError): void {
		this.#reset(false);
		this.#settle(reason);
	}

	#reset(connected: boolean): void {
		this.#era++;
		this.#connected = connected;
		this.#running = false;
		this.#busy = false;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#lingering = false;
	}

	#schedule(delay: number, then: () => void): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			then();
			this.#reconcile();
		}, delay).unref();
	}

	#reconcile(): void {
		const target = this.#wanted > 0 || (this.#lingering && this.#running);
		if (!this.#connected || this.#busy || target === this.#running) return;
		if (this.#timer && !target) return;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#busy = true;
		const era = this.#era;
		(target ? this.#control.start() : this.#control.stop()).then(
			() => {
				if (era !== this.#era) return;
				this.#busy = false;
				this.#running = target;
				if (target) this.#settle();
				this.#reconcile();
			},
			(thrown: unknown) => {
				if (era !== this.#era) return;
				this.#busy = false;
				const error = asHubError(thrown);
				if (target) this.#settle(error);
				this.#control.onFault(error);
				this.#schedule(this.#timing.retry, () => undefined);
			},
		);
	}

	#settle(error?: HubError): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const { resolve, reject, timer } of waiting) {
			clearTimeout(timer);
			if (error) reject(error);
			else resolve();
		}
	}
}
