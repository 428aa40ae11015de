import { type Buffer, viewOf } from "websocket/buffer";
import { final, type FrameWriter, longestHeader } from "websocket/frame-writer";
import type { Transport } from "websocket/transport";

/** A frame that is not the last of its message has at least so many bytes, on a socket that takes twice as many. */
const shortestFragment = 512;

/** Called when a buffer that was given away is its owner's again. */
export type OnReleased = (data: Buffer) => void;

/**
 * A message that the socket does not take at once, sent in fragments (RFC 6455 section 5.4) as the socket drains. A
 * frame is only begun when the socket takes the whole of it, so that between two calls the stream is at a frame's
 * border. One object serves one message after the other.
 */
export class Fragments {
	#data: Buffer | undefined;
	#offset = 0;
	#end = 0;
	#first = 0;
	#onReleased: OnReleased | undefined;
	#transport: Transport;
	#writer: FrameWriter;
	#output: Uint8Array;
	#outputRoom: number;
	#header: number;

	/** @param header length of the header of the frames that `output` can hold */
	constructor(transport: Transport, writer: FrameWriter, output: Uint8Array, header: number) {
		this.#transport = transport;
		this.#writer = writer;
		this.#output = output;
		this.#outputRoom = output.length - header;
		this.#header = header;
	}

	/** Whether a message is under way. */
	get busy(): boolean {
		return this.#data !== undefined;
	}

	/**
	 * Starts a message. `first` is the first byte of its header, were it to be sent in one frame. With `onReleased` the
	 * buffer was given away, and may be overwritten.
	 */
	begin(data: Buffer, first: number, onReleased: OnReleased | undefined): void {
		this.#data = data;
		this.#offset = 0;
		this.#end = data.byteLength;
		this.#first = first;
		this.#onReleased = onReleased;
	}

	/** Sends what the socket takes. Returns whether all has been sent, in which case `release` is to follow. */
	continue(): boolean {
		const transport = this.#transport;
		while (this.#data) {
			const rest = this.#end - this.#offset;
			// In a buffer that was given away there is room for a header where bytes lie that have been sent.
			const inPlace = this.#onReleased !== undefined && this.#offset >= longestHeader;
			const { credit } = transport;
			let room = credit - (inPlace ? longestHeader : this.#header);
			if (room < rest && credit < shortestFragment && credit < transport.largestCredit >> 1) break;
			if (!inPlace && room > this.#outputRoom) room = this.#outputRoom;
			const count = rest < room ? rest : room;
			if (count < 0 || (count === 0 && rest)) break;
			this.#put(this.#data, count, inPlace, count === rest ? this.#first : this.#first & ~final);
			this.#offset += count;
			this.#first &= final;
			if (count === rest) return true;
		}
		return false;
	}

	/** Forgets the message, and gives its buffer back. */
	release(): void {
		const data = this.#data;
		const onReleased = this.#onReleased;
		this.#data = this.#onReleased = undefined;
		if (data) onReleased?.(data);
	}

	#put(data: Buffer, count: number, inPlace: boolean, first: number): void {
		if (inPlace) {
			const start = this.#writer.inPlace(data, this.#offset, count, first);
			this.#transport.write(viewOf(data, start, this.#offset + count));
		} else {
			const length = this.#writer.part(this.#output, data, this.#offset, count, first);
			this.#transport.writeStart(this.#output, length);
		}
	}
}
