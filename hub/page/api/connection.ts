import { readHeader, type Header } from "../../wire/header";
import {
	VIEWER_PROTOCOL,
	type ErrorDescription,
	type HubMessage,
	type ResultMessage,
} from "../../wire/viewer";
import { backOff } from "./back-off";

/** How things stand with the hub. */
export type ConnectionState = "connecting" | "open" | "lost" | "sign-in";

/** What the connection tells the page. */
export interface ConnectionEvents {
	/** @param retry when the next attempt is made, as performance.now() says, if one is waited for */
	state(state: ConnectionState, retry?: number): void;
	message(message: Exclude<HubMessage, ResultMessage>): void;
	/** @param data header and payload */
	media(header: Header, data: ArrayBuffer): void;
}

/** An answer that says no, or none at all. */
export class RequestError extends Error {
	readonly code: string;

	constructor({ code, message }: ErrorDescription) {
		super(message);
		this.code = code;
	}
}

interface Outstanding {
	resolve: (value: Record<string, unknown>) => void;
	reject: (error: RequestError) => void;
	timer: number;
}

const ANSWER_TIME = 8000;
/** Time after which a connection that opened counts as good. */
const GOOD = 5000;
/** The most that may wait to be sent before sound is dropped: 200 ms. */
const MOST_WAITING = 6400;

/** The connection to the hub: comes back by itself when it is lost. */
export class Connection {
	readonly #events: ConnectionEvents;
	readonly #outstanding = new Map<number, Outstanding>();
	#state: ConnectionState = "connecting";
	#webSocket: WebSocket | undefined;
	#failures = 0;
	#timer = 0;
	#next = 1;

	constructor(events: ConnectionEvents) {
		this.#events = events;
		addEventListener("online", () => this.retry());
		document.addEventListener("visibilitychange", () => {
			if (!document.hidden) this.retry();
		});
	}

	get state(): ConnectionState {
		return this.#state;
	}

	open(): void {
		clearTimeout(this.#timer);
		this.#change(this.#failures === 0 ? "connecting" : "lost");
		const address = new URL("ws/viewer", location.href);
		address.protocol = address.protocol.replace("http", "ws");
		address.hash = "";
		const webSocket = new WebSocket(address, VIEWER_PROTOCOL);
		webSocket.binaryType = "arraybuffer";
		let good = 0;
		webSocket.onopen = () => {
			good = setTimeout(() => (this.#failures = 0), GOOD);
			this.#change("open");
		};
		webSocket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
			if (typeof data === "string") this.#onText(JSON.parse(data) as HubMessage);
			else this.#events.media(readHeader(new Uint8Array(data)), data);
		};
		webSocket.onclose = () => {
			clearTimeout(good);
			if (this.#webSocket === webSocket) void this.#onLost();
		};
		this.#webSocket = webSocket;
	}

	/** Tries again now, if it waits to. */
	retry(): void {
		if (this.#state === "lost" && this.#webSocket === undefined) this.open();
	}

	/** Gives the connection up and makes a new one, as when answers no longer come. */
	restart(): void {
		const webSocket = this.#webSocket;
		if (!webSocket) return;
		void this.#onLost();
		webSocket.close();
	}

	/**
	 * Sends a command (docs/viewer.md).
	 * @returns the result's `value`
	 * @throws RequestError with the hub's code and sentence, or `lost`, or `timeout`
	 */
	request(type: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
		const webSocket = this.#webSocket;
		if (webSocket?.readyState !== WebSocket.OPEN) {
			return Promise.reject(new RequestError({ code: "lost", message: "The hub is not connected." }));
		}
		const id = this.#next++;
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#outstanding.delete(id);
				reject(new RequestError({ code: "timeout", message: "The hub did not answer." }));
			}, ANSWER_TIME);
			this.#outstanding.set(id, { resolve, reject, timer });
			webSocket.send(JSON.stringify({ ...parameters, type, id }));
		});
	}

	/** Sends a binary message. @returns whether it was sent; sound that would come late is not */
	send(data: Uint8Array<ArrayBuffer>): boolean {
		const webSocket = this.#webSocket;
		if (webSocket?.readyState !== WebSocket.OPEN || webSocket.bufferedAmount > MOST_WAITING) return false;
		webSocket.send(data);
		return true;
	}

	#onText(message: HubMessage): void {
		if (message.type !== "result") {
			this.#events.message(message);
			return;
		}
		const { id } = message;
		const outstanding = typeof id === "number" ? this.#outstanding.get(id) : undefined;
		if (typeof id !== "number" || !outstanding) return;
		this.#outstanding.delete(id);
		clearTimeout(outstanding.timer);
		if (message.ok) outstanding.resolve(message.value ?? {});
		else outstanding.reject(new RequestError(message.error));
	}

	async #onLost(): Promise<void> {
		this.#webSocket = undefined;
		for (const { timer, reject } of this.#outstanding.values()) {
			clearTimeout(timer);
			reject(new RequestError({ code: "lost", message: "The connection to the hub was lost." }));
		}
		this.#outstanding.clear();
		this.#change("lost");
		if (await signInNeeded()) {
			this.#failures = 0;
			this.#change("sign-in");
			return;
		}
		const delay = backOff(this.#failures++);
		this.#events.state("lost", performance.now() + delay);
		this.#timer = setTimeout(() => this.open(), delay);
	}

	#change(state: ConnectionState): void {
		this.#state = state;
		this.#events.state(state);
	}
}

/** Whether the hub refuses this page until somebody signs in; no if it can't be asked. */
async function signInNeeded(): Promise<boolean> {
	try {
		const response = await fetch("api/session");
		const { needed, signedIn } = (await response.json()) as { needed: boolean; signedIn: boolean };
		return needed && !signedIn;
	} catch {
		return false;
	}
}
