/** One value of DER: its tag, what is in it, and all of it. ITU-T X.690. */
export interface Value {
	readonly tag: number;
	readonly content: Uint8Array;
	readonly whole: Uint8Array;
}

export const Tag = Object.freeze(
	{
		boolean: 0x01,
		integer: 0x02,
		bitString: 0x03,
		octetString: 0x04,
		objectIdentifier: 0x06,
		utcTime: 0x17,
		generalizedTime: 0x18,
		sequence: 0x30,
	} as const,
	true,
);

/** Reads the values in `bytes` one after the other. Throws a RangeError for what is no DER. */
export class DERReader {
	#bytes: Uint8Array;
	#position = 0;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	/** Whether there is another value. */
	get more(): boolean {
		return this.#position < this.#bytes.length;
	}

	/** The tag of the next value; undefined if there is none. */
	get tag(): number | undefined {
		return this.#bytes[this.#position];
	}

	/** The next value, which must have this tag if one is given. */
	next(expected?: number): Value {
		const start = this.#position;
		const tag = this.#byte();
		if (expected !== undefined && tag !== expected)
			throw new RangeError(`DER: tag ${tag} where ${expected} must be`);
		const length = this.#length();
		const content = this.#position;
		if (length > this.#bytes.length - content) throw new RangeError("DER: a value is cut short");
		this.#position = content + length;
		return {
			tag,
			content: this.#bytes.subarray(content, this.#position),
			whole: this.#bytes.subarray(start, this.#position),
		};
	}

	/** What is in the next value, which must have this tag. */
	within(expected: number): DERReader {
		return new DERReader(this.next(expected).content);
	}

	/** At most 64 KB, in the fewest bytes. X.690 sections 8.1.3 and 10.1. */
	#length(): number {
		const first = this.#byte();
		if (first < 0x80) return first;
		const length = first === 0x81 ? this.#byte() : first === 0x82 ? (this.#byte() << 8) | this.#byte() : -1;
		if (length < (first === 0x81 ? 0x80 : 0x100)) throw new RangeError("DER: a length is wrong");
		return length;
	}

	#byte(): number {
		const byte = this.#bytes[this.#position++];
		if (byte === undefined) throw new RangeError("DER: a value is cut short");
		return byte;
	}
}

/** Whether two have the same bytes. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
	return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
