import type { Buffer } from "websocket/buffer";
import { WebSocketError } from "websocket/errors";
import { Fragments, type OnReleased } from "websocket/fragments";
import { final, FrameWriter, longestHeader, shortHeader } from "websocket/frame-writer";
import { Opcode } from "websocket/opcode";
import type { WriteOptions } from "websocket/options";
import type { Transport } from "websocket/transport";

/** A part of a message that was given away, and waits for the part before it. */
interface Waiting {
	readonly data: Buffer;
	/** First byte of its header, were it to be sent in one frame. */
	readonly first: number;
	readonly onReleased: OnReleased;
}

/**
 * Sends messages and control frames. At most one message is under way; what waits besides it is at most the part that
 * ends it or goes on with it, one pong (the last one, RFC 6455 section 5.5.3), one ping and the close frame. All that is
 * written are whole frames, so that a control frame can go at any time.
 */
export class Sender {
	/** Why no message can be written: undefined, or `busy` while one is under way, or `not-open`. */
	blocked: "busy" | "not-open" | undefined = "not-open";
	/** Set when a message is sent. */
	noted = false;
	/** Whether the close frame has been sent. RFC 6455 section 7.1.3. */
	closed = false;

	/** The part before was sent with `more`: what comes next continues its message. */
	#continues = false;
	#waiting: Waiting | undefined;
	#transport: Transport;
	#writer: FrameWriter;
	#output: Uint8Array;
	#outputRoom: number;
	#header: number;
	#fragments: Fragments;
	#pong: ArrayBuffer | undefined;
	#ping: ArrayBuffer | undefined;
	#close: ArrayBuffer | undefined;

	/**
	 * @param outputBytes size of the buffer in which frames are made
	 * @param masked whether this end is the client
	 */
	constructor(transport: Transport, outputBytes: number, masked: boolean) {
		this.#transport = transport;
		this.#writer = new FrameWriter(masked);
		this.#output = new Uint8Array(outputBytes);
		this.#header = masked ? shortHeader : shortHeader - 4;
		this.#outputRoom = outputBytes - this.#header;
		this.#fragments = new Fragments(transport, this.#writer, this.#output, this.#header);
	}

	/** How long a message may be that the socket takes now, in one frame or in as many as the output buffer makes of it. */
	get writable(): number {
		const { credit } = this.#transport;
		const writable = credit - longestHeader - ((credit / this.#outputRoom) | 0) * shortHeader;
		return writable > 0 && this.blocked === undefined ? writable : 0;
	}

	/** WebSocketClient.written and WebSocketClient.backlog. */
	get written(): number {
		return this.#transport.written;
	}
	get backlog(): number {
		return this.#transport.backlog;
	}

	/** WebSocketClient.write, for messages; WebSocketClient.take, with `onReleased`. */
	write(data: Buffer, options: WriteOptions | undefined, onReleased?: OnReleased): number {
		if (this.blocked !== undefined) return this.#wait(data, options, onReleased);
		const first = this.#firstByte(options);
		const length = this.#writer.whole(this.#output, data, this.#transport.credit, first);
		this.#continues = first < final;
		this.noted = true;
		if (length === 0) {
			this.#fragments.begin(data, first, onReleased);
			this.blocked = "busy";
			this.#continue();
		} else {
			this.#transport.writeStart(this.#output, length);
			onReleased?.(data);
		}
		return this.writable;
	}

	/** Sends a pong; if the socket does not take it now, it replaces one that waits. */
	pong(payload: ArrayBuffer): void {
		this.#pong = payload;
		this.flush();
	}

	/** Sends a ping; if the socket does not take it now, it replaces one that waits. */
	ping(payload: ArrayBuffer): void {
		this.#ping = payload;
		this.flush();
	}

	/** Sends the close frame, the last thing that is sent, after the message that is under way. */
	close(payload: ArrayBuffer): void {
		if (this.#close || this.closed) return;
		this.#close = payload;
		this.flush();
	}

	/** Sends a control frame if the socket takes it now; false if not. */
	control(opcode: number, payload: Buffer): boolean {
		const count = payload.byteLength;
		if (this.closed || count + this.#header > this.#transport.credit) return false;
		this.#transport.writeStart(
			this.#output,
			this.#writer.part(this.#output, payload, 0, count, final | opcode),
		);
		return true;
	}

	/** Sends what waits, as far as the socket takes it. */
	flush(): void {
		if (this.#pong && this.control(Opcode.pong, this.#pong)) this.#pong = undefined;
		if (this.#ping && this.control(Opcode.ping, this.#ping)) this.#ping = undefined;
		this.#continue();
		if (!this.#close || this.#fragments.busy || !this.control(Opcode.close, this.#close)) return;
		this.#close = undefined;
		this.closed = true;
	}

	/** Takes no message any more, and gives the buffers of the one that is under way back. */
	giveUp(): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		this.blocked = "not-open";
		this.#fragments.release();
		waiting?.onReleased(waiting.data);
	}

	#continue(): void {
		while (this.#fragments.busy && this.#fragments.continue()) {
			const waiting = this.#waiting;
			this.#waiting = undefined;
			if (waiting === undefined && this.blocked === "busy") this.blocked = undefined;
			this.#fragments.release();
			if (waiting === undefined) return;
			this.#fragments.begin(waiting.data, waiting.first, waiting.onReleased);
		}
	}

	/** FIN and opcode. RFC 6455 section 5.2. */
	#firstByte(options: WriteOptions | undefined): number {
		let first: number = final | Opcode.binary;
		if (options !== undefined) {
			if (options.more) first = Opcode.binary;
			if (options.binary === false) first ^= Opcode.binary ^ Opcode.text;
		}
		return this.#continues ? first & final : first;
	}

	/** Keeps a buffer that was given away until the part of its message that is under way has been sent. */
	#wait(data: Buffer, options: WriteOptions | undefined, onReleased: OnReleased | undefined): number {
		if (this.blocked === "busy" && this.#continues && this.#waiting === undefined && onReleased) {
			const first = this.#firstByte(options);
			this.#waiting = { data, first, onReleased };
			this.#continues = first < final;
			return 0;
		}
		throw new WebSocketError(this.blocked ?? "not-open");
	}
}
