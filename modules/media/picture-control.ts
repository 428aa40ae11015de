import type { PictureChoice } from "protocol/events";
import type { Picture } from "media/parts";
import { ladderOf, type Step } from "media/picture-ladder";

/** What became of a picture that was sent. All times in milliseconds. */
export interface Passage {
	bytes: number;
	/** From its first byte's being handed to the socket to its last byte's having left. */
	took: number;
	/** From its capture to its last byte's having left. */
	age: number;
	/** When its last byte left. */
	now: number;
	/** Whether sound was dropped since the picture before: it shares the way, and comes first. */
	crowded: boolean;
	/** What a round trip takes where nothing is sent: as long a byte counts as not having left. */
	roundTrip: number;
}

/** A link that takes longer than this for a picture stands still. */
const standstill = 1500;
/** What a picture may take, and how old it may be, before it is made smaller. */
const longest = 150;
const oldest = 220;
/** What a picture is meant to take: such that one has left before the next is there. */
const meant = 90;
/** What a better picture may be expected to take. */
const promising = 75;
/** The share of the time that the link may be busy: beyond the higher there are fewer pictures, below the lower more. */
const busy = 0.9;
const calm = 0.75;
/** So many pictures a second more, each second; and a share of them when the link is busy. */
const increase = 2;
const decrease = 0.7;
/** How long a better picture waits after the last change; doubled, up to the most, each time one proved too good. */
const patience = 3000;
const mostPatience = 60_000;
/** How long one waits while the link has not been found to be slow. */
const haste = 150;
/** So long after a change more dropped sound is not put down to what is sent since. */
const crowding = 1000;
/** A better picture that is given up so soon was too good. */
const tooGood = 10_000;
/** The first picture of a connection has about so many bytes: 500 kbit/s take them within 200 ms. */
const firstBytes = 12_500;
/** Why the choice is what it is. */
type Cause = "asked" | "finding" | "slow" | "still";

/** A link that is expected to take a better picture so quickly has become another one, and is not waited for. */
const easy = 30;
const easyPatience = 1000;
/** Pictures up to so much larger than the ones before are begun with where others are asked for. */
const similar = 1.25;
/** What is not measured shorter: a socket's buffer takes pictures that small at once. */
const shortest = 3;

/**
 * Which pictures to send over a link: as good, large and many as it takes, no better than asked for and no worse than
 * allowed. More of them each second while all is well, a share of them when the link is busy (additive increase,
 * multiplicative decrease); smaller ones at once, by as much as needed, when one takes too long or leaves no
 * room for sound; and better ones, step by step, when they can be expected to pass quickly. Pure: it is told of each picture, and tells the choice.
 */
export class PictureControl {
	readonly #choice: PictureChoice;
	#cause: Cause = "finding";
	/** What the cause tells: bytes a millisecond, or milliseconds. */
	#figure = 0;
	#best: Picture;
	#worst: Picture;
	#steps: Step[];
	#index = 0;
	#rate: number;
	/** Bytes of a picture in proportion to what its step says. */
	#detail = 1;
	/** Bytes a millisecond; 0 where not known. */
	#speed = 0;
	/** What pictures of the present form take, beyond a round trip; smoothed. */
	#usual = 0;
	#found: "quick" | "slow" = "quick";
	#patience = patience;
	#last = 0;
	#changed = -Infinity;
	#improved = -Infinity;

	/** @param worst is no better than `best` in anything, or as good */
	constructor(best: Picture, worst: Picture) {
		this.#best = best;
		this.#worst = worst;
		this.#steps = ladderOf(best, worst);
		this.#rate = best.framesPerSecond;
		this.#choice = { ...best, reason: "" };
		this.reset();
	}

	/** Which pictures to send. */
	get picture(): Readonly<Picture> {
		return this.#choice;
	}

	/** The same, with the reason in words, which are made only here. */
	get choice(): Readonly<PictureChoice> {
		this.#choice.reason = describe(this.#cause, this.#figure);
		return this.#choice;
	}

	/** Forgets what was learned of the link, as with each connection. */
	reset(): void {
		this.#forget();
		this.#patience = patience;
		this.#rate = this.#best.framesPerSecond;
		const first = this.#steps.findIndex(({ bytes }) => bytes <= firstBytes);
		this.#choose(first < 0 ? this.#steps.length - 1 : first, "finding");
	}

	/** Asks for other pictures; what was learned of the link stays. Returns whether the choice has changed. */
	ask(best: Picture, worst: Picture): boolean {
		const { bytes } = this.#step;
		this.#best = best;
		this.#worst = worst;
		this.#steps = ladderOf(best, worst);
		this.#rate = best.framesPerSecond;
		const index = this.#steps.findIndex((step) => step.bytes <= similar * bytes);
		return this.#choose(index < 0 ? this.#steps.length - 1 : index, this.#cause);
	}

