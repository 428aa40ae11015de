import { once } from "node:events";
import { WebSocket } from "ws";
import { VIEWER_PROTOCOL } from "../../hub/wire/viewer";

/** What a viewer wants of a doorbell. */
export interface Wishes {
	readonly pictures: boolean;
	readonly sound: boolean;
}

/** A number of viewers that watch and listen to one doorbell, and throw away what they get. */
export class Viewers {
	readonly #sockets: readonly WebSocket[];
	#received = 0;

	private constructor(sockets: readonly WebSocket[]) {
		this.#sockets = sockets;
		for (const socket of sockets)
			socket.on("message", (_, isBinary) => {
				if (isBinary) this.#received++;
			});
	}

	/** Opens `count` viewers of `device` at the hub `ws://HOST:PORT`. */
	static async open(
		hub: string,
		device: string,
		count: number,
		wishes: Wishes = { pictures: true, sound: true },
	): Promise<Viewers> {
		const sockets = Array.from({ length: count }, () => new WebSocket(`${hub}/ws/viewer`, [VIEWER_PROTOCOL]));
		await Promise.all(sockets.map((socket) => once(socket, "open")));
		for (const socket of sockets) socket.send(JSON.stringify({ type: "watch", id: 1, device, ...wishes }));
		return new Viewers(sockets);
	}

	/** Binary messages that have come so far, to all together. */
	get received(): number {
		return this.#received;
	}

	async close(): Promise<void> {
		await Promise.all(
			this.#sockets.map(async (socket) => {
				socket.close();
				await once(socket, "close");
			}),
		);
	}
}
