import type { ServerResponse } from "node:http";

/**
 * The body of a response that never ends. Like a page's outbox: it is given more only when the socket has taken what it was
 * given, and what waits is bounded.
 */
export class LiveResponse {
	readonly #response: ServerResponse;
	readonly #most: number;
	#waiting: Buffer[] = [];
	#writing = false;
	#dropped = 0;

	/** @param most how many chunks may wait; beyond, the oldest are dropped */
	constructor(response: ServerResponse, most: number) {
		this.#response = response;
		this.#most = most;
	}

	get dropped(): number {
		return this.#dropped;
	}

	/** Begins the response. It ends with the connection and is not chunked: the simplest players can read that. */
	begin(headers: Record<string, string>): void {
		this.#response.useChunkedEncodingByDefault = false;
		this.#response.shouldKeepAlive = false;
		this.#response.writeHead(200, { ...headers, "Cache-Control": "no-store" });
		this.#response.flushHeaders();
	}

	send(chunk: Buffer): void {
		this.#waiting.push(chunk);
		if (!this.#writing) this.#next();
		while (this.#waiting.length > this.#most) {
			this.#waiting.shift();
			this.#dropped++;
		}
	}

	readonly #next = (): void => {
		const chunk = this.#waiting.shift();
		this.#writing = chunk !== undefined && !this.#response.destroyed;
		if (chunk && this.#writing) this.#response.write(chunk, this.#next);
	};
}
