import { longestText } from "protocol/commands";
import { ProtocolError } from "protocol/protocol-error";
import { MessageBuffer, type Readable } from "link/message-buffer";

/** Gathers the pieces of a text message in bounded memory. */
export class TextReader {
	readonly #buffer = new MessageBuffer(longestText);
	#tooLong = false;

	/**
	 * Takes `count` bytes of a text message.
	 *
	 * @param more whether the message goes on after them
	 * @returns the message when it is whole, else undefined
	 * @throws ProtocolError `bad-json` at the end of a message that is too long or no UTF-8
	 */
	receive(from: Readable, count: number, more: boolean): string | undefined {
		let remaining = count;
		while (remaining > 0) {
			if (this.#buffer.full) {
				this.#tooLong = true;
				this.#buffer.clear();
			}
			const gathered = this.#buffer.gather(from, remaining);
			if (gathered <= 0) break;
			remaining -= gathered;
		}
		return more ? undefined : this.#end();
	}

	/** Forgets the message that has come in part. */
	reset(): void {
		this.#buffer.clear();
		this.#tooLong = false;
	}

	#end(): string {
		const tooLong = this.#tooLong;
		const bytes = this.#buffer.part(0, this.#buffer.length);
		this.reset();
		if (tooLong)
			throw new ProtocolError("bad-json", `the text is too long; it may have ${longestText} bytes at most`);
		try {
			return String.fromArrayBuffer(bytes.slice().buffer);
		} catch (cause) {
			throw new ProtocolError("bad-json", "the text is not UTF-8", { cause });
		}
	}
}
