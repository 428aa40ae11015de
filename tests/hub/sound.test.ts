import { expect } from "chai";
import { backOff } from "../../hub/page/api/back-off";
import { JitterBuffer } from "../../hub/page/audio/jitter-buffer";
import { levelOf, SILENCE } from "../../hub/page/audio/level";
import { Resampler } from "../../hub/page/audio/resampler";

const RATE = 16_000;
const MESSAGE = 246;

function tone(frequency: number, rate: number, length: number, start = 0): Float32Array {
	return Float32Array.from({ length }, (_, index) =>
		Math.sin((2 * Math.PI * frequency * (start + index)) / rate),
	);
}

function pcm(samples: Float32Array): Int16Array {
	return Int16Array.from(samples, (sample) => Math.round(sample * 16_384));
}

/** How much of the power is at this frequency, from 0 to 1 (Goertzel). */
function share(samples: Float32Array, frequency: number, rate: number): number {
	let cosine = 0;
	let sine = 0;
	let power = 0;
	for (const [index, sample] of samples.entries()) {
		const angle = (2 * Math.PI * frequency * index) / rate;
		cosine += sample * Math.cos(angle);
		sine += sample * Math.sin(angle);
		power += sample * sample;
	}
	return (2 * (cosine ** 2 + sine ** 2)) / (samples.length * power);
}

describe("hub: page: jitter buffer", () => {
	/** Plays a tone that comes in messages at the times that `delay` says; gives what was heard. */
	function play(
		seconds: number,
		delay: (message: number) => number,
		drift = 1,
	): { heard: Float32Array; buffer: JitterBuffer } {
		const buffer = new JitterBuffer(RATE);
		const heard: number[] = [];
		const output = new Float32Array(128);
		let next = 0;
		for (let now = 0; now < seconds * RATE; now += output.length) {
			while ((next * MESSAGE) / drift + (delay(next) * RATE) / 1000 <= now) {
				buffer.push(pcm(tone(440, RATE, MESSAGE, next * MESSAGE)));
				next++;
			}
			buffer.pull(output);
			heard.push(...output);
		}
		return { heard: Float32Array.from(heard), buffer };
	}

	it("is silent until 60 ms wait, then plays every sample as it came", () => {
		const { heard, buffer } = play(2, () => 0);
		const start = heard.findIndex((sample) => sample !== 0);
		expect(start / 16).to.be.within(40, 80);
		expect(share(heard.subarray(start + 200), 440, RATE)).to.be.greaterThan(0.999);
		expect(levelOf(heard.subarray(start + 200))).to.be.closeTo(-9.03, 0.1);
		expect(buffer.counts).to.include({ underruns: 0, dropped: 0, concealed: 0 });
	});

	it("evens out messages that come up to 40 ms late", () => {
		const { heard, buffer } = play(10, (message) => (message * 7919) % 41);
		expect(buffer.counts).to.include({ underruns: 0, dropped: 0 });
		expect(share(heard.subarray(4000), 440, RATE)).to.be.greaterThan(0.99);
	});

	it("keeps its depth for five minutes against a clock that is 200 ppm off, either way, without a gap", function () {
		this.timeout(20_000);
		for (const drift of [1.0002, 0.9998]) {
			const buffer = new JitterBuffer(RATE);
			const output = new Float32Array(128);
			const message = new Int16Array(MESSAGE).fill(1);
			let next = 0;
			for (let now = 0; now < 300 * RATE; now += output.length) {
				while ((next * MESSAGE) / drift <= now) {
					buffer.push(message);
					next++;
				}
				buffer.pull(output);
			}
			expect(buffer.counts).to.include({ underruns: 0, dropped: 0, concealed: 0 });
			expect(buffer.counts.depth).to.be.within(10, 90);
		}
	});

	it("comes back from the past within seconds, without a gap, when much has come at once", () => {
		const buffer = new JitterBuffer(RATE);
		const output = new Float32Array(128);
		for (let message = 0; message < 12; message++) buffer.push(new Int16Array(MESSAGE).fill(1));
		const before = buffer.counts.depth;
		let next = 0;
		for (let now = 0; now < 10 * RATE; now += output.length) {
			while (next * MESSAGE <= now) {
				buffer.push(new Int16Array(MESSAGE).fill(1));
				next++;
			}
			buffer.pull(output);
		}
		expect(before).to.be.greaterThan(180);
		expect(buffer.counts.depth).to.be.lessThan(110);
		expect(buffer.counts).to.include({ underruns: 0, dropped: 0 });
	});

	it("plays silence when nothing comes, without a click, counts it, and waits longer from then on", () => {
		const buffer = new JitterBuffer(RATE);
		buffer.push(pcm(tone(440, RATE, 1600)));
		const heard = new Float32Array(4000);
		buffer.pull(heard);
		expect(heard.subarray(1700).every((sample) => sample === 0)).to.equal(true);
		const steps = Array.from({ length: heard.length - 1 }, (_, index) =>
			Math.abs((heard[index + 1] ?? 0) - (heard[index] ?? 0)),
		);
		expect(Math.max(...steps)).to.be.lessThan(0.1);
		expect(buffer.counts).to.include({ underruns: 1, target: 80 });
		expect(buffer.counts.concealed).to.be.closeTo(2400, 10);
	});

	it("drops what is too much, at once, so that nobody hears the past", () => {
		const buffer = new JitterBuffer(RATE);
		for (let message = 0; message < 100; message++) buffer.push(new Int16Array(MESSAGE));
		expect(buffer.counts.depth).to.be.at.most(60 + 150 + 16);
		expect(buffer.counts.dropped).to.be.greaterThan(100 * MESSAGE - RATE / 4);
	});

	it("forgets what waits when it is cleared", () => {
		const buffer = new JitterBuffer(RATE);
		buffer.push(new Int16Array(3000).fill(9999));
		buffer.clear();
		const heard = new Float32Array(1000);
		buffer.pull(heard);
		expect(heard.every((sample) => sample === 0)).to.equal(true);
	});
});

