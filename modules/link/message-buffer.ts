/** Where a message's pieces are read from. */
export interface Readable {
	/** Reads what has arrived to `buffer`; returns how many bytes that is. */
	read(buffer: Uint8Array<ArrayBuffer>): number;
}

/**
 * Gathers the pieces of a message in memory of a fixed size. Views of it are kept and used again where they fit, as
 * messages of one size come one after the other.
 */
export class MessageBuffer {
	readonly #bytes: Uint8Array<ArrayBuffer>;
	#length = 0;
	#room: Uint8Array<ArrayBuffer>;
	#part: Uint8Array<ArrayBuffer>;

	/** @param capacity in bytes */
	constructor(capacity: number) {
		this.#bytes = new Uint8Array(capacity);
		this.#room = this.#bytes;
		this.#part = this.#bytes;
	}

	/** How many bytes have been gathered. */
	get length(): number {
		return this.#length;
	}

	/** Whether nothing more fits. */
	get full(): boolean {
		return this.#length === this.#bytes.byteLength;
	}

	/** The memory itself; what was gathered is at its start. */
	get bytes(): Uint8Array<ArrayBuffer> {
		return this.#bytes;
	}

	/** Reads `count` bytes, or as many as there is room for; returns how many. */
	gather(from: Readable, count: number): number {
		const length = Math.min(count, this.#bytes.byteLength - this.#length);
		this.#room = this.#view(this.#room, this.#length, length);
		const gathered = from.read(this.#room);
		this.#length += gathered;
		return gathered;
	}

	/** A view of what was gathered, from `start` to `end`, good until the next call. */
	part(start: number, end: number): Uint8Array<ArrayBuffer> {
		this.#part = this.#view(this.#part, start, end - start);
		return this.#part;
	}

	/** Makes room for all again. */
	clear(): void {
		this.#length = 0;
	}

	#view(view: Uint8Array<ArrayBuffer>, offset: number, length: number): Uint8Array<ArrayBuffer> {
		if (view.byteOffset === offset && view.byteLength === length) return view;
		return this.#bytes.subarray(offset, offset + length);
	}
}

const discardedAtOnce = 512;

/** Reads `count` bytes and forgets them. */
export function discard(from: Readable, count: number): void {
	const buffer = new MessageBuffer(Math.min(count, discardedAtOnce));
	let remaining = count;
	while (remaining > 0) {
		const gathered = buffer.gather(from, remaining);
		if (gathered <= 0) return;
		remaining -= gathered;
		buffer.clear();
	}
}
