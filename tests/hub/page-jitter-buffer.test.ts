import { expect } from "chai";
import { JitterBuffer } from "../../hub/page/audio/jitter-buffer";

const rate = 16_000;
const piece = 246;
const quantum = 128;
const amplitude = 16_000;
const frequency = 1000;

/** A sine's largest second difference, of full scale. */
const bendOfTheSine = (amplitude / 32_768) * (2 * Math.sin((Math.PI * frequency) / rate)) ** 2;

/** Plays a sine whose sender's clock is faster by so many millionths, and looks at what is heard after the first minute. */
function play(seconds: number, faster: number) {
	const buffer = new JitterBuffer(rate);
	const pcm = new Int16Array(piece);
	const output = new Float32Array(quantum);
	const heard = { roughest: 0, shallowest: Infinity, deepest: 0 };
	let due = 0;
	let sample = 0;
	let before = 0;
	let previous = 0;
	for (let now = 0; now < seconds * rate; now += quantum) {
		for (; due <= now; due += piece / (1 + faster / 1e6)) {
			for (let index = 0; index < piece; index++)
				pcm[index] = amplitude * Math.sin((2 * Math.PI * frequency * sample++) / rate);
			buffer.push(pcm);
		}
		buffer.pull(output);
		const settled = now > 60 * rate;
		for (const value of output) {
			if (settled) heard.roughest = Math.max(heard.roughest, Math.abs(value - 2 * previous + before));
			before = previous;
			previous = value;
		}
		if (!settled) continue;
		const { depth } = buffer.counts;
		heard.shallowest = Math.min(heard.shallowest, depth);
		heard.deepest = Math.max(heard.deepest, depth);
	}
	return { ...heard, ...buffer.counts };
}

describe("the page's jitter buffer", () => {
	for (const faster of [200, -200])
		it(`plays without a click and a growing delay when the doorbell's clock is ${faster} ppm off`, () => {
			const heard = play(180, faster);
			expect([heard.underruns, heard.dropped, heard.concealed]).to.deep.equal([0, 0, 0]);
			expect(heard.shallowest).to.be.at.least(5);
			expect(heard.deepest).to.be.at.most(80);
			expect(heard.roughest).to.be.at.most(bendOfTheSine * 1.01);
		});
});
