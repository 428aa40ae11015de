import Timer from "timer";
import { type CloseReason, decodeClose, encodeClose } from "websocket/close-frame";
import { CloseCode, WebSocketError } from "websocket/errors";
import { Found, FrameReader } from "websocket/frame-reader";
import { Handshake } from "websocket/handshake";
import { maximumControlPayload, Opcode } from "websocket/opcode";
import { type Format, limitsOf, type Piece, type TakeOptions } from "websocket/options";
import { type WebSocketClientOptions, type WriteOptions } from "websocket/options";
import { type Buffer, Sender } from "websocket/sender";
import { fillRandom, milliseconds } from "websocket/system";
import { Transport } from "websocket/transport";
import { Watchdog } from "websocket/watchdog";

export { WebSocketError } from "websocket/errors";
export type * from "websocket/options";

/**
 * Where a connection is. RFC 6455 section 7.
 *
 *     connecting -> handshake -> open -> closing -> closed
 *
 * `connecting` until TCP is there, `handshake` until the server's answer is, `closing` from the close frame, sent or
 * received, to the end of TCP. Each can also go to `closed` at once.
 */
type State = "connecting" | "handshake" | "open" | "closing" | "closed";

/** What `onReadable` is told with a piece, by bits 2 and 3 of FrameReader.next. */
const pieces: readonly Piece[] = [
	Object.freeze({ more: false, binary: false }),
	Object.freeze({ more: true, binary: false }),
	Object.freeze({ more: false, binary: true }),
	Object.freeze({ more: true, binary: true }),
];

/** Bytes that tell our pings from those of the application. */
const pingBytes = 4;

/**
 * A WebSocket client (RFC 6455) with the interface of ECMA-419's WebSocketClient class pattern.
 *
 * The connection is open with the first `onWritable`. It ends with exactly one of `onClose` and `onError`, after which
 * nothing more is called: `onClose` after a close frame was sent or received, `onError` otherwise. A message is read in
 * the pieces in which it arrives, and what the application has not read holds up what comes after it.
 */
export default class WebSocketClient {
	static readonly text = Opcode.text;
	static readonly binary = Opcode.binary;
	static readonly close = Opcode.close;
	static readonly ping = Opcode.ping;
	static readonly pong = Opcode.pong;

	/** As given to the constructor. */
	target?: unknown;

	#state: State = "connecting";
	#options: WebSocketClientOptions;
	#closeTimeout: number;
	#keepAliveTime: number;
	#idleTime: number;
	#numbers = false;

	#transport: Transport;
	#handshake: Handshake | undefined;
	#requested = 0;
	#sender: Sender;

	#reader: FrameReader;
	#received: Uint8Array;
	#unread = 0;
	#receiving = false;
	#delivering = false;

	#deadline: Timer | undefined;
	#keepAlive: Watchdog | undefined;
	#idle: Watchdog | undefined;
	#pings = 0;
	#pinged: { time: number; onPong: (roundTrip: number) => void } | undefined;

	#peerClosed: CloseReason | undefined;
	#failure: WebSocketError | undefined;
	#lost: WebSocketError | undefined;

