import { expect } from "chai";
import Timer from "timer";
import { areOurs, pause } from "./connected-pair";

describe("timer", () => {
	it("calls back once, with the timer, and not before set returns", async () => {
		const calls: Timer[] = [];
		const timer = Timer.set((each) => calls.push(each));
		expect(calls).to.have.length(0);
		await pause(30);
		expect(calls).to.have.length(1);
		expect(calls[0]).to.equal(timer);
	});

	it("waits for the interval", async () => {
		const start = Date.now();
		await pause(40);
		expect(Date.now() - start).to.be.within(39, 400);
	});

	it("calls timers in the order of their times, whatever the order they were set in", async () => {
		const order: number[] = [];
		for (const interval of [120, 0, 60]) Timer.set(() => order.push(interval), interval);
		await pause(200);
		expect(order).to.deep.equal([0, 60, 120]);
	});

	it("repeats after the first interval until it is cleared", async () => {
		let calls = 0;
		const timer = Timer.set(() => calls++, 1, 10);
		await pause(200);
		Timer.clear(timer);
		const before = calls;
		expect(before).to.be.within(3, 21);
		await pause(50);
		expect(calls).to.equal(before);
	});

	it("repeat has both intervals the same", async () => {
		let calls = 0;
		const timer = Timer.repeat(() => calls++, 10);
		await pause(100);
		Timer.clear(timer);
		expect(calls).to.be.within(2, 11);
	});

	it("clears itself from its callback", async () => {
		let calls = 0;
		const timer = Timer.repeat(() => {
			calls++;
			Timer.clear(timer);
		}, 5);
		await pause(50);
		expect(calls).to.equal(1);
	});

	it("one timer can clear another that is due in the same turn", async () => {
		let second = 0;
		Timer.set(() => Timer.clear(victim), 5);
		const victim = Timer.set(() => second++, 5);
		Timer.delay(20);
		await pause(20);
		expect(second).to.equal(0);
	});

	it("rests when it is scheduled without an interval, and goes on when it gets one", async () => {
		let calls = 0;
		const timer = Timer.set(() => calls++, 10);
		Timer.schedule(timer);
		await pause(40);
		expect(calls).to.equal(0);
		Timer.schedule(timer, 5);
		await pause(40);
		expect(calls).to.equal(1);
	});

	it("keeps a one-shot timer that its callback schedules to rest", async function () {
		if (!areOurs) this.skip(); // the SDK's timers for Linux (8.2.3) use memory that they have freed
		let calls = 0;
		const timer = Timer.set(() => {
			calls++;
			Timer.schedule(timer);
		}, 1);
		await pause(20);
		Timer.schedule(timer, 1);
		await pause(20);
		Timer.clear(timer);
		expect(calls).to.equal(2);
	});

	it("clears nothing, a cleared timer, and one that has called back, without complaint", async () => {
		Timer.clear(undefined);
		Timer.clear(null);
		const timer = Timer.set(() => undefined, 1);
		await pause(20);
		Timer.clear(timer);
		Timer.clear(timer);
	});

	it("does not schedule a timer that has ended", async () => {
		const timer = Timer.set(() => undefined, 1);
		await pause(20);
		expect(() => Timer.schedule(timer, 1)).to.throw(SyntaxError);
	});

	it("refuses intervals that are not numbers", () => {
		expect(() => Timer.set(() => undefined, 1n as unknown as number)).to.throw(TypeError);
	});

	it("runs promise jobs before the next timer", async () => {
		const order: string[] = [];
		Timer.set(() => {
			order.push("first");
			void Promise.resolve().then(() => order.push("job"));
		}, 5);
		Timer.set(() => order.push("second"), 15);
		await pause(50);
		expect(order).to.deep.equal(["first", "job", "second"]);
	});

	it("delay blocks", () => {
		const start = Date.now();
		Timer.delay(20);
		expect(Date.now() - start).to.be.at.least(19);
	});
});
