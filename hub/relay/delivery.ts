/** Sound that may be on its way to a peer, milliseconds, beyond its quickest round trip. */
const SOUND_IN_FLIGHT = 500;
/** A marker goes out after this much sound at the latest, milliseconds. */
const SOUND_PER_MARKER = 200;
/** A marker goes out with the first picture after this time at the latest, milliseconds. */
const MARKER_INTERVAL = 2000;
/** Waiting in buffers between here and the peer, milliseconds, that is put down to a link that is too slow. */
const LATE = 150;
const INITIAL_LIMIT = 2;
/** Markers in a row that must return in time before more pictures may be in flight. */
const TIMELY = 4;
/** The same while the link was never too slow. */
const TIMELY_AT_FIRST = 2;
const MOST_PICTURES = 64;
/** For how long the quickest round trip counts, milliseconds: routes change. */
const LEAST_LIFETIME = 30_000;
const LONG_AGO = -1_000_000;

interface Marker {
	number: number;
	at: number;
	pictures: number;
	sound: number;
	/** Whether so many pictures were in flight then that the limit was felt. */
	filled: boolean;
}

/**
 * Decides how much may be on its way to a peer. Kernel buffers take megabytes: a peer on a slow link would see the past.
 * So pings are sent between messages as markers; their pongs (RFC 6455 section 5.5.3) tell what has arrived and how long
 * it took. The number of pictures in flight grows while they arrive in time and is halved when they come late (as in TCP,
 * RFC 5681).
 *
 * It is asked for every picture of every viewer, between writes that leave nothing of it in the caches: so its numbers lie
 * side by side.
 */
export class Delivery {
	#limit = INITIAL_LIMIT;
	#sentPictures = 0;
	#arrivedPictures = 0;
	#markedPictures = 0;
	#sentSound = 0;
	#arrivedSound = 0;
	#markedSound = 0;
	/** Whole milliseconds: an integer lies in the object itself, where it costs no look at another place in memory. */
	#markedAt = LONG_AGO;
	#timely = 0;
	#slowedAt = -Infinity;
	readonly #markers: Marker[] = [];
	readonly #least = { value: Infinity, at: 0, nextValue: Infinity };
	#roundTrip: number | null = null;

	/** The last marker's round trip in milliseconds, or null before the first. */
	get roundTrip(): number | null {
		return this.#roundTrip;
	}

	/** @param now milliseconds, of a clock that does not jump */
	pictureFits(now: number): boolean {
		if (this.#sentPictures - this.#arrivedPictures >= this.#limit) return false;
		const oldest = this.#markers[0];
		return !oldest || now - oldest.at <= this.#quickest() + LATE;
	}

	soundFits(): boolean {
		return this.#sentSound - this.#arrivedSound < SOUND_IN_FLIGHT + this.#quickest();
	}

	/** Counts a picture as sent. */
	sentPicture(): void {
		this.#sentPictures++;
	}

	/** Counts sound as sent. @param duration milliseconds */
	sentSound(duration: number): void {
		this.#sentSound += duration;
	}

	/** Whether a marker is to follow what was sent last. */
	markerDue(now: number): boolean {
		if (this.#sentSound - this.#markedSound >= SOUND_PER_MARKER) return true;
		if (this.#sentPictures === this.#markedPictures) return false;
		return this.#filled || now - this.#markedAt >= MARKER_INTERVAL;
	}

	/** Counts a marker as sent. @param number what its pong will carry */
	sentMarker(number: number, now: number): void {
		const pictures = (this.#markedPictures = this.#sentPictures);
		const sound = (this.#markedSound = this.#sentSound);
		this.#markedAt = Math.floor(now);
		this.#markers.push({ number, at: now, pictures, sound, filled: this.#filled });
	}

	/** A marker has come back: all that was sent before it has arrived. Unknown markers are ignored. */
	returned(number: number, now: number): void {
		const index = this.#markers.findIndex((marker) => marker.number === number);
		const marker = this.#markers[index];
		if (!marker) return;
		this.#markers.splice(0, index + 1);
		this.#arrivedPictures = marker.pictures;
		this.#arrivedSound = marker.sound;
		const roundTrip = now - marker.at;
		this.#roundTrip = roundTrip;
		this.#rememberLeast(roundTrip, now);
		if (marker.at <= this.#slowedAt) return;
		if (roundTrip > this.#quickest() + LATE) {
			this.#limit = Math.max(1, this.#limit >> 1);
			this.#timely = 0;
			this.#slowedAt = now;
		} else if (marker.filled) {
			this.#grow();
		}
	}

	/** Doubles while the link was never too slow, then grows by one at a time. */
	#grow(): void {
		const started = this.#slowedAt !== -Infinity;
		if (++this.#timely < (started ? TIMELY : TIMELY_AT_FIRST)) return;
		this.#timely = 0;
		this.#limit = Math.min(MOST_PICTURES, started ? this.#limit + 1 : this.#limit * 2);
	}

	/** Whether half of the pictures that may be in flight are: then it is time to learn how the way is. */
	get #filled(): boolean {
		return (this.#sentPictures - this.#arrivedPictures) * 2 >= this.#limit;
	}

	#quickest(): number {
		return this.#least.value === Infinity ? LATE : this.#least.value;
	}

	#rememberLeast(roundTrip: number, now: number): void {
		const least = this.#least;
		if (now - least.at > LEAST_LIFETIME) {
			least.value = Math.min(least.nextValue, roundTrip);
			least.nextValue = Infinity;
			least.at = now;
		}
		least.value = Math.min(least.value, roundTrip);
		least.nextValue = Math.min(least.nextValue, roundTrip);
	}
}
