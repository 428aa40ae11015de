import type { Time, TimerHandle } from "clock/time";
import type { ChimeSound } from "protocol/command-arguments";
import type { ChimePlayer, Speaker } from "media/parts";

/** What a chime needs. */
export interface ChimeOptions {
	player: ChimePlayer;
	/** Held open while a sound plays. */
	speaker: Pick<Speaker, "start" | "stop">;
	time: Time;
	/** How loud where nothing else is said, 0 to 100; asked each time. */
	volume: () => number;
}

/** Opening the codec and what its buffers hold take so long at most, in milliseconds. */
const margin = 500;

/**
 * Plays the built-in sounds. One sound plays at a time, and a new one takes its place, so that there is never a queue.
 * The codec mixes it with what else it plays.
 */
export class Chime {
	readonly #options: ChimeOptions;
	#ending: TimerHandle | undefined;

	constructor(options: ChimeOptions) {
		this.#options = options;
	}

	/** Whether a sound plays. */
	get playing(): boolean {
		return this.#ending !== undefined;
	}

	/** Plays a sound. What the codec throws is thrown. */
	play(sound: ChimeSound, volume = this.#options.volume()): void {
		const { player, speaker, time } = this.#options;
		speaker.start("output");
		let duration: number;
		try {
			duration = player.chime(sound, volume);
		} catch (error) {
			if (!this.playing) speaker.stop("output");
			throw error;
		}
		time.clear(this.#ending);
		this.#ending = time.set(() => this.stop(), duration + margin);
	}

	/** Ends the sound that plays; harmless where none does. */
	stop(): void {
		if (!this.#ending) return;
		this.#options.time.clear(this.#ending);
		this.#ending = undefined;
		this.#options.speaker.stop("output");
	}
}
