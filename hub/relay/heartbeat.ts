import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Log } from "../common/log";

/** Ticks without a byte after which a peer is taken for dead; after the first it is asked by a ping. */
const DEAD_AFTER = 3;

interface Peer {
	socket: Duplex & { bytesRead?: number };
	bytesRead: number;
	silent: number;
}

/** Finds peers that have gone without a word: whoever is silent is pinged, and cut off when still nothing comes. */
export class Heartbeat {
	readonly #peers = new Map<WebSocket, Peer>();
	readonly #timer: NodeJS.Timeout;
	readonly #log: Log;

	/** @param interval milliseconds */
	constructor(interval: number, log: Log) {
		this.#log = log;
		this.#timer = setInterval(() => this.#tick(), interval).unref();
	}

	get size(): number {
		return this.#peers.size;
	}

	/** Watches a connection until it closes. @param socket the socket under `webSocket` */
	watch(webSocket: WebSocket, socket: Duplex): void {
		this.#peers.set(webSocket, { socket, bytesRead: 0, silent: 0 });
		webSocket.on("close", () => this.#peers.delete(webSocket));
	}

	close(): void {
		clearInterval(this.#timer);
	}

	#tick(): void {
		for (const [webSocket, peer] of this.#peers) {
			const { bytesRead = 0 } = peer.socket;
			peer.silent = bytesRead === peer.bytesRead ? peer.silent + 1 : 0;
			peer.bytesRead = bytesRead;
			if (peer.silent >= DEAD_AFTER) {
				this.#log.info({ silent: peer.silent }, "a peer gave no sign of life and was disconnected");
				webSocket.terminate();
			} else if (peer.silent > 0 && webSocket.readyState === webSocket.OPEN) {
				webSocket.ping();
			}
		}
	}
}
