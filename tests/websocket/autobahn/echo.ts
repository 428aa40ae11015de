import type WebSocketClient from "websocket/client";
import type { Callbacks, Piece } from "websocket/options";

/** What is sent in one go, at most. */
const pieceBytes = 1024;

/**
 * Sends every message back, piece by piece as it comes, so that a message may be longer than memory. What can't be sent
 * is not read, which holds up the server.
 */
export class Echo implements Pick<Callbacks, "onReadable" | "onWritable"> {
	#buffer = new Uint8Array(pieceBytes);
	#unread = 0;
	#piece: Piece = { more: false, binary: true };
	/** Ends of messages that came with an empty piece. */
	#ends: Piece[] = [];

	readonly onReadable: NonNullable<Callbacks["onReadable"]>;
	readonly onWritable: NonNullable<Callbacks["onWritable"]>;

	constructor() {
		const received = (client: WebSocketClient, count: number, piece: Piece): void => {
			if (count === 0) this.#ends.push(piece);
			this.#unread = count;
			this.#piece = piece;
			this.#send(client);
		};
		const drained = (client: WebSocketClient): void => this.#send(client);
		this.onReadable = function (count, piece) {
			received(this, count, piece);
		};
		this.onWritable = function () {
			drained(this);
		};
	}

	#send(client: WebSocketClient): void {
		const nothing = new Uint8Array(0);
		while (client.writable) {
			const end = this.#ends.shift();
			if (end) client.write(nothing, end);
			else if (this.#unread) {
				const count = client.read(this.#buffer);
				this.#unread -= count;
				const more = this.#piece.more || this.#unread > 0;
				client.write(this.#buffer.subarray(0, count), { binary: this.#piece.binary, more });
			} else break;
		}
	}
}
