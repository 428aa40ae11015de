import Timer from "timer";
import type { Buffer } from "websocket/buffer";
import type WebSocketClient from "websocket/client";
import { WebSocketError } from "websocket/errors";
import { Found, FrameReader } from "websocket/frame-reader";
import type { Limits, Piece } from "websocket/options";
import type { Transport } from "websocket/transport";

/** What `onReadable` is told with a piece, by bits 2 and 3 of FrameReader.next. */
const pieces = Object.freeze(
	[
		Object.freeze({ more: false, binary: false }),
		Object.freeze({ more: true, binary: false }),
		Object.freeze({ more: false, binary: true }),
		Object.freeze({ more: true, binary: true }),
	] as const satisfies Piece[],
	true,
);

const { data, nothing, control } = Found;

/**
 * The name under which a client has the application's `onReadable`. Called as a method it needs no `call`, for which XS
 * would start its interpreter anew with each piece.
 */
export const deliver = Symbol("onReadable");

/** What a receiver tells besides data. */
export interface ReceiverEvents {
	/** A control frame came. `payload` makes an ArrayBuffer of its payload each time it is called. */
	onControl(opcode: number, payload: () => ArrayBuffer): void;
	/** The other end broke the protocol. Nothing more is received. */
	onViolation(error: WebSocketError): void;
	/** The application has read all of a piece at another time than when it was told of it: go on. */
	onRead(): void;
}

/**
 * Follows the frames that come in and tells the application of the pieces of messages. What the application has not
 * read holds up all that comes after it.
 */
export class Receiver {
	/** What the socket is read into. */
	readonly bytes: Uint8Array;
	/** Set when a piece of a message comes. */
	noted = false;

	#unread = 0;
	#reader: FrameReader;
	#client: WebSocketClient;
	#transport: Transport;
	#events: ReceiverEvents;
	#receiving = false;
	#delivering = false;

	/** @param server whether this end is the server */
	constructor(
		client: WebSocketClient,
		transport: Transport,
		server: boolean,
		limits: Limits,
		events: ReceiverEvents,
	) {
		this.bytes = new Uint8Array(limits.receiveBuffer);
		this.#reader = new FrameReader(server, limits.maximumMessage);
		this.#client = client;
		this.#transport = transport;
		this.#events = events;
	}

	/** How many bytes of the piece that was told of have not been read. */
	get unread(): number {
		return this.#unread;
	}

	/** Starts to receive, with what `bytes` has from `start` to before `end`. */
	start(start: number, end: number): void {
		this.#receiving = true;
		this.#reader.fill(start, end);
	}

	/** What comes from now on is thrown away. */
	stop(): void {
		this.#receiving = false;
		this.#unread = 0;
	}

	/** Follows what has come until there is no more, or the application has to read first. */
	receive(): void {
		if (this.#delivering) return;
		this.#delivering = true;
		const reader = this.#reader;
		const client = this.#client;
		const bytes = this.bytes;
		try {
			while (this.#unread === 0 && this.#receiving) {
				const found = reader.next(bytes);
				const kind = found & 3;
				if (kind === data) {
					this.noted = true;
					if (client[deliver] === undefined) continue;
					const count = found >> 4;
					this.#unread = count;
					client[deliver](count, pieces[((found >> 2) & 3) as 0 | 1 | 2 | 3]);
				} else if (kind === nothing) {
					if (this.#transport.readable === 0) break;
					reader.fill(0, this.#transport.read(bytes));
				} else if (kind === control) this.#events.onControl(found >> 2, () => reader.control());
				else {
					this.#receiving = false;
					this.#events.onViolation(WebSocketError.ofViolation(found >> 2));
				}
			}
		} finally {
			this.#delivering = false;
		}
		if (!this.#receiving) while (this.#transport.readable) this.#transport.read(bytes);
	}

	/** Copies as much of the piece as there is and fits. Returns how many bytes. */
	read(target: Buffer): number {
		if (this.#unread === 0) return 0;
		const count = this.#reader.read(this.bytes, target);
		this.#unread -= count;
		if (this.#unread === 0 && !this.#delivering) Timer.set(() => this.#events.onRead());
		return count;
	}
}
