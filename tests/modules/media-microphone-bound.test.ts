import "../support/xs-names";
import { expect } from "chai";
import { MicrophonePump } from "media/microphone-pump";
import { FakeCodec } from "../support/fake-parts";
import { SlowSocket, type SlowSocketOptions } from "../support/slow-socket";
import { VirtualTime } from "../support/virtual-time";

const chunkBytes = 492;
const chunk = chunkBytes / 32;
const kilobit = 1000;

/** The TCP send buffers of the simulator and of a board: 179 ms and 987 ms of sound. */
const buffers = [5744, 31_592];

/** Records, sends and lets the link carry; sees how much sound there is between codec and network at each moment. */
class Bench {
	readonly time = new VirtualTime();
	readonly socket: SlowSocket;
	readonly pump: MicrophonePump;
	/** The most sound between codec and network, in milliseconds. */
	most = 0;
	readonly #microphone: FakeCodec;
	#recorded = 0;

	constructor(options: Omit<SlowSocketOptions, "time">) {
		this.socket = new SlowSocket({ time: this.time, ...options });
		this.#microphone = new FakeCodec(this.time, chunkBytes);
		const read = this.#microphone.read.bind(this.#microphone);
		this.#microphone.read = (buffer) => {
			const count = read(buffer);
			this.socket.captured = this.#microphone.captureTime;
			return count;
		};
		this.pump = new MicrophonePump({
			microphone: this.#microphone,
			link: this.socket,
			time: this.time,
			bytesPerMessage: chunkBytes,
		});
		this.pump.start();
	}

	run(milliseconds: number): this {
		for (let passed = 0; passed < milliseconds; passed++) {
			this.time.advance(1);
			for (this.#recorded += 1 / chunk; this.#recorded >= 1; this.#recorded--) this.#microphone.record();
			this.socket.pass();
			this.pump.pump();
			this.most = Math.max(this.most, this.#microphone.readable * chunk + (this.socket.unsent / 500) * chunk);
		}
		return this;
	}

	/** Chunks dropped from here to there. */
	dropsDuring(milliseconds: number): number {
		const before = this.pump.counts.dropped;
		this.run(milliseconds);
		return this.pump.counts.dropped - before;
	}
}

describe("sound between codec and network", () => {
	for (const capacity of buffers)
		for (const rate of [0, 16, 64, 128, 200, 250, 300, 500, 20_000])
			it(`is 200 ms at most with a buffer of ${capacity} bytes on ${rate} kbit/s`, () => {
				const bench = new Bench({ capacity, rate: rate * kilobit }).run(8000);
				expect(bench.most).to.be.at.most(200);
				expect(bench.pump.queue).to.be.at.most(200);
				if (rate > 270) expect(bench.pump.counts.dropped).to.equal(0);
				else expect(bench.pump.counts.dropped).to.be.above(0);
			});

	for (const capacity of buffers)
		it(`is as young as a slow link lets it be, with a buffer of ${capacity} bytes`, () => {
			const { socket } = new Bench({ capacity, rate: 64 * kilobit }).run(10_000);
			const settled = socket.ages.slice(20);
			expect(settled.length).to.be.above(100);
			expect(Math.max(...settled)).to.be.at.most(350);
		});

	for (const capacity of buffers)
		it(`is fresh again after the link stood still, with a buffer of ${capacity} bytes`, () => {
			const bench = new Bench({ capacity, rate: 1000 * kilobit }).run(3000);
			bench.socket.rate = 0;
			bench.run(5000);
			expect(bench.most).to.be.at.most(200);
			bench.socket.rate = 1000 * kilobit;
			const before = bench.socket.ages.length;
			bench.run(500);
			const stale = bench.socket.ages.slice(before).filter((age) => age > 250);
			expect(stale.length).to.be.at.most(Math.ceil(100 / chunk));
			expect(bench.dropsDuring(3000)).to.equal(0);
			expect(Math.max(...bench.socket.ages.slice(-50))).to.be.at.most(60);
		});

	it("is not cut off by a long way: what is not acknowledged has left", () => {
		const bench = new Bench({ capacity: 31_592, rate: 5000 * kilobit, roundTrip: 280 }).run(2000);
		expect(bench.dropsDuring(8000)).to.equal(0);
		expect(bench.most).to.be.at.most(200);
		bench.socket.rate = 0;
		bench.run(3000);
		expect(bench.most).to.be.at.most(200);
	});
});
