const Opcode = { Binary: 2, Close: 8, Ping: 9 } as const;
/** The longest header of a frame from a server, and what is looked at of its payload (the header of a message). */
const LONGEST_HEAD = 10 + 12;

/** What a frame counter finds. */
export interface FrameEvents {
	/** A binary message has come whole. @param time what its header says (docs/protocol.md), microseconds */
	binary(time: number): void;
	/** @param payload valid during the call */
	ping(payload: Buffer): void;
	close(): void;
}

/**
 * Finds the frames in a server's byte stream (RFC 6455 section 5.2) without keeping their payload, so that the viewers of a
 * benchmark cost as little as can be. Takes whole messages in one frame only, which is what all the servers here send.
 */
export class FrameCounter {
	readonly #events: FrameEvents;
	readonly #head = Buffer.alloc(LONGEST_HEAD);
	/** How many bytes of head and looked-at payload are there. */
	#have = 0;
	/** How many of them this frame needs: known from its first two bytes on. */
	#need = 2;
	#start = 0;
	#length = 0;
	/** Payload that is still to come and passes unseen. */
	#skip = 0;
	#inPayload = false;

	constructor(events: FrameEvents) {
		this.#events = events;
	}

	take(piece: Buffer): void {
		let at = 0;
		while (at < piece.byteLength) {
			if (this.#inPayload) {
				const passed = Math.min(this.#skip, piece.byteLength - at);
				this.#skip -= passed;
				at += passed;
			} else {
				this.#head[this.#have++] = piece[at++] as number;
				if (this.#have < this.#need) continue;
				if (!this.#readHead()) continue;
			}
			if (this.#inPayload && this.#skip === 0) this.#end();
		}
	}

	/** @returns whether all that is looked at is there */
	#readHead(): boolean {
		const short = (this.#head[1] as number) & 0x7f;
		if (this.#have === 2) {
			this.#start = short < 126 ? 2 : short === 126 ? 4 : 10;
			if (this.#start > 2) {
				this.#need = this.#start;
				return false;
			}
		}
		if (this.#have === this.#start) {
			this.#length =
				short < 126 ? short : short === 126 ? this.#head.readUInt16BE(2) : this.#head.readUInt32BE(6);
			this.#need = this.#start + Math.min(12, this.#length);
			if (this.#have < this.#need) return false;
		}
		this.#skip = this.#length - (this.#have - this.#start);
		this.#inPayload = true;
		return true;
	}

	#end(): void {
		const head = this.#head;
		const start = this.#start;
		switch ((head[0] as number) & 15) {
			case Opcode.Binary:
				this.#events.binary(head.readUInt32LE(start + 4) + head.readUInt32LE(start + 8) * 2 ** 32);
				break;
			case Opcode.Ping:
				this.#events.ping(head.subarray(start, start + this.#length));
				break;
			case Opcode.Close:
				this.#events.close();
				break;
		}
		this.#have = 0;
		this.#need = 2;
		this.#inPayload = false;
	}
}
