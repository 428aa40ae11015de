import type { Connection } from "../api/connection";
import type { Store } from "../store/store";
import { RequestError } from "../api/connection";

/** Tells the hub which doorbell is watched, and what is wanted of it. */
export class Watching {
	readonly #connection: Connection;
	readonly #store: Store;
	readonly #onRestart: () => void;
	#pictures = !document.hidden;
	#sound = false;
	#request = 0;
	#following = false;

	/** @param onRestart another doorbell is watched, or the same anew: what was shown is the past */
	constructor(connection: Connection, store: Store, onRestart: () => void) {
		this.#connection = connection;
		this.#store = store;
		this.#onRestart = onRestart;
	}

	/** Whether binary messages are of this doorbell: after a change, what comes until the hub’s answer is of another. */
	get following(): boolean {
		return this.#following;
	}

	/** Watches this doorbell from now on, or none. */
	select(id: string | null): void {
		if (this.#store.watched.peek() === id) return;
		this.#store.watched.value = id;
		this.#restart();
	}

	/** Whether the page is seen: pictures that nobody sees are not asked for. */
	set pictures(wanted: boolean) {
		this.#pictures = wanted;
		this.#ask();
	}

	/** Whether the doorbell is listened to. */
	set sound(wanted: boolean) {
		this.#sound = wanted;
		this.#ask();
	}

	/** The hub is there, anew. */
	connected(): void {
		this.#restart();
	}

	#restart(): void {
		this.#following = false;
		this.#store.forgetWatched();
		this.#onRestart();
		this.#ask();
	}

	#ask(): void {
		const device = this.#store.watched.peek();
		if (this.#connection.state !== "open") return;
		const request = ++this.#request;
		const wanted = { device, pictures: this.#pictures, sound: this.#sound };
		this.#connection.request("watch", wanted).then(
			() => {
				if (request !== this.#request) return;
				this.#following = device !== null;
				this.#store.notices.say("watch", "");
			},
			(error: unknown) => {
				if (!(error instanceof RequestError)) throw error;
				if (request !== this.#request || error.code === "lost") return;
				this.#store.notices.say("watch", error.message);
			},
		);
	}
}