describe("hub: page: resampler", () => {
	for (const from of [44_100, 48_000, 96_000, 8000]) {
		it(`turns ${from} Hz into 16 kHz without changing a tone, whatever the pieces`, () => {
			const resampler = new Resampler(from, RATE);
			const heard: number[] = [];
			for (let at = 0; at < from;) {
				const length = Math.min(from - at, 128 + (at % 3));
				heard.push(...resampler.process(tone(1000, from, length, at)));
				at += length;
			}
			expect(heard.length).to.be.closeTo(RATE, 60);
			const middle = Float32Array.from(heard.slice(1000, 15_000));
			expect(share(middle, 1000, RATE)).to.be.greaterThan(0.999);
			expect(levelOf(middle)).to.be.closeTo(-3.01, 0.1);
		});
	}

	it("lets nothing above 8 kHz come back as something else", () => {
		const resampler = new Resampler(48_000, RATE);
		const heard = resampler.process(tone(11_000, 48_000, 48_000));
		expect(levelOf(heard.slice(500, 15_000))).to.be.lessThan(-60);
	});
});

describe("hub: page: levels and back-off", () => {
	it("measures loudness in dBFS", () => {
		expect(levelOf(new Float32Array(100).fill(1))).to.equal(0);
		expect(levelOf(new Float32Array(100).fill(0.1))).to.be.closeTo(-20, 1e-4);
		expect(levelOf(new Float32Array(100))).to.equal(SILENCE);
		expect(levelOf([])).to.equal(SILENCE);
	});

	it("tries again at once, then ever more rarely up to 15 s, at random", () => {
		expect(backOff(0)).to.equal(0);
		expect([1, 2, 3, 4, 5, 6, 50].map((failures) => backOff(failures, 1))).to.deep.equal([
			500, 1000, 2000, 4000, 8000, 15_000, 15_000,
		]);
		expect(backOff(4, 0.5)).to.equal(2000);
	});
});
