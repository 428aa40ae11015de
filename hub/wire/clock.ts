import type { ClockEstimate } from "./viewer";

const MOST_SAMPLES = 12;
/** Microseconds; two crystals drift apart by up to 100 ppm, which is 6 ms in this time. */
const SAMPLE_LIFETIME = 60_000_000;

interface Sample extends ClockEstimate {
	at: number;
}

/**
 * Estimates how another clock stands to this one from questions and answers, as NTP does (RFC 5905 section 8): the answer
 * was made somewhere between sending and receiving, so the offset is known to half the round trip; of the last minute's
 * answers the quickest counts. All times in microseconds.
 */
export class Clock {
	#samples: Sample[] = [];

	/** @param remote the other clock's time, read between `sent` and `received` of this one */
	add(sent: number, received: number, remote: number): void {
		this.#samples = this.#samples.filter((sample) => received - sample.at < SAMPLE_LIFETIME);
		if (this.#samples.length === MOST_SAMPLES) this.#samples.shift();
		const uncertainty = (received - sent) / 2;
		this.#samples.push({ offset: sent + uncertainty - remote, uncertainty, at: received });
	}

	/** The other clock has started anew. */
	reset(): void {
		this.#samples = [];
	}

	/** What to add to the other clock's time to have this one's, or null before the first answer. */
	get estimate(): ClockEstimate | null {
		let best: Sample | undefined;
		for (const sample of this.#samples) {
			if (!best || sample.uncertainty <= best.uncertainty) best = sample;
		}
		return best ? { offset: best.offset, uncertainty: best.uncertainty } : null;
	}
}
