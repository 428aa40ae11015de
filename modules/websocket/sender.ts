import { FrameWriter } from "websocket/frame-writer";
import { maximumControlPayload, Opcode } from "websocket/opcode";
import type { Transport } from "websocket/transport";

/** What holds bytes: an ArrayBuffer, a view of bytes, or a host buffer. */
export interface Buffer {
	readonly byteLength: number;
}

const final = 0x80;

/** Header of a frame that is masked and has less than 64 KB of payload; and of any frame. */
const usualHeader = 8;
const longestHeader = 14;

/** The output buffer holds at least a whole control frame, and never a frame that needs a longer header. */
export const minimumOutput = 256;
export const maximumOutput = 65535;

/** A frame that is not the last of its message has at least so many bytes, on a socket that takes twice as many. */
const shortestFragment = 512;

/**
 * Sends frames as fast as the socket takes them. A frame is only begun when the socket takes the whole of it at once:
 * a message that is longer than that goes out in fragments (RFC 6455 section 5.4), so that between any two calls the
 * stream is at a frame's border, where a control frame can go. At most one message is under way; what waits besides it
 * is at most one pong (the last one, section 5.5.3), one ping and the close frame.
 */
export class Sender {
	#transport: Transport;
	#writer: FrameWriter;
	#headerBytes: number;
	#output: Uint8Array;
	#outputBytes: number;
	#view: Uint8Array;
	#viewLength: number;

	#data: Buffer | undefined;
	#offset = 0;
	#end = 0;
	#opcode = 0;
	#final = 0;
	#onReleased: ((buffer: Buffer) => void) | undefined;
	/** The message before was sent with `more`: what comes next continues it. */
	#continues = false;

	#pong: ArrayBuffer | undefined;
	#ping: ArrayBuffer | undefined;
	#close: ArrayBuffer | undefined;
	/** Whether the close frame has been sent. RFC 6455 section 7.1.3. */
	closed = false;

	/**
	 * @param outputBytes size of the buffer in which frames are made
	 * @param masked whether this end is the client
	 */
	constructor(transport: Transport, outputBytes: number, masked: boolean) {
		this.#transport = transport;
		this.#writer = new FrameWriter(masked);
		this.#headerBytes = masked ? usualHeader : usualHeader - 4;
		this.#output = this.#view = new Uint8Array(outputBytes);
		this.#outputBytes = this.#viewLength = outputBytes;
	}

	/** Whether a message is under way, so that no other can be sent yet. */
	get busy(): boolean {
		return this.#data !== undefined;
	}

	/** How many bytes of payload the socket takes now in one frame, whatever its length. */
	get writable(): number {
		const writable = this.#transport.credit - longestHeader;
		return writable > 0 && !this.#data ? writable : 0;
	}

	/** Sends a message or, with `more`, a part of one. What the socket does not take now is read from `data` later. */
	send(data: Buffer, binary: boolean, more: boolean): void {
		if (!this.#sendWhole(data, binary, more)) this.#sendInFragments(data, binary, more, undefined);
	}

	/** The same with a buffer that is given away, and overwritten. */
	take(data: Buffer, binary: boolean, more: boolean, onReleased: (data: Buffer) => void): void {
		if (this.#sendWhole(data, binary, more)) onReleased(data);
		else this.#sendInFragments(data, binary, more, onReleased);
	}

	/** Sends a pong; if the socket does not take it now, it replaces one that waits. */
	pong(payload: ArrayBuffer): void {
		this.#pong = payload;
		this.flush();
	}

	/** Sends a ping; false if one waits already. */
	ping(payload: ArrayBuffer): boolean {
		if (this.#ping) return false;
		this.#ping = payload;
		this.flush();
		return true;
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
		if (this.closed || count > maximumControlPayload) return false;
		if (count + this.#headerBytes > this.#transport.credit) return false;
		this.#put(this.#writer.frame(this.#output, payload, 0, count, final | opcode));
		return true;
	}

	/** Sends what waits, as far as the socket takes it: control frames first. */
	flush(): void {
		if (this.#pong && this.control(Opcode.pong, this.#pong)) this.#pong = undefined;
		if (this.#ping && this.control(Opcode.ping, this.#ping)) this.#ping = undefined;
		if (this.#data) this.#continue();
		if (this.#close && !this.#data && this.control(Opcode.close, this.#close)) {
			this.#close = undefined;
			this.closed = true;
		}
	}

	/** Gives up what has not been sent of a message, and gives its buffer back. */
	release(): void {
		const data = this.#data;
		const onReleased = this.#onReleased;
		this.#data = this.#onReleased = undefined;
		if (data) onReleased?.(data);
	}

	#firstOpcode(binary: boolean): number {
		return this.#continues ? Opcode.continuation : binary ? Opcode.binary : Opcode.text;
	}

	/** False if the socket or the output buffer has no room for all of it in one frame. */
	#sendWhole(data: Buffer, binary: boolean, more: boolean): boolean {
		const count = data.byteLength;
		const room = count + this.#headerBytes;
		if (room > this.#transport.credit || room > this.#outputBytes) return false;
		const first = this.#firstOpcode(binary) | (more ? 0 : final);
		const length = this.#writer.frame(this.#output, data, 0, count, first);
		this.#continues = more;
		this.#put(length);
		return true;
	}

	#sendInFragments(
		data: Buffer,
		binary: boolean,
		more: boolean,
		onReleased: ((data: Buffer) => void) | undefined,
	): void {
		this.#data = data;
		this.#offset = 0;
		this.#end = data.byteLength;
		this.#opcode = this.#firstOpcode(binary);
		this.#final = more ? 0 : final;
		this.#onReleased = onReleased;
		try {
			this.#continue();
		} catch (error) {
			this.#data = this.#onReleased = undefined;
			throw error;
		}
		this.#continues = more;
	}

	#continue(): void {
		const transport = this.#transport;
		while (this.#data) {
			const rest = this.#end - this.#offset;
			// A buffer that was given away has room for a header where bytes lie that were sent.
			const inPlace = this.#onReleased !== undefined && this.#offset >= longestHeader;
			const header = inPlace ? longestHeader : this.#headerBytes;
			let room = transport.credit - header;
			const whole = rest <= room;
			if (!whole && room < shortestFragment && room < transport.largestCredit >> 1) return;
			if (!inPlace && room > this.#outputBytes - header) room = this.#outputBytes - header;
			const count = rest < room ? rest : room;
			if (count < 0 || (count === 0 && rest)) return;

			const first = this.#opcode | (count === rest ? this.#final : 0);
			if (inPlace) {
				const start = this.#writer.frameInPlace(this.#data, this.#offset, count, first);
				const end = this.#offset + count;
				this.#offset = end;
				transport.write(viewOf(this.#data, start, end), end - start);
			} else {
				const length = this.#writer.frame(this.#output, this.#data, this.#offset, count, first);
				this.#offset += count;
				this.#put(length);
			}
			this.#opcode = Opcode.continuation;
			if (count === rest) this.release();
		}
	}

	/** Writes the first `length` bytes of the output buffer. */
	#put(length: number): void {
		if (length !== this.#viewLength) {
			this.#view = this.#output.subarray(0, length);
			this.#viewLength = length;
		}
		this.#transport.write(this.#view, length);
	}
}

function viewOf(data: Buffer, start: number, end: number): Uint8Array {
	return ArrayBuffer.isView(data)
		? new Uint8Array(data.buffer, data.byteOffset + start, end - start)
		: new Uint8Array(data as ArrayBuffer, start, end - start);
}
