import type { Speaker } from "media/parts";

/** One speaker for several users: it is started with the first that starts it, and stopped with the last that stops. */
export class SharedSpeaker {
	readonly #speaker: Speaker;
	readonly #users = new Set<Speaker>();

	constructor(speaker: Speaker) {
		this.#speaker = speaker;
	}

	/** The speaker as one user has it. */
	share(): Speaker {
		const share: Speaker = {
			start: (direction) => {
				this.#speaker.start(direction);
				this.#users.add(share);
			},
			stop: (direction) => {
				if (this.#users.delete(share) && this.#users.size === 0) this.#speaker.stop(direction);
			},
			write: (buffer) => this.#speaker.write(buffer),
		};
		return share;
	}
}
