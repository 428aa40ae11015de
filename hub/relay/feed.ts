import type { Flow } from "./flow";
import type { MediaMessage } from "./media-message";
import { milliseconds } from "../common/time";
import { missingBetween } from "../wire/header";
import type { ReceivedCounts } from "../wire/viewer";

/** Takes messages as they come; must neither wait nor throw. */
export type Sink = (message: MediaMessage) => void;

/** A larger gap is put down to a doorbell that counts anew. */
const LARGEST_GAP = 0x7fff;
/** Milliseconds over which rates are averaged. */
const RATE_SPAN = 3000;

/** One kind of media from one doorbell: flows while anybody subscribes, and goes to all who do. */
export class Feed {
	readonly flow: Flow;
	/** Never changed but replaced, so that a sink may go while a message is given out. */
	#sinks: readonly Sink[] = [];
	readonly #marks: { at: number; messages: number; bytes: number }[] = [];
	#messages = 0;
	#bytes = 0;
	#missing = 0;
	#malformed = 0;
	#sequence: number | undefined;
	#newest: MediaMessage | undefined;

	constructor(flow: Flow) {
		this.flow = flow;
	}

	/** The message that came last on this connection, if any. */
	get newest(): MediaMessage | undefined {
		return this.#newest;
	}

	/** Gives every message from now on to `sink`, until the function that is returned is called. */
	subscribe(sink: Sink): () => void {
		this.#sinks = [...this.#sinks, sink];
		const release = this.flow.acquire();
		let subscribed = true;
		return () => {
			if (!subscribed) return;
			subscribed = false;
			const own = this.#sinks.indexOf(sink);
			this.#sinks = this.#sinks.filter((_, index) => index !== own);
			release();
		};
	}

	publish(message: MediaMessage): void {
		const { sequence } = message.header;
		if (this.#sequence !== undefined) {
			const missing = missingBetween(this.#sequence, sequence);
			if (missing <= LARGEST_GAP) this.#missing += missing;
		}
		this.#sequence = sequence;
		this.#messages++;
		this.#bytes += message.bytes.byteLength;
		this.#newest = message;
		for (const sink of this.#sinks) sink(message);
	}

	/** A message was dropped because it is not as it must be. */
	countMalformed(): void {
		this.#malformed++;
	}

	/** The doorbell has gone or come anew: it counts anew, and what it sent before is no longer what one sees. */
	restart(): void {
		this.#sequence = undefined;
		this.#newest = undefined;
		this.#marks.length = 0;
	}

	/** Takes the counts for the rates; to be called about once a second. */
	mark(): void {
		const at = milliseconds();
		this.#marks.push({ at, messages: this.#messages, bytes: this.#bytes });
		while (this.#marks.length > 2 && at - (this.#marks[0]?.at ?? at) > RATE_SPAN) this.#marks.shift();
	}

	get counts(): ReceivedCounts {
		const first = this.#marks[0];
		const last = this.#marks.at(-1);
		const span = first && last ? (last.at - first.at) / 1000 : 0;
		const rate = (key: "messages" | "bytes") =>
			first && last && span > 0 ? (last[key] - first[key]) / span : 0;
		return {
			messages: this.#messages,
			bytes: this.#bytes,
			missing: this.#missing,
			malformed: this.#malformed,
			messagesPerSecond: rate("messages"),
			bitsPerSecond: rate("bytes") * 8,
		};
	}
}
