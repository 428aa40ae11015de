import type { ServerResponse } from "node:http";

/**
 * The body of a response that never ends. Like a page's outbox: it is given more only when the socket has taken what it was
 * given, and what waits is bounded.
 */
export class LiveResponse {
	readonly #response: ServerResponse;
	readonly #most: number;
	#waiting: (readonly Buffer[])[] = [];
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

	/** Sends a chunk as soon as the socket takes it. @param pieces of the chunk, which are not copied */
	send(...pieces: readonly Buffer[]): void {
		this.#waiting.push(pieces);
		if (!this.#writing) this.#next();
		while (this.#waiting.length > this.#most) {
			this.#waiting.shift();
			this.#dropped++;
		}
	}

	readonly #next = (): void => {
		const pieces = this.#response.destroyed ? undefined : this.#waiting.shift();
		this.#writing = pieces !== undefined;
		if (!pieces) return;
		const last = pieces.length - 1;
		this.#response.cork();
		for (const [index, piece] of pieces.entries()) {
			this.#response.write(piece, index === last ? this.#next : undefined);
		}
		this.#response.uncork();
	};
}