	/** Takes note of a picture that has left. Returns whether the choice has changed. */
	note(passage: Passage): boolean {
		const { took, age, now, roundTrip } = passage;
		const elapsed = Math.min(1000, now - this.#last);
		this.#last = now;
		if (took > standstill) return this.#stoodStill(took, now);
		const excess = Math.max(0, took - roundTrip);
		this.#measure(passage.bytes, excess);
		if (passage.crowded && now - this.#changed > crowding) {
			this.#rate = this.#clamp(this.#rate * decrease);
			return this.#shrink(now);
		}
		if (excess > longest || (age > oldest && excess > meant / 2)) return this.#shrink(now);
		this.#usual += (excess - this.#usual) / 4;
		const share = (this.#usual * this.#rate) / 1000;
		if (share > busy) return this.#slowDown(now);
		if (share < calm) this.#speedUp(elapsed);
		return this.#improve(now);
	}

	get #step(): Step {
		return this.#steps[this.#index] ?? { ...this.#best, bytes: firstBytes };
	}

	#forget(): void {
		this.#speed = 0;
		this.#found = "quick";
		this.#improved = -Infinity;
	}

	#measure(bytes: number, excess: number): void {
		this.#detail += (bytes / this.#step.bytes - this.#detail) / 2;
		const sample = bytes / Math.max(excess, shortest);
		if (excess > shortest || sample > this.#speed)
			this.#speed = this.#speed > 0 ? (this.#speed + sample) / 2 : sample;
	}

	/** What the pictures of a step can be expected to take, beyond the way. */
	#expected(step: Step): number {
		return this.#speed > 0 ? (step.bytes * this.#detail) / this.#speed : 0;
	}

	#stoodStill(took: number, now: number): boolean {
		this.#forget();
		this.#changed = now;
		this.#figure = took;
		return this.#choose(this.#steps.length - 1, "still");
	}

	/** The best step, of those beyond the present one, that is quick enough. */
	#shrink(now: number): boolean {
		this.#regret(now);
		let index = Math.min(this.#index + 1, this.#steps.length - 1);
		while (index < this.#steps.length - 1 && this.#expected(this.#steps[index] ?? this.#step) > meant)
			index++;
		const expected = Math.max(1, this.#expected(this.#steps[index] ?? this.#step));
		this.#rate = this.#clamp(Math.min(this.#rate, (calm * 1000) / expected));
		return this.#choose(index, "slow");
	}

	#slowDown(now: number): boolean {
		this.#found = "slow";
		this.#changed = now;
		this.#rate = this.#clamp(this.#rate * decrease);
		return this.#choose(this.#index, "slow");
	}

	#speedUp(elapsed: number): void {
		this.#rate = this.#clamp(this.#rate + (increase * elapsed) / 1000);
	}

	#improve(now: number): boolean {
		// An index of -1 would be a name, for which XS allocates.
		const better = this.#index > 0 ? this.#steps[this.#index - 1] : undefined;
		const expected = better ? this.#expected(better) : 0;
		const wait = this.#found === "quick" ? haste : expected < easy ? easyPatience : this.#patience;
		if (!better || now - this.#changed < wait || expected > promising)
			return this.#choose(this.#index, this.#causeAt(this.#index));
		this.#changed = this.#improved = now;
		return this.#choose(this.#index - 1, this.#causeAt(this.#index - 1));
	}

	/** The next better picture is tried later than this one was, if this one had just been tried. */
	#regret(now: number): void {
		if (this.#found === "slow")
			this.#patience = now - this.#improved < tooGood ? Math.min(mostPatience, this.#patience * 2) : patience;
		this.#found = "slow";
		this.#changed = now;
	}

	/** Why a choice is made that is not forced. */
	#causeAt(index: number): Cause {
		if (index === 0 && this.#rate >= this.#best.framesPerSecond) return "asked";
		if (this.#found === "slow") return index === this.#index && this.#cause === "still" ? "still" : "slow";
		return this.#cause === "still" ? "still" : "finding";
	}

	#clamp(rate: number): number {
		const { framesPerSecond } = this.#best;
		return Math.max(Math.min(this.#worst.framesPerSecond, framesPerSecond), Math.min(framesPerSecond, rate));
	}

	/** One more alone is not worth a change, unless it is the last. */
	get #framesPerSecond(): number {
		const rate = Math.floor(this.#rate);
		const { framesPerSecond } = this.#choice;
		return rate === framesPerSecond + 1 && rate < this.#best.framesPerSecond ? framesPerSecond : rate;
	}

	#choose(index: number, cause: Cause): boolean {
		if (index !== this.#index)
			this.#usual = this.#speed > 0 ? this.#expected(this.#steps[index] ?? this.#step) : 0;
		this.#index = index;
		const { frameSize, quality } = this.#step;
		const choice = this.#choice;
		const framesPerSecond = this.#framesPerSecond;
		const same =
			choice.frameSize === frameSize &&
			choice.quality === quality &&
			choice.framesPerSecond === framesPerSecond;
		choice.frameSize = frameSize;
		choice.quality = quality;
		choice.framesPerSecond = framesPerSecond;
		this.#cause = cause;
		if (cause === "slow" && !same) this.#figure = this.#speed;
		return !same;
	}
}

function describe(cause: Cause, figure: number): string {
	switch (cause) {
		case "asked":
			return "as asked for";
		case "finding":
			return "finding out what the link takes";
		case "slow":
			return `the link takes ${Math.round(figure * 8)} kbit/s`;
		case "still":
			return `the link stood still for ${(figure / 1000).toFixed(1)} s`;
	}
}