	/** @throws WebSocketError `bad-argument` for options that can't be, before anything is done */
	constructor(options: WebSocketClientOptions) {
		const limits = limitsOf(options);
		const server = options.attach !== undefined;
		this.#options = options;
		this.#closeTimeout = limits.closeTimeout;
		this.#keepAliveTime = limits.keepAlive;
		this.#idleTime = limits.idleTimeout;
		this.format = options.format ?? "buffer";
		if (options.target !== undefined) this.target = options.target;

		this.#transport = new Transport({
			onReadable: () => this.#onReadable(),
			onWritable: () => this.#onWritable(),
			onEnded: (error) => this.#onEnded(error),
		});
		this.#sender = new Sender(this.#transport, limits.sendBuffer, !server);
		this.#reader = new FrameReader(server, limits.maximumMessage);
		this.#received = new Uint8Array(limits.receiveBuffer);

		if (options.attach !== undefined) {
			this.#becomeOpen();
			this.#transport.attach(options.attach);
			return;
		}
		const nonce = new Uint8Array(16);
		fillRandom(nonce);
		const { host, port = 80, path, protocol, headers, socket } = options;
		this.#handshake = new Handshake(
			{ host, port, path: path || "/", protocol, headers, secure: socket.secure !== undefined },
			nonce,
		);
		this.#setDeadline(limits.handshakeTimeout, () => this.#finish(new WebSocketError("handshake-timeout")));
		try {
			this.#transport.connect(host, port, options.dns, socket);
		} catch (error) {
			this.#release();
			throw error;
		}
	}

	/** The subprotocol that the server selected: "" if none, and before the first `onWritable`. */
	get protocol(): string {
		return this.#handshake?.protocol ?? "";
	}

	/** Whether a message can be written: false before the connection is open, and while one is still being written. */
	get writable(): boolean {
		return this.#state === "open" && !this.#sender.busy;
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

	/**
	 * Sends a message, or a part of one if `more` is set; the next part is then a continuation of it. Of a message that
	 * the socket takes at once nothing is kept; one of any other length is read from `data` as the socket drains, so
	 * `data` may not change before `onWritable`. With `opcode`, a control frame of up to 125 bytes, also between the
	 * parts of a message.
	 * @returns how many bytes the socket takes after this; 0 says to wait for `onWritable`
	 * @throws WebSocketError `not-open`, `busy` (a message is still being written, or the socket has no room for a
	 * control frame), `bad-argument`
	 */
	write(data: Buffer, options?: WriteOptions): number {
		this.#expectOpen();
		if (options === undefined) return this.#send(data, true, false);
		const { opcode } = options;
		if (opcode === undefined) return this.#send(data, options.binary ?? true, options.more ?? false);
		if (opcode <= Opcode.binary) return this.#send(data, opcode === Opcode.binary, false);
		return this.#sendControl(data, opcode);
	}

	/**
	 * Sends a buffer that is given away until `onReleased`, which is called exactly once: when the socket has taken the
	 * last byte, which may be before `take` returns, or when the connection is gone. It is masked where it lies and never
	 * copied whole; what it holds afterwards is of no use.
	 * @returns as `write`
	 * @throws WebSocketError `not-open` or `busy`; then the buffer was not taken
	 */
	take<Given extends Buffer>(data: Given, options: TakeOptions<Given>): number {
		this.#expectWritable(data);
		const onReleased = options.onReleased as (data: Buffer) => void;
		this.#sender.take(data, options.binary ?? true, options.more ?? false, onReleased);
		return this.#sender.writable;
	}

	/**
	 * Reads of the piece that `onReadable` told of: into `target` as much as fits, returning how many bytes; or `count`
	 * bytes (by default all) as an ArrayBuffer; or, if `format` is "number", the next byte. Undefined if nothing is left.
	 */
	read(target: Buffer): number;
	read(count?: number): ArrayBuffer | number | undefined;
	read(target?: Buffer | number): ArrayBuffer | number | undefined {
		const unread = this.#unread;
		if (typeof target === "object") return this.#readInto(target);
		if (!unread) return undefined;
		if (this.#numbers) {
			const byte = new Uint8Array(1);
			this.#readInto(byte);
			return byte[0];
		}
		const buffer = new ArrayBuffer(target === undefined || target > unread ? unread : target);
		this.#readInto(buffer);
		return buffer;
	}

	/**
	 * Sends a ping, and calls `onPong` with the round trip in milliseconds when it is answered. RFC 6455 section 5.5.2.
	 * @throws WebSocketError `not-open`, or `busy` while another ping is unanswered
	 */
	ping(onPong: (roundTrip: number) => void): void {
		this.#expectOpen();
		if (this.#pinged)
			throw new WebSocketError("busy", { found: "the ping before has not been answered yet" });
		const payload = new DataView(new ArrayBuffer(pingBytes));
		payload.setUint32(0, ++this.#pings);
		this.#pinged = { time: milliseconds(), onPong };
		this.#sender.ping(payload.buffer);
	}

	/**
	 * Without `code`: ends the connection and frees what it holds, at once. Nothing more is called, but `onReleased`.
	 * The server is sent a close frame if the socket has room for it.
	 *
	 * With `code` (1000 to 1003, 1007 to 1014, 3000 to 4999) and a reason of up to 123 bytes: the closing handshake of RFC
	 * 6455 section 7. The message under way is sent first. `onClose` follows, within `closeTimeout` milliseconds.
	 * @throws WebSocketError `bad-argument`
	 */
	close(code?: number, reason = ""): void {
		if (code === undefined) {
			if (this.#state === "open") this.#giveUp(encodeClose(CloseCode.normal, ""));
			this.#release();
			return;
		}
		const payload = encodeClose(code, reason);
		if (this.#state === "open") this.#becomeClosing(payload);
		else if (this.#state === "connecting" || this.#state === "handshake") {
			this.#transport.close();
			this.#state = "closing";
			this.#setDeadline(0, () => this.#finish());
		}
	}

	#onWritable(): void {
		switch (this.#state) {
			case "connecting":
				this.#state = "handshake";
				this.#request();
				break;
			case "handshake":
				this.#request();
				break;
			case "open":
				this.#sender.flush();
				if (this.#sender.writable) this.#options.onWritable?.call(this, this.#sender.writable);
				break;
			default:
				this.#sender.flush();
		}
	}

	#onReadable(): void {
		if (this.#keepAlive) this.#keepAlive.noted = true;
		if (this.#state === "handshake") this.#receiveAnswer();
		else this.#receive();
	}

	#onEnded(error: WebSocketError): void {
		if (this.#unread) this.#lost = error;
		else this.#finish(error);
	}

	#becomeOpen(): void {
		this.#state = "open";
		this.#receiving = true;
		this.#setDeadline(undefined);
		if (this.#keepAliveTime)
			this.#keepAlive = new Watchdog(this.#keepAliveTime / 3, (quiet) => {
				if (quiet === 1) this.#sender.ping(new ArrayBuffer(0));
				else this.#finish(new WebSocketError("keep-alive-timeout", { found: `${this.#keepAliveTime} ms` }));
			});
		if (this.#idleTime)
			this.#idle = new Watchdog(this.#idleTime / 4, (quiet) => {
				if (quiet === 4) this.#fail(new WebSocketError("idle-timeout", { found: `${this.#idleTime} ms` }));
			});
	}

	/** Sends the close frame if it has not been sent, and waits for the end of TCP. RFC 6455 section 7.1.1. */
	#becomeClosing(payload: ArrayBuffer): void {
		this.#state = "closing";
		this.#closeWatchdogs();
		this.#sender.close(payload);
		this.#setDeadline(this.#closeTimeout, () => this.#finish());
	}

	/** Fails the connection. RFC 6455 section 7.1.7. The application is told when the server had time to hear why. */
	#fail(error: WebSocketError): void {
		this.#failure ??= error;
		this.#receiving = false;
		this.#giveUp(encodeClose(error.closeCode, error.code));
		if (this.#state !== "closed") this.#becomeClosing(new ArrayBuffer(0));
	}

	/** The end: frees everything, then tells the application once. */
	#finish(error?: WebSocketError): void {
		const options = this.#options;
		const closing = this.#state === "closing";
		const handshake = this.#state === "handshake";
		if (this.#state === "closed") return;
		const wasClean = this.#peerClosed !== undefined && this.#sender.closed;
		this.#release();
		const failure = this.#failure ?? (closing ? undefined : error);
		if (!failure)
			options.onClose?.call(this, {
				...(this.#peerClosed ?? { code: CloseCode.abnormal, reason: "" }),
				wasClean,
			});
		else if (handshake && failure.code === "connection-lost")
			options.onError?.call(this, new WebSocketError("handshake-lost", { cause: failure }));
		else options.onError?.call(this, failure);
	}

	#release(): void {
		this.#state = "closed";
		this.#receiving = false;
		this.#unread = 0;
		this.#pinged = undefined;
		this.#setDeadline(undefined);
		this.#closeWatchdogs();
		this.#transport.close();
		this.#sender.release();
	}

	#request(): void {
		const request = this.#handshake?.request;
		if (!request || this.#requested === request.length) return;
		const count = Math.min(request.length - this.#requested, this.#transport.credit);
		if (!count) return;
		const start = this.#requested;
		this.#requested += count;
		this.#transport.write(request.subarray(start, start + count), count);
	}

	#receiveAnswer(): void {
		const bytes = this.#received;
		while (this.#transport.readable) {
			const count = this.#transport.read(bytes);
			let used: number | undefined;
			try {
				used = this.#handshake?.receive(bytes, count);
			} catch (error) {
				this.#finish(error as WebSocketError);
				return;
			}
			if (used === undefined) continue;
			this.#reader.fill(used, count);
			this.#becomeOpen();
			this.#options.onWritable?.call(this, this.#sender.writable);
			this.#receive();
			return;
		}
	}

	/** Follows what was received until there is no more, or the application has to read first. */
	#receive(): void {
		if (this.#delivering) return;
		this.#delivering = true;
		try {
			while (this.#receiving && !this.#unread) {
				const found = this.#reader.next(this.#received);
				const kind = found & 3;
				if (kind === Found.data) this.#deliver(found);
				else if (kind === Found.control) this.#control(found >> 2);
				else if (kind === Found.violation) this.#fail(WebSocketError.ofViolation(found >> 2));
				else if (this.#transport.readable) this.#reader.fill(0, this.#transport.read(this.#received));
				else break;
			}
		} finally {
			this.#delivering = false;
		}
		if (!this.#receiving) while (this.#transport.readable) this.#transport.read(this.#received);
		if (this.#lost && !this.#unread) this.#finish(this.#lost);
	}

	#deliver(found: number): void {
		const options = this.#options;
		const count = found >> 4;
		if (this.#idle) this.#idle.noted = true;
		this.#unread = options.onReadable ? count : 0;
		options.onReadable?.call(this, count, pieces[(found >> 2) & 3] as Piece);
	}

	#control(opcode: number): void {
		const payload = this.#reader.control();
		if (opcode === Opcode.ping) {
			if (this.#state === "open") this.#sender.pong(payload);
		} else if (opcode === Opcode.pong) this.#ponged(payload);
		else if (!this.#closed(payload)) return;
		this.#options.onControl?.call(this, opcode, this.#reader.control());
	}

	#ponged(payload: ArrayBuffer): void {
		const pinged = this.#pinged;
		if (!pinged || payload.byteLength !== pingBytes) return;
		if (new DataView(payload).getUint32(0) !== this.#pings) return;
		this.#pinged = undefined;
		pinged.onPong(milliseconds() - pinged.time);
	}

	/** The server's close frame came. It is answered at once, with the same code. RFC 6455 section 5.5.1. */
	#closed(payload: ArrayBuffer): boolean {
		try {
			this.#peerClosed = decodeClose(payload);
		} catch (error) {
			this.#fail(error as WebSocketError);
			return false;
		}
		this.#receiving = false;
		this.#sender.release();
		this.#becomeClosing(payload.slice(0, 2));
		if (this.#options.attach !== undefined && this.#sender.closed) this.#setDeadline(0, () => this.#finish());
		return true;
	}

	/** Sends a close frame in place of the rest of the message under way. */
	#giveUp(payload: ArrayBuffer): void {
		this.#sender.release();
		this.#sender.close(payload);
	}

	#send(data: Buffer, binary: boolean, more: boolean): number {
		this.#expectWritable(data);
		this.#sender.send(data, binary, more);
		return this.#sender.writable;
	}

	#sendControl(data: Buffer, opcode: number): number {
		if (data.byteLength > maximumControlPayload)
			throw wrong(`a control frame of ${data.byteLength} bytes; it may have ${maximumControlPayload}`);
		if (opcode === Opcode.close) {
			const payload = bytesOf(data).slice().buffer;
			decodeClose(payload);
			this.#becomeClosing(payload);
		} else if (opcode !== Opcode.ping && opcode !== Opcode.pong)
			throw wrong(`opcode ${opcode}; it must be 1, 2, 8, 9 or 10`);
		else if (!this.#sender.control(opcode, data)) throw new WebSocketError("busy");
		return this.#sender.writable;
	}

	#readInto(target: Buffer): number {
		if (!this.#unread) return 0;
		const count = this.#reader.read(this.#received, target);
		this.#unread -= count;
		if (!this.#unread && !this.#delivering) Timer.set(() => this.#receive());
		return count;
	}

	#expectOpen(): void {
		if (this.#state !== "open") throw new WebSocketError("not-open", { found: `it is ${this.#state}` });
	}

	#expectWritable(data: Buffer & { BYTES_PER_ELEMENT?: number }): void {
		this.#expectOpen();
		if (this.#sender.busy) throw new WebSocketError("busy");
		if (typeof data.byteLength !== "number" || (data.BYTES_PER_ELEMENT ?? 1) > 1)
			throw new TypeError("a message must be an ArrayBuffer, a view of bytes or a host buffer");
		if (this.#idle) this.#idle.noted = true;
	}

	#setDeadline(milliseconds: number | undefined, onTime?: () => void): void {
		Timer.clear(this.#deadline);
		this.#deadline = milliseconds === undefined || !onTime ? undefined : Timer.set(onTime, milliseconds);
	}

	#closeWatchdogs(): void {
		this.#keepAlive?.close();
		this.#idle?.close();
		this.#keepAlive = this.#idle = undefined;
	}
}

function bytesOf(data: Buffer): Uint8Array<ArrayBuffer> {
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
		: new Uint8Array(data as ArrayBuffer);
}

function wrong(found: string): WebSocketError {
	return new WebSocketError("bad-argument", { found });
}
