import { expect } from "chai";
import { percentile } from "../../tools/bench/figures";
import { nameOf, readCondition, usual } from "../../tools/lab/conditions";
import { Laboratory } from "../../tools/lab/laboratory";

/** A few of the lab's networks, each for a short time. `npm run lab` has them all. */
describe("the doorbell over a slow network", function () {
	this.timeout(240_000);
	let laboratory: Laboratory;

	before(async () => {
		laboratory = await Laboratory.open();
	});
	after(() => laboratory.close());

	it("sends pictures that are no older than 300 ms, and all of the sound, over 1 Mbit/s", async () => {
		const { pictures, counted } = await laboratory.examine({ rate: 1000, delay: 10, loss: 0, stall: 0 }, 3);
		expect(pictures.length).to.be.above(6);
		expect(counted.age).to.be.within(1, 300);
		expect(counted.queue).to.be.at.most(200);
	});

	it("is heard and seen as it is now, after the network stood still", async () => {
		const { pictures, microphone, counted } = await laboratory.examine(
			{ rate: 5000, delay: 10, loss: 0, stall: 2 },
			3,
		);
		expect(counted.queue).to.be.at.most(200);
		expect(counted.connects).to.equal(0);
		expect(percentile(pictures.slice(-5), 0.5)).to.be.at.most(500);
		expect(percentile(microphone.slice(-20), 0.5)).to.be.at.most(300);
	});
});

describe("tools/lab/conditions", () => {
	it("reads a condition, and names it", () => {
		expect(readCondition("500,100,2,5")).to.deep.equal({ rate: 500, delay: 100, loss: 2, stall: 5 });
		expect(nameOf(readCondition("0"))).to.equal("no bound, 0 ms");
		expect(nameOf(readCondition("5000,20,1"))).to.equal("5 Mbit/s, 20 ms, 1 % lost");
	});

	it("says what a condition must be", () => {
		for (const wrong of ["fast", "1,2,3,4,5", "500,-1", "500,0,99"])
			expect(() => readCondition(wrong)).to.throw(`--condition ${wrong}: it must be RATE,DELAY,LOSS,STALL`);
	});

	it("names each of the usual ones differently", () => {
		expect(new Set(usual.map(nameOf)).size).to.equal(usual.length);
	});
});
