import { type Buffer, viewOf } from "websocket/buffer";
import { decodeClose } from "websocket/close-frame";
import { WebSocketError } from "websocket/errors";
import { maximumControlPayload, Opcode } from "websocket/opcode";
import { type Callbacks, type Format, limitsOf, type TakeOptions } from "websocket/options";
import type { WebSocketClientOptions, WriteOptions } from "websocket/options";
import { deliver, type Receiver } from "websocket/receiver";
import type { Sender } from "websocket/sender";
import { Session } from "websocket/session";

export { WebSocketError } from "websocket/errors";
export type * from "websocket/options";

/**
 * A WebSocket client (RFC 6455) with the interface of ECMA-419's WebSocketClient class pattern.
 *
 * The connection is open with the first `onWritable`. It ends with exactly one of `onClose` and `onError`, after which
 * nothing more is called: `onClose` after a close frame was sent or received, `onError` otherwise. A message is read
 * in the pieces in which it arrives, and what the application has not read holds up what comes after it.
 *
 * What each message needs lies in few private fields and no private methods: XS finds one by going through those
 * before it, and private methods come first.
 */
export default class WebSocketClient {
	static readonly text = Opcode.text;
	static readonly binary = Opcode.binary;
	static readonly close = Opcode.close;
	static readonly ping = Opcode.ping;
	static readonly pong = Opcode.pong;

	/** As given to the constructor. */
	target?: unknown;
	readonly [deliver]: Callbacks["onReadable"];

	#sender: Sender;
	#receiver: Receiver;
	#numbers = false;
	#session: Session;

	/** @throws WebSocketError `bad-argument` for options that can't be, before anything is done */
	constructor(options: WebSocketClientOptions) {
		const limits = limitsOf(options);
		this[deliver] = options.onReadable;
		this.format = options.format ?? "buffer";
		if (options.target !== undefined) this.target = options.target;
		this.#session = new Session(this, options, limits);
		this.#sender = this.#session.sender;
		this.#receiver = this.#session.receiver;
	}

	/**
	 * Sends a message, or a part of one if `more` is set; the next part is then a continuation of it. Of a message that
	 * the socket takes at once nothing is kept; one of any other length is read from `data` as the socket drains, so
	 * `data` may not change before `onWritable`. With `opcode`, a control frame of up to 125 bytes, also between the
	 * parts of a message.
	 * @returns how many bytes the socket takes after this; 0 says to wait for `onWritable`
	 * @throws WebSocketError `not-open`, `busy` (a message is still being written, or the socket has no room for a
	 * control frame), `bad-argument`; TypeError if `data` is no buffer of bytes
	 */
	write(data: Buffer, options?: WriteOptions): number {
		return options?.opcode === undefined
			? this.#sender.write(data, options)
			: writeOpcode(this.#session, data, options.opcode);
	}

	/**
	 * Reads of the piece that `onReadable` told of: into `target` as much as fits, returning how many bytes; or `count`
	 * bytes (by default all) as an ArrayBuffer; or, if `format` is "number", the next byte. Undefined if nothing is left.
	 */
	read(target: Buffer): number;
	read(count?: number): ArrayBuffer | number | undefined;
	read(target?: Buffer | number): ArrayBuffer | number | undefined {
		if (typeof target === "object") return this.#receiver.read(target);
		const { unread } = this.#receiver;
		if (unread === 0) return undefined;
		const count = this.#numbers ? 1 : target === undefined || target > unread ? unread : target;
		const bytes = new Uint8Array(count);
		this.#receiver.read(bytes);
		return this.#numbers ? bytes[0] : bytes.buffer;
	}

	/** Whether a message can be written: false before the connection is open, and while one is still being written. */
	get writable(): boolean {
		return this.#sender.blocked === undefined;
	}

	/** How many bytes the socket was given so far: messages, with all that is around them. */
	get written(): number {
		return this.#sender.written;
	}

	/** How many of these the socket still has; with the SDK's TCP on the ESP32, or that are not acknowledged. */
	get backlog(): number {
		return this.#sender.backlog;
	}

	/**
	 * Sends a buffer that is given away until `onReleased`, which is called exactly once: when the socket has taken the
	 * last byte, which may be before `take` returns, or when the connection is gone. It is masked where it lies and never
	 * copied whole; what it holds afterwards is of no use. Right after a part of a message that was written with `more`,
	 * also while that part is still being written, the next one can be given away.
	 * @returns as `write`
	 * @throws as `write`; then the buffer was not taken
	 */
	take<Given extends Buffer>(data: Given, options: TakeOptions<Given>): number {
		return this.#sender.write(data, options, options.onReleased as (data: Buffer) => void);
	}

	/**
	 * Sends a ping, and calls `onPong` with the round trip in milliseconds when it is answered. RFC 6455 section 5.5.2.
	 * @throws WebSocketError `not-open`, or `busy` while another ping is unanswered
	 */
	ping(onPong: (roundTrip: number) => void): void {
		this.#session.ping(onPong);
	}

	/**
	 * Without `code`: ends the connection and frees what it holds, at once. Nothing more is called, but `onReleased`.
	 * The server is sent a close frame if the socket has room for it.
	 *
	 * With `code` (1000 to 1003, 1007 to 1014, 3000 to 4999) and a reason of up to 123 bytes: the closing handshake of RFC
	 * 6455 section 7, after the message under way. `onClose` follows, within `closeTimeout` milliseconds.
	 * @throws WebSocketError `bad-argument`
	 */
	close(code?: number, reason = ""): void {
		this.#session.close(code, reason);
	}

	/** The subprotocol that the server selected: "" if none, and before the first `onWritable`. */
	get protocol(): string {
		return this.#session.protocol;
	}

	/** What `read` gives: "buffer", or "number" for one byte at a time. */
	get format(): Format {
		return this.#numbers ? "number" : "buffer";
	}
	set format(format: Format) {
		const given: string = format;
		if (given !== "buffer" && given !== "number")
			throw wrong(`format is ${JSON.stringify(given)}; it must be "buffer" or "number"`);
		this.#numbers = given === "number";
	}
}

/** WebSocketClient.write with an opcode: of a control frame, or of a whole message. */
function writeOpcode(session: Session, data: Buffer, opcode: number): number {
	const { sender } = session;
	if (opcode === Opcode.text || opcode === Opcode.binary)
		return sender.write(data, { binary: opcode === Opcode.binary });
	if (session.state !== "open") throw new WebSocketError("not-open", { found: `it is ${session.state}` });
	if (data.byteLength > maximumControlPayload)
		throw wrong(`a control frame of ${data.byteLength} bytes; it may have ${maximumControlPayload}`);
	if (opcode === Opcode.close) {
		const payload = viewOf(data).slice().buffer;
		decodeClose(payload);
		session.becomeClosing(payload);
	} else if (opcode !== Opcode.ping && opcode !== Opcode.pong)
		throw wrong(`opcode ${opcode}; it must be 1, 2, 8, 9 or 10`);
	else if (!sender.control(opcode, data)) throw new WebSocketError("busy");
	return sender.writable;
}

function wrong(found: string): WebSocketError {
	return new WebSocketError("bad-argument", { found });
}
