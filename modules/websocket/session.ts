import Timer from "timer";
import type WebSocketClient from "websocket/client";
import { type CloseReason, decodeClose, encodeClose } from "websocket/close-frame";
import { CloseCode, WebSocketError } from "websocket/errors";
import { Handshake } from "websocket/handshake";
import { Opcode } from "websocket/opcode";
import { type ConnectOptions, type Limits, type WebSocketClientOptions } from "websocket/options";
import { Receiver } from "websocket/receiver";
import { Sender } from "websocket/sender";
import { fillRandom, milliseconds } from "websocket/system";
import { Transport } from "websocket/transport";
import { Watchdog } from "websocket/watchdog";

/** Length of the payload of our pings, which is a number. */
const pingBytes = 4;

/**
 * The states of a connection (RFC 6455 section 7), and what moves it from one to the next:
 *
 *     connecting ─TCP─▶ handshake ─the server's answer─▶ open ─a close frame, sent or received─▶ closing ─▶ closed
 *
 * and from each of them to `closed` at once, when TCP ends, time is up, or the application says so. `closing` lasts
 * until the server ends TCP, but not longer than `closeTimeout`.
 */
export class Session {
	state: "connecting" | "handshake" | "open" | "closing" | "closed" = "connecting";
	readonly sender: Sender;
	readonly receiver: Receiver;
	/** The subprotocol that the server selected. */
	protocol = "";

	#client: WebSocketClient;
	#options: WebSocketClientOptions;
	#limits: Limits;
	#transport: Transport;
	#handshake: Handshake | undefined;
	#requested = 0;
	#deadline: Timer | undefined;
	#keepAlive: Watchdog | undefined;
	#idle: Watchdog | undefined;
	#pings = 0;
	#pinged: { time: number; onPong: (roundTrip: number) => void } | undefined;
	/** What the other end's close frame said. */
	#peerClosed: CloseReason | undefined;
	/** Why the connection was failed (RFC 6455 section 7.1.7); and why TCP ended, until the application has read all. */
	#failure: WebSocketError | undefined;
	#lost: WebSocketError | undefined;

