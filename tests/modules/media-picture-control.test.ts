import "../support/xs-names";
import { expect } from "chai";
import { CameraPump } from "media/camera-pump";
import type { Camera, CameraFrame, CameraPartStatistics, Picture } from "media/parts";
import { bytesOf, ladderOf } from "media/picture-ladder";
import { SlowSocket, type SlowSocketOptions } from "../support/slow-socket";
import { VirtualTime } from "../support/virtual-time";

const kilobit = 1000;
const asked: Picture = { frameSize: "VGA", quality: 12, framesPerSecond: 20 };

/** The TCP send buffers of the simulator and of a board. */
const buffers = [5744, 31_592];

/** From a frame's start to its being there, and from one to the next; milliseconds. */
const exposure = 45;
const period = 40;

/** A sensor of 25 frames a second, whose pictures are as large as their form and the scene make them. */
class Sensor implements Camera {
	form: Picture = asked;
	readonly #time: VirtualTime;
	readonly #detail: number;
	#newest: CameraFrame | undefined;
	#due = 0;
	#paced = 0;
	#sequence = 0;
	#random = 7;

	constructor(time: VirtualTime, detail: number) {
		this.#time = time;
		this.#detail = detail;
	}

	/** A millisecond passes; returns whether there is a new frame. */
	pass(): boolean {
		const now = this.#time.now() / 1000;
		if (now < this.#due) return false;
		this.#due = now + period;
		if (now < this.#paced - period / 2) return false;
		this.#paced = Math.max(this.#paced + 1000 / this.form.framesPerSecond, now);
		this.#random = (this.#random * 16_807) % 0x7fffffff;
		const varied = 0.9 + 0.2 * (this.#random / 0x7fffffff);
		const { frameSize, quality } = this.form;
		this.#newest = {
			byteLength: Math.round(bytesOf(frameSize, quality) * this.#detail * varied),
			captureTime: (now - exposure) * 1000,
			sequence: this.#sequence++,
			close: () => undefined,
		};
		return true;
	}

	start(): void {}
	stop(): void {}
	read(): CameraFrame | undefined {
		const frame = this.#newest;
		this.#newest = undefined;
		return frame;
	}
	configure({ frameSize, quality, framesPerSecond }: Picture): object {
		this.form = { frameSize, quality, framesPerSecond };
		return this.form;
	}
	stats(into: CameraPartStatistics): CameraPartStatistics {
		return into;
	}
}

interface Sent {
	at: number;
	age: number;
}

/** A camera, the pump and a link. */
class Bench {
	readonly time = new VirtualTime();
	readonly socket: SlowSocket;
	readonly sensor: Sensor;
	readonly pump: CameraPump;
	readonly sent: Sent[] = [];
	readonly reasons: string[] = [];
	#frames = 0;

	constructor({ detail = 1, ...options }: Omit<SlowSocketOptions, "time"> & { detail?: number }) {
		this.socket = new SlowSocket({ time: this.time, ...options });
		this.sensor = new Sensor(this.time, detail);
		this.pump = new CameraPump({
			camera: this.sensor,
			link: this.socket,
			time: this.time,
			onChoice: ({ reason }) => void this.reasons.push(reason),
		});
		this.pump.start(asked);
	}

	run(seconds: number): Sent[] {
		const from = this.sent.length;
		let ages = 0;
		for (let passed = 0; passed < seconds * 1000; passed++) {
			this.time.advance(1);
			this.sensor.pass();
			this.socket.pass();
			const before = this.pump.counts.age;
			this.pump.counts.age = -1;
			this.pump.pump();
			if (this.pump.counts.age >= 0)
				this.sent.push({ at: this.time.now() / 1000, age: this.pump.counts.age });
			else this.pump.counts.age = before;
			ages++;
		}
		this.#frames = (this.sent.length - from) / (ages / 1000);
		return this.sent.slice(from);
	}

	/** In the last run. */
	get framesPerSecond(): number {
		return this.#frames;
	}
}

function oldest(sent: readonly Sent[]): number {
	return Math.max(...sent.map(({ age }) => age));
}

describe("media/picture-ladder", () => {
	it("goes from the best to the worst, each step of fewer bytes, and the larger picture first", () => {
		const steps = ladderOf(
			{ ...asked, frameSize: "XGA" },
			{ frameSize: "QVGA", quality: 40, framesPerSecond: 2 },
		);
		expect(steps[0]).to.include({ frameSize: "XGA", quality: 12 });
		expect(steps[steps.length - 1]).to.include({ frameSize: "QVGA", quality: 40 });
		steps.slice(1).forEach(({ bytes }, index) => expect(bytes).to.be.below(steps[index]?.bytes ?? 0));
	});

	it("has one step where nothing may change", () => {
		expect(ladderOf(asked, asked)).to.have.length(1);
	});
});

describe("media/picture-control", () => {
	for (const capacity of buffers)
		for (const rate of [500, 700, 1000, 2000, 5000, 20_000])
			for (const detail of [0.6, 1, 1.4])
				it(`sends no picture older than 300 ms on ${rate} kbit/s: ${capacity} bytes of buffer, detail ${detail}`, () => {
					const bench = new Bench({ capacity, rate: rate * kilobit, detail });
					const sent = bench.run(20);
					expect(oldest(sent.slice(detail > 1 ? 2 : 0))).to.be.at.most(300);
					bench.run(20);
					expect(bench.framesPerSecond).to.be.at.least(5);
				});

	it("makes use of what the link takes", () => {
		const bytes = [100, 250, 500, 1000, 2000, 5000].map((rate) => {
			const bench = new Bench({ capacity: 5744, rate: rate * kilobit });
			bench.run(30);
			const before = bench.pump.counts.bytes;
			bench.run(60);
			return ((bench.pump.counts.bytes - before) * 8) / 60 / (rate * kilobit);
		});
		for (const share of bytes.slice(0, -1)) expect(share).to.be.within(0.3, 1);
	});

	it("sends what was asked for within two seconds where the link takes that", () => {
		const bench = new Bench({ capacity: 31_592, rate: 20_000 * kilobit });
		bench.run(2);
		expect(bench.pump.choice).to.deep.equal({ ...asked, reason: "as asked for" });
		bench.run(20);
		expect(bench.framesPerSecond).to.be.closeTo(20, 1);
	});

	it("sends few and small pictures on a slow link, and says why", () => {
		const bench = new Bench({ capacity: 5744, rate: 64 * kilobit });
		bench.run(20);
		const sent = bench.run(20);
		expect(bench.pump.choice).to.include({ frameSize: "QVGA", quality: 40 });
		expect(bench.pump.choice?.reason).to.match(/^the link takes \d\d kbit\/s$/);
		expect(bench.framesPerSecond).to.be.within(1.5, 4);
		expect(oldest(sent)).to.be.at.most(700);
	});

	it("becomes smaller at once when the link becomes slow, and better when it is quick again", () => {
		const bench = new Bench({ capacity: 5744, rate: 5000 * kilobit });
		bench.run(10);
		bench.socket.rate = 500 * kilobit;
		const late = bench.run(20).filter(({ age }) => age > 300);
		expect(late.length).to.be.at.most(3);
		bench.socket.rate = 20_000 * kilobit;
		bench.run(90);
		expect(bench.pump.choice).to.deep.equal({ ...asked, reason: "as asked for" });
	});

	it("is fresh at once after the link stood still", () => {
		const bench = new Bench({ capacity: 5744, rate: 5000 * kilobit });
		bench.run(5);
		bench.socket.rate = 0;
		bench.run(10);
		bench.socket.rate = 5000 * kilobit;
		const [held, ...sent] = bench.run(10);
		expect(held?.age).to.be.above(9000);
		expect(bench.reasons.some((reason) => /^the link stood still for \d+\.\d s$/.test(reason))).to.equal(
			true,
		);
		expect(oldest(sent)).to.be.at.most(300);
		bench.run(20);
		expect(bench.pump.choice?.frameSize).to.equal("VGA");
	});

	it("is not made worse by a long way", () => {
		const bench = new Bench({ capacity: 31_592, rate: 20_000 * kilobit, roundTrip: 200 });
		bench.run(20);
		expect(bench.pump.choice).to.deep.equal({ ...asked, reason: "as asked for" });
	});

	it("does not swing: on a steady link the picture changes seldom", () => {
		const bench = new Bench({ capacity: 5744, rate: 1000 * kilobit });
		bench.run(60);
		const before = bench.reasons.length;
		bench.run(60);
		expect(bench.reasons.length - before).to.be.at.most(30);
	});
});
