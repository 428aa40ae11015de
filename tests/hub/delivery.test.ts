import { expect } from "chai";
import { Delivery } from "../../hub/relay/delivery";

/** A link that carries one picture at a time and takes `time` milliseconds for it, after `delay` on the way. */
class Link {
	readonly delivery = new Delivery();
	readonly ages: number[] = [];
	now = 0;
	time: number;
	readonly #delay: number;
	#free = 0;
	#marker = 0;
	#returns: { at: number; number: number }[] = [];

	constructor(time: number, delay: number) {
		this.time = time;
		this.#delay = delay;
	}

	/** Offers a picture every `interval` milliseconds, of which only the newest waits. */
	run(pictures: number, interval: number): void {
		for (let picture = 0; picture < pictures; picture++) {
			const until = this.now + interval;
			let waiting: number | undefined = this.now;
			while (this.now < until) {
				if (waiting !== undefined && this.delivery.pictureFits(this.now)) {
					this.#send(waiting);
					waiting = undefined;
				}
				this.now++;
				this.#return();
			}
		}
	}

	#send(captured: number): void {
		this.#free = Math.max(this.#free, this.now) + this.time;
		this.ages.push(this.#free + this.#delay - captured);
		this.delivery.sentPicture();
		if (!this.delivery.markerDue(this.now)) return;
		const number = this.#marker++;
		this.delivery.sentMarker(number, this.now);
		this.#returns.push({ at: this.#free + 2 * this.#delay, number });
	}

	#return(): void {
		for (const { at, number } of this.#returns) if (at <= this.now) this.delivery.returned(number, this.now);
		this.#returns = this.#returns.filter(({ at }) => at > this.now);
	}
}

describe("hub: delivery", () => {
	it("lets every picture through where the link carries them", () => {
		const link = new Link(5, 10);
		link.run(150, 66);
		expect(link.ages).to.have.length(150);
		expect(Math.max(...link.ages)).to.be.lessThan(20);
	});

	it("lets every picture through after a few seconds on a long way", () => {
		const link = new Link(5, 150);
		link.run(100, 66);
		const before = link.ages.length;
		link.run(50, 66);
		expect(link.ages.length - before).to.be.greaterThan(45);
		expect(Math.max(...link.ages)).to.be.lessThan(300);
	});

	it("keeps pictures young on a link that carries a third of them", () => {
		const link = new Link(200, 20);
		link.run(150, 66);
		const late = link.ages.slice(20);
		expect(Math.max(...late)).to.be.lessThan(700);
		expect(late.reduce((sum, age) => sum + age) / late.length).to.be.lessThan(400);
		expect(link.ages.length).to.be.greaterThan(30);
	});

	it("sends little into a link that stops, and recovers when it goes on", () => {
		const link = new Link(5, 10);
		link.run(60, 66);
		link.time = 3000;
		const before = link.ages.length;
		link.run(40, 66);
		expect(link.ages.length - before).to.be.lessThan(10);
		link.time = 5;
		link.run(500, 66);
		const recovered = link.ages.slice(-60);
		expect(Math.max(...recovered)).to.be.lessThan(60);
	});

	it("bounds sound on the way to what fits 500 ms", () => {
		const delivery = new Delivery();
		let sent = 0;
		while (delivery.soundFits() && sent < 10_000) {
			delivery.sentSound(20);
			sent += 20;
			if (delivery.markerDue(0)) delivery.sentMarker(sent, 0);
		}
		expect(sent).to.be.within(500, 700);
		delivery.returned(400, 50);
		expect(delivery.soundFits()).to.equal(true);
		expect(delivery.roundTrip).to.equal(50);
	});

	it("ignores pongs that it did not ask for, and those that come twice", () => {
		const delivery = new Delivery();
		delivery.sentPicture();
		expect(delivery.markerDue(0)).to.equal(true);
		delivery.sentMarker(4, 0);
		expect(delivery.markerDue(0)).to.equal(false);
		delivery.returned(77, 5);
		expect(delivery.roundTrip).to.equal(null);
		delivery.returned(4, 8);
		delivery.returned(4, 900);
		expect(delivery.roundTrip).to.equal(8);
	});
});
