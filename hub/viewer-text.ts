import type { WebSocket } from "ws";
import type { HubMessage } from "./wire/viewer";

/** Bytes that may wait in the socket before an answer; a viewer that asks on without reading is cut off. */
const MOST_WAITING = 1_048_576;

/** Text to a viewer: answers in order, and of each kind of news only the newest while the viewer is slow. */
export class ViewerText {
	readonly #webSocket: WebSocket;
	readonly #onTooSlow: () => void;
	readonly #waiting = new Map<string, string>();

	/** @param onTooSlow called when the viewer does not read the answers that it asks for */
	constructor(webSocket: WebSocket, onTooSlow: () => void) {
		this.#webSocket = webSocket;
		this.#onTooSlow = onTooSlow;
	}

	/** Sends an answer or an event. */
	send(message: HubMessage): void {
		if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
		if (this.#webSocket.bufferedAmount > MOST_WAITING) this.#onTooSlow();
		else this.#webSocket.send(JSON.stringify(message));
	}

	/** Sends news, at the latest when the socket has taken what came before; what is older under the same key is not sent. */
	news(key: string, text: string): void {
		this.#waiting.set(key, text);
		this.flush();
	}

	/** Forgets news that wait. */
	forget(...keys: string[]): void {
		for (const key of keys) this.#waiting.delete(key);
	}

	/** Sends what waits, if the socket has taken everything. */
	readonly flush = (): void => {
		for (const [key, text] of this.#waiting) {
			if (this.#webSocket.readyState !== this.#webSocket.OPEN || this.#webSocket.bufferedAmount > 0) return;
			this.#waiting.delete(key);
			this.#webSocket.send(text, this.flush);
		}
	};
}
