import type { CommandHandlers } from "protocol/handlers";
import type { UpdateEvent } from "protocol/events";
import type { Capability, ErrorInformation, Hello } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import { whyLost, whyRolledBack } from "update/aftermath";
import { Trial, type TrialTiming } from "update/trial";
import { UpdateError } from "update/update-error";
import type { FailedUpdate } from "update/update-record";
import { Updater, type UpdaterOptions } from "update/updater";
import { splitVersion } from "update/versions";

/** The doorbell, as updates see it. */
export interface UpdatedDoorbell {
	/** Whether it is connected to the hub. */
	readonly connected: boolean;
	/** Whether it has sent media since it started. */
	readonly hasSent: boolean;
	/** Parts that do not work. */
	readonly faults: readonly string[];
	/** Why an update does not fit what the doorbell is doing; undefined where it fits. */
	refusal(wish: "update"): string | undefined;
}

/** What updates need of the doorbell that they belong to. */
export interface UpdateFeatureOptions extends UpdaterOptions {
	trial: TrialTiming;
	doorbell: () => UpdatedDoorbell;
}

/** Before a download that a restart has interrupted goes on, in milliseconds. */
const resumeDelay = 2000;

/** Commands and events of updates, and the trial of a firmware that is new. docs/updates.md. */
export class UpdateFeature {
	readonly capability: Capability = "update";
	readonly handlers: CommandHandlers;
	readonly #options: UpdateFeatureOptions;
	readonly #updater: Updater;
	#trial: Trial | undefined;

	constructor(options: UpdateFeatureOptions) {
		this.#options = options;
		this.#updater = new Updater(options);
		const updater = this.#updater;
		this.handlers = {
			update: ({ url, size, sha256, version, board, force }) =>
				toProtocol(() => {
					if (!updater.isLoading) this.#expectRoom();
					updater.begin({ url, size, sha256, version, board, force, faults: this.#faults });
				}),
			"update.cancel": () => toProtocol(() => updater.cancel()),
			"update.rollback": () => toProtocol(() => updater.rollBack()),
		};
	}

	/** Looks at what runs: whether it is on trial, or an update was interrupted or rolled back. Called once, first of all. */
	start(): void {
		const { firmware, time } = this.#options;
		if (firmware.onTrial) this.#startTrial();
		else {
			this.#settleLast();
			time.set(() => this.#updater.resume(), resumeDelay);
		}
	}

	/** What `hello` says. It is asked for on each connection, after which the end of the last update is told. */
	hello(): Pick<Hello, "update"> {
		const { firmware, time, version } = this.#options;
		time.set(() => this.#tellLast(), 0);
		return {
			update: {
				slot: firmware.slot,
				version,
				trial: this.#trial !== undefined,
				signed: firmware.isSigned,
				refused: this.#updater.refused ?? null,
			},
		};
	}

	#expectRoom(): void {
		const refusal = this.#options.doorbell().refusal("update");
		if (refusal !== undefined) throw new ProtocolError("unavailable", refusal);
	}

	get #faults(): string[] {
		return [...this.#options.doorbell().faults];
	}

	#startTrial(): void {
		const { firmware, time, trial, log, doorbell, version } = this.#options;
		const { record } = this.#updater;
		this.#updater.keep({ ...record, phase: "trial" });
		this.#trial = new Trial({
			firmware,
			time,
			timing: trial,
			log,
			isConnected: () => doorbell().connected,
			hasSent: () => doorbell().hasSent,
			faults: () => doorbell().faults,
			faultsBefore: record.job?.faults ?? [],
			onConfirmed: () => {
				this.#trial = undefined;
				this.#updater.keep({ untold: { phase: "confirmed", version } });
				this.#tellLast();
			},
			onGivenUp: (reason) => {
				this.#updater.keep({ ...this.#updater.record, reason });
				firmware.restart();
			},
		});
	}

	/** An update was selected and this firmware runs all the same: it was rolled back, unless it is this one. */
	#settleLast(): void {
		const { firmware, version } = this.#options;
		const { job, phase, reason, refused, untold } = this.#updater.record;
		if (!job && !refused && !untold) this.#settleLost();
		if (!job || phase !== "trial") return;
		if (job.version === version && reason === undefined) {
			this.#updater.keep({ untold: { phase: "confirmed", version } });
			return;
		}
		this.#rolledBack({ version: job.version, ...whyRolledBack(reason, firmware.resetReason) });
	}

	/** Nothing was kept, be it that there never was an update: the slots' own states tell of one that was given up. */
	#settleLost(): void {
		const { firmware } = this.#options;
		if (!firmware.isPossible) return;
		const { version } = splitVersion(firmware.givenUp);
		if (version !== "") this.#rolledBack({ version, ...whyLost(firmware.resetReason) });
	}

	#rolledBack(refused: FailedUpdate): void {
		const { version, code, message } = refused;
		this.#options.log(
			`update: ${version} was rolled back: ${message} (${code}); ${this.#options.version} runs`,
		);
		this.#updater.keep({ refused, untold: { phase: "rolled-back", ...refused } });
	}

	#tellLast(): void {
		const { tell, doorbell } = this.#options;
		const { untold } = this.#updater.record;
		if (!doorbell().connected) return;
		if (this.#trial) tell(ending({ phase: "trial", version: this.#options.version }));
		if (!untold) return;
		tell(ending(untold));
		const rest = { ...this.#updater.record };
		delete rest.untold;
		this.#updater.keep(rest);
	}
}

function ending({
	phase,
	version,
	code,
	message,
}: Partial<ErrorInformation> & Pick<UpdateEvent, "phase" | "version">): UpdateEvent {
	const why = code !== undefined && message !== undefined ? { code, message } : {};
	return { type: "event", event: "update", phase, version, received: 0, size: 0, ...why };
}

/** Carries out, and tells the server what an update finds wrong. */
function toProtocol(action: () => void): undefined {
	try {
		action();
	} catch (error) {
		if (error instanceof UpdateError) throw new ProtocolError(error.code, error.message, { cause: error });
		throw error;
	}
	return undefined;
}
