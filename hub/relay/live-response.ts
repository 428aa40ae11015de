import type { ServerResponse } from "node:http";

/** How long a peer may take nothing of what it was given before it is taken for gone, milliseconds. */
const PATIENCE = 60_000;
/** After so long without traffic the system asks whether the peer is still there, milliseconds. */
const KEEP_ALIVE = 15_000;

/**
 * The body of a response that never ends. Like a page's outbox: it is given more only when the socket has taken what it was
 * given, and what waits is bounded.
 */
export class LiveResponse {
	readonly #response: ServerResponse;
	readonly #most: number;
	readonly #patience: number;
	#waiting: (readonly Buffer[])[] = [];
	#writing = false;
	#dropped = 0;
	#stalled: NodeJS.Timeout | undefined;

	/**
	 * @param most how many chunks may wait; beyond, the oldest are dropped
	 * @param patience how long the peer may take nothing, milliseconds; beyond, the connection is broken off, lest the
	 *   camera runs for somebody who has gone without a word
	 */
	constructor(response: ServerResponse, most: number, patience = PATIENCE) {
		this.#response = response;
		this.#most = most;
		this.#patience = patience;
		response.once("close", () => clearTimeout(this.#stalled));
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
		this.#response.socket?.setKeepAlive(true, KEEP_ALIVE);
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
		clearTimeout(this.#stalled);
		const pieces = this.#response.destroyed ? undefined : this.#waiting.shift();
		this.#writing = pieces !== undefined;
		if (!pieces) return;
		this.#stalled = setTimeout(() => this.#response.destroy(), this.#patience).unref();
		const last = pieces.length - 1;
		this.#response.cork();
		for (const [index, piece] of pieces.entries()) {
			this.#response.write(piece, index === last ? this.#next : undefined);
		}
		this.#response.uncork();
	};
}