	constructor(client: WebSocketClient, options: WebSocketClientOptions, limits: Limits) {
		const server = options.attach !== undefined;
		this.#client = client;
		this.#options = options;
		this.#limits = limits;
		this.#transport = new Transport({
			onReadable: () => this.#onReadable(),
			onWritable: () => this.#onWritable(),
			onEnded: (error) => this.#onEnded(error),
		});
		this.sender = new Sender(this.#transport, limits.sendBuffer, !server);
		this.receiver = new Receiver(client, this.#transport, server, limits, {
			onControl: (opcode, payload) => this.#onControl(opcode, payload),
			onViolation: (error) => this.fail(error),
			onRead: () => this.#receive(),
		});
		if (options.attach === undefined) this.#connect(options);
		else {
			this.#becomeOpen(0, 0);
			this.#transport.attach(options.attach);
		}
	}

	#connect(options: ConnectOptions): void {
		const { host, path, protocol, headers, socket } = options;
		const secure = socket.secure !== undefined || socket["TCP"] !== undefined;
		const port = options.port ?? (secure ? 443 : 80);
		const nonce = new Uint8Array(16);
		fillRandom(nonce);
		this.#handshake = new Handshake({ host, port, path: path || "/", protocol, headers, secure }, nonce);
		this.#setDeadline(this.#limits.handshakeTimeout, () =>
			this.#finish(new WebSocketError("handshake-timeout")),
		);
		try {
			this.#transport.connect(host, port, options.dns, socket);
		} catch (error) {
			this.release();
			throw error;
		}
	}

	#onWritable(): void {
		if (this.state === "connecting") this.state = "handshake";
		if (this.state === "handshake") this.#request();
		else {
			this.sender.flush();
			const { writable } = this.sender;
			if (writable) this.#options.onWritable?.call(this.#client, writable);
		}
	}

	#onReadable(): void {
		if (this.state === "handshake") this.#receiveAnswer();
		else this.#receive();
	}

	#onEnded(cause: WebSocketError): void {
		this.#lost = this.state === "handshake" ? new WebSocketError("handshake-lost", { cause }) : cause;
		if (!this.receiver.unread) this.#finish(this.#lost);
	}

	#becomeOpen(start: number, end: number): void {
		const { keepAlive, idleTimeout } = this.#limits;
		this.state = "open";
		this.sender.blocked = undefined;
		this.receiver.start(start, end);
		this.#setDeadline();
		if (keepAlive)
			this.#keepAlive = new Watchdog(keepAlive / 3, [this.#transport], (quiet) => this.#onSilence(quiet));
		if (idleTimeout)
			this.#idle = new Watchdog(idleTimeout / 4, [this.sender, this.receiver], (quiet) =>
				this.#onIdle(quiet),
			);
	}

	/** Sends the close frame, and waits for the other end's, or for the end of TCP. RFC 6455 section 7.1.1. */
	becomeClosing(payload: ArrayBuffer): void {
		this.state = "closing";
		this.sender.blocked = "not-open";
		this.#closeWatchdogs();
		this.#setDeadline(this.#limits.closeTimeout, () => this.#finish());
		this.sender.close(payload);
	}

	/** Fails the connection. RFC 6455 section 7.1.7. The application is told when the server has had time to hear why. */
	fail(error: WebSocketError): void {
		this.#failure ??= error;
		this.receiver.stop();
		this.sender.giveUp();
		if (this.state === "open" || this.state === "closing")
			this.becomeClosing(encodeClose(error.closeCode, error.code));
	}

	/** The end: frees everything, then tells the application. */
	#finish(error?: WebSocketError): void {
		const { state } = this;
		if (state === "closed") return;
		const wasClean = this.#peerClosed !== undefined && this.sender.closed;
		this.release();
		const failure = this.#failure ?? (state === "closing" ? undefined : error);
		if (failure) this.#options.onError?.call(this.#client, failure);
		else {
			const { code, reason } = this.#peerClosed ?? { code: CloseCode.abnormal, reason: "" };
			this.#options.onClose?.call(this.#client, { code, reason, wasClean });
		}
	}
	/** Frees everything and says nothing, but to the owner of a buffer that was given away. */
	release(): void {
		this.state = "closed";
		this.#pinged = undefined;
		this.#setDeadline();
		this.#closeWatchdogs();
		this.#transport.close();
		this.receiver.stop();
		this.sender.giveUp();
	}

	/** WebSocketClient.close. */
	close(code: number | undefined, reason: string): void {
		if (code === undefined) {
			this.sender.giveUp();
			if (this.state === "open") this.sender.close(encodeClose(CloseCode.normal, ""));
			this.release();
			return;
		}
		const payload = encodeClose(code, reason);
		if (this.state === "open") this.becomeClosing(payload);
		else if (this.state !== "closing" && this.state !== "closed") {
			this.#transport.close();
			this.state = "closing";
			this.#setDeadline(0, () => this.#finish());
		}
	}

	/** WebSocketClient.ping. */
	ping(onPong: (roundTrip: number) => void): void {
		if (this.state !== "open") throw new WebSocketError("not-open", { found: `it is ${this.state}` });
		if (this.#pinged)
			throw new WebSocketError("busy", { found: "the ping before has not been answered yet" });
		const payload = new DataView(new ArrayBuffer(pingBytes));
		payload.setUint32(0, ++this.#pings);
		this.#pinged = { time: milliseconds(), onPong };
		this.sender.ping(payload.buffer);
	}

	/** Writes as much of the request as the socket takes. */
	#request(): void {
		const request = this.#handshake?.request ?? new Uint8Array(0);
		const start = this.#requested;
		this.#requested = Math.min(request.length, start + this.#transport.credit);
		if (this.#requested > start) this.#transport.write(request.subarray(start, this.#requested));
	}

	#receiveAnswer(): void {
		const { bytes } = this.receiver;
		let end: number | undefined;
		let received = 0;
		try {
			while (end === undefined && this.#transport.readable) {
				received = this.#transport.read(bytes);
				end = this.#handshake?.receive(bytes, received);
			}
		} catch (error) {
			this.#finish(error as WebSocketError);
			return;
		}
		if (end === undefined) return;
		this.protocol = this.#handshake?.protocol ?? "";
		this.#handshake = undefined;
		this.#becomeOpen(end, received);
		this.#options.onWritable?.call(this.#client, this.sender.writable);
		this.#receive();
	}

	#receive(): void {
		this.receiver.receive();
		if (this.#lost && !this.receiver.unread) this.#finish(this.#lost);
	}

	#onControl(opcode: number, payload: () => ArrayBuffer): void {
		if (opcode === Opcode.ping && this.state === "open") this.sender.pong(payload());
		else if (opcode === Opcode.pong) this.#onPong(payload());
		else if (opcode === Opcode.close && !this.#onPeerClosed(payload())) return;
		this.#options.onControl?.call(this.#client, opcode, payload());
	}

	#onPong(payload: ArrayBuffer): void {
		const pinged = this.#pinged;
		if (!pinged || payload.byteLength !== pingBytes) return;
		if (new DataView(payload).getUint32(0) !== this.#pings) return;
		this.#pinged = undefined;
		pinged.onPong(milliseconds() - pinged.time);
	}

	/** The other end's close frame is answered at once, with the same code. RFC 6455 section 5.5.1. */
	#onPeerClosed(payload: ArrayBuffer): boolean {
		try {
			this.#peerClosed = decodeClose(payload);
		} catch (error) {
			this.fail(error as WebSocketError);
			return false;
		}
		this.receiver.stop();
		this.sender.giveUp();
		this.becomeClosing(payload.slice(0, 2));
		// It is the server that ends TCP first.
		if (this.#options.attach !== undefined && this.sender.closed) this.#setDeadline(0, () => this.#finish());
		return true;
	}

	/** Nothing was heard for one third of keepAlive, or two. */
	#onSilence(quiet: number): void {
		if (quiet === 1) this.sender.ping(new ArrayBuffer(0));
		else this.#finish(new WebSocketError("keep-alive-timeout", { found: `${this.#limits.keepAlive} ms` }));
	}

	/** No message came or went for one or more fourths of idleTimeout. */
	#onIdle(quiet: number): void {
		if (quiet < 4) return;
		this.fail(new WebSocketError("idle-timeout", { found: `${this.#limits.idleTimeout} ms` }));
	}

	#setDeadline(delay?: number, onTime?: () => void): void {
		Timer.clear(this.#deadline);
		this.#deadline = delay === undefined || !onTime ? undefined : Timer.set(onTime, delay);
	}

	#closeWatchdogs(): void {
		this.#keepAlive?.close();
		this.#idle?.close();
		this.#keepAlive = this.#idle = undefined;
	}
}
