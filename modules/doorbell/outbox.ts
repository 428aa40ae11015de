import type { TextOut } from "protocol/messages";

/** The link as the outbox uses it. */
export interface TextLink {
	readonly writable: boolean;
	sendText(text: string): void;
}

/** What an outbox needs. */
export interface OutboxOptions {
	link: TextLink;
	/** How many messages may wait; 32 by default. */
	capacity?: number;
	/** Called when one more would have to wait; what waits has been thrown away. */
	onOverflow: () => void;
}

interface Waiting {
	readonly key: string | undefined;
	readonly message: TextOut;
}

/** Text messages on their way to the server. They wait, in order and bounded in number, while the link is not writable. */
export class Outbox {
	readonly #link: TextLink;
	readonly #capacity: number;
	readonly #onOverflow: () => void;
	readonly #waiting: Waiting[] = [];

	constructor({ link, capacity = 32, onOverflow }: OutboxOptions) {
		this.#link = link;
		this.#capacity = capacity;
		this.#onOverflow = onOverflow;
	}

	/**
	 * Sends a message as soon as it can be.
	 *
	 * @param key an earlier message of the same key that still waits is not sent any more
	 */
	post(message: TextOut, key?: string): void {
		if (key !== undefined) this.#withdraw(key);
		if (this.#waiting.length >= this.#capacity) {
			this.clear();
			this.#onOverflow();
			return;
		}
		this.#waiting.push({ key, message });
		this.flush();
	}

	/** Sends what waits, as far as the link takes it. */
	flush(): void {
		while (this.#link.writable) {
			const next = this.#waiting.shift();
			if (!next) return;
			this.#link.sendText(JSON.stringify(next.message));
		}
	}

	/** Throws away what waits. */
	clear(): void {
		this.#waiting.length = 0;
	}

	#withdraw(key: string): void {
		const index = this.#waiting.findIndex((waiting) => waiting.key === key);
		if (index >= 0) this.#waiting.splice(index, 1);
	}
}
