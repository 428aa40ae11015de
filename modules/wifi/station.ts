import type { Time, TimerHandle } from "clock/time";
import { BackOff } from "link/back-off";
import type { Network } from "link/network";
import { shown } from "protocol/check";
import type { Radio, RadioEvent } from "wifi/radio";

/** What a station needs. */
export interface StationOptions {
	radio: Radio;
	time: Time;
	log: (text: string) => void;
	backOff?: BackOff;
}

/** How long it may take to join a network, and then to be given an address there, in milliseconds. */
const joinTimeout = 20_000;
const addressTimeout = 15_000;

/** How long it may take to look which networks there are. */
const lookTimeout = 10_000;

/** Stopped; a try to join, first the network, then for an address there; in it; finding out what was wrong; waiting. */
type Phase = "stopped" | "joining" | "addressing" | "up" | "looking" | "waiting";

/**
 * The doorbell in a Wi-Fi network: joins it, says why it could not, and joins it again, after a while that `BackOff`
 * chooses, whenever it is lost.
 */
export class Station implements Network {
	onChanged: () => void = () => undefined;
	readonly #options: StationOptions;
	readonly #backOff: BackOff;
	#ssid = "";
	#password = "";
	#phase: Phase = "stopped";
	#upAt = 0;
	#reason = "not started";
	#timer: TimerHandle | undefined;

	constructor(options: StationOptions) {
		this.#options = options;
		this.#backOff = options.backOff ?? new BackOff();
	}

	get up(): boolean {
		return this.#phase === "up";
	}

	get reason(): string {
		return this.#reason;
	}

	/** Joins a network and stays in it; called again, another one. */
	start(ssid: string, password: string): void {
		this.stop();
		this.#ssid = ssid;
		this.#password = password;
		this.#backOff.reset();
		this.#backOff.next();
		this.#options.radio.onEvent = (event) => this.#happened(event);
		this.#join();
	}

	/** Leaves the network, and tries no more. */
	stop(): void {
		if (this.#phase === "stopped") return;
		this.#enter("stopped", "not started");
		this.#options.radio.leave();
	}

	#join(): void {
		this.#enter("joining", this.#reason === "not started" ? `joining ${this.#network}` : this.#reason);
		this.#wait(
			() => this.#failed(`${this.#network} did not answer within ${joinTimeout / 1000} s`),
			joinTimeout,
		);
		this.#options.radio.join(this.#ssid, this.#password);
	}

	/** What is told while nothing is being tried is the end of what was tried before. */
	#happened(event: RadioEvent): void {
		const phase = this.#phase;
		if (phase === "up") {
			if (event === "lost" || event === "rejected") this.#failed(`${this.#network} was lost`);
		} else if (phase === "joining" || phase === "addressing") {
			if (event === "joined") this.#joined();
			else if (event === "address") this.#arrived();
			else if (event === "rejected") this.#failed(`${this.#network} rejected the password`);
			else this.#look();
		}
	}

	#joined(): void {
		this.#enter("addressing", this.#reason);
		this.#wait(
			() => this.#failed(`${this.#network} gave out no address within ${addressTimeout / 1000} s`),
			addressTimeout,
		);
	}

	#arrived(): void {
		const { time, log } = this.#options;
		this.#upAt = time.now();
		log(`wifi: in ${this.#network}`);
		this.#enter("up", "");
	}

	/** Tells a network that is not there from one that does not let the doorbell in. */
	#look(): void {
		const refused = `${this.#network} did not let the doorbell in: the password may be wrong, or the signal too weak`;
		this.#enter("looking", this.#reason);
		this.#wait(() => this.#failed(refused), lookTimeout);
		try {
			this.#options.radio.scan((networks) => {
				if (this.#phase !== "looking") return;
				const isThere = networks.some(({ ssid }) => ssid === this.#ssid);
				this.#failed(isThere ? refused : `there is no network ${this.#network} here`);
			});
		} catch {
			this.#failed(refused);
		}
	}

	#failed(reason: string): void {
		const { time, log, radio } = this.#options;
		if (this.up) this.#backOff.held((time.now() - this.#upAt) / 1000);
		const wait = this.#backOff.next();
		log(`wifi: ${reason}; next try in ${(wait / 1000).toFixed(1)} s`);
		this.#enter("waiting", reason);
		if (this.#phase !== "waiting") return;
		this.#wait(() => this.#join(), wait);
		radio.leave();
	}

	/** Whoever is told may stop the station, or start it anew. */
	#enter(phase: Phase, reason: string): void {
		const wasUp = this.up;
		const before = this.#reason;
		this.#options.time.clear(this.#timer);
		this.#phase = phase;
		this.#reason = reason;
		if (wasUp !== this.up || before !== reason) this.onChanged();
	}

	#wait(then: () => void, milliseconds: number): void {
		this.#timer = this.#options.time.set(then, milliseconds);
	}

	get #network(): string {
		return shown(this.#ssid);
	}
}
