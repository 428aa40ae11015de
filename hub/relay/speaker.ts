import type { Flow } from "./flow";
import type { SpeakerCounts, Talker } from "../wire/viewer";
import { HubError } from "../common/errors";

/** Milliseconds without sound after which a talker loses the floor. */
const SILENCE = 10_000;

/** Takes sound to the doorbell. */
export interface SpeakerOutput {
	/** Sends PCM; may drop what is older when the doorbell is slow. */
	play(pcm: Buffer): void;
	readonly sent: number;
	readonly dropped: number;
}

/** The doorbell's speaker: one talker at a time has the floor. */
export class Speaker {
	readonly #flow: Flow;
	readonly #onChange: () => void;
	#output: SpeakerOutput | undefined;
	#talker: Talker | undefined;
	#release: (() => void) | undefined;
	#timer: NodeJS.Timeout | undefined;
	#malformed = 0;
	#past = { sent: 0, dropped: 0 };

	/** @param onChange called when the floor has passed to another or to nobody */
	constructor(flow: Flow, onChange: () => void) {
		this.#flow = flow;
		this.#onChange = onChange;
	}

	get talker(): Talker | null {
		return this.#talker ?? null;
	}

	get counts(): SpeakerCounts {
		return {
			sent: this.#past.sent + (this.#output?.sent ?? 0),
			dropped: this.#past.dropped + (this.#output?.dropped ?? 0),
			malformed: this.#malformed,
		};
	}

	/** The doorbell's connection has come, or, with undefined, gone: then nobody has the floor. */
	connect(output: SpeakerOutput | undefined): void {
		if (this.#output) {
			this.#past.sent += this.#output.sent;
			this.#past.dropped += this.#output.dropped;
		}
		this.#output = output;
		if (!output) this.#pass(undefined);
	}

	/**
	 * Takes the floor and starts the doorbell's speaker.
	 * @param takeOver whether to take it from another talker
	 * @throws HubError `offline`, `busy` with who talks, or why the doorbell does not play
	 */
	async start(talker: Talker, takeOver: boolean): Promise<void> {
		if (!this.#output)
			throw new HubError("offline", "the doorbell is not connected, so it can't play anything");
		const present = this.#talker;
		if (present && present.viewer !== talker.viewer && !takeOver) {
			throw new HubError(
				"busy",
				`${present.label} is talking; ask again with "takeOver": true to take the floor`,
			);
		}
		this.#pass(talker);
		try {
			await this.#flow.started();
		} catch (error) {
			this.stop(talker);
			throw error;
		}
	}

	/** Gives the floor back, if this viewer has it. */
	stop(talker: Talker): void {
		if (this.#talker?.viewer === talker.viewer) this.#pass(undefined);
	}

	/**
	 * Plays what a viewer says.
	 * @throws HubError `no-floor` if another talks or nobody
	 */
	play(talker: Talker, pcm: Buffer): void {
		if (this.#talker?.viewer !== talker.viewer) {
			throw new HubError(
				"no-floor",
				"sound came from a viewer that does not have the floor; it must ask by talk.start",
			);
		}
		this.#timer?.refresh();
		this.#output?.play(pcm);
	}

	/** A viewer's sound was dropped because it is not as it must be. */
	countMalformed(): void {
		this.#malformed++;
	}

	#pass(talker: Talker | undefined): void {
		const before = this.#talker;
		if (before?.viewer === talker?.viewer) return;
		this.#talker = talker;
		clearTimeout(this.#timer);
		this.#timer = talker && setTimeout(() => this.#pass(undefined), SILENCE).unref();
		const release = this.#release;
		this.#release = talker && this.#flow.acquire();
		release?.();
		this.#onChange();
	}
}
