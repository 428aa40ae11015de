import { expect } from "chai";
import { type Indication, Indicator, writeHex } from "indicator/indicator";
import { blink, chase, pulse, solid, weave } from "indicator/patterns";
import { FakeStrip } from "../support/fake-parts";
import { VirtualTime } from "../support/virtual-time";

describe("indicator/patterns", () => {
	const draw = (pattern: ReturnType<typeof solid>, elapsed: number, length = 3): number[] => {
		const pixels = new Uint8Array(length * 3).fill(77);
		pattern.render(pixels, elapsed);
		return [...pixels];
	};

	it("solid stays", () => {
		expect(draw(solid([1, 2, 3]), 0)).to.deep.equal([1, 2, 3, 1, 2, 3, 1, 2, 3]);
		expect(solid([1, 2, 3]).interval).to.equal(0);
	});

	it("blink is on for half of its period", () => {
		const pattern = blink([9, 9, 9], 1000);
		expect([0, 499, 500, 999, 1000].map((elapsed) => draw(pattern, elapsed)[0])).to.deep.equal([
			9, 9, 0, 0, 9,
		]);
		expect(pattern.interval).to.be.lessThan(500);
	});

	it("pulse swells and falls", () => {
		const pattern = pulse([200, 100, 0], 1000, 0.1);
		expect([0, 500, 1000].map((elapsed) => draw(pattern, elapsed).slice(0, 3))).to.deep.equal([
			[20, 10, 0],
			[200, 100, 0],
			[20, 10, 0],
		]);
	});

	it("weave goes from one color to the other and back, and neighbours the other way round", () => {
		const pattern = weave([200, 0, 0], [0, 0, 100], 1000);
		expect([0, 250, 500, 1000].map((elapsed) => draw(pattern, elapsed, 2))).to.deep.equal([
			[200, 0, 0, 0, 0, 100],
			[100, 0, 50, 100, 0, 50],
			[0, 0, 100, 200, 0, 0],
			[200, 0, 0, 0, 0, 100],
		]);
	});

	it("chase goes round with a tail", () => {
		const pattern = chase([90, 0, 0], 1000);
		const reds = (elapsed: number): number[] =>
			draw(pattern, elapsed, 4).filter((_, index) => index % 3 === 0);
		expect(reds(0)).to.deep.equal([90, 0, 30, 60]);
		expect(reds(250)).to.deep.equal([60, 90, 0, 30]);
		expect(reds(999)).to.deep.equal([0, 30, 60, 90]);
	});
});

describe("indicator/indicator", () => {
	function setUp(length = 4) {
		const time = new VirtualTime();
		const strip = new FakeStrip(length);
		const reports: number[] = [];
		const indicator = new Indicator({ strip, length, time, onChanged: () => reports.push(time.now()) });
		return { time, strip, reports, indicator };
	}

	it("has a look of its own for each indication, on one pixel and on four, also for who can't tell red from green", () => {
		// What "starting" shows for a moment may look as "idle" does.
		const indications = Object.keys({
			setup: true,
			connecting: true,
			"no-network": true,
			idle: true,
			ringing: true,
			live: true,
			watched: true,
			talking: true,
			updating: true,
			fault: true,
			failed: true,
		} satisfies Record<Exclude<Indication, "starting">, true>) as Indication[];
		/* Of each pixel, red and green as one, and blue, for longer than the longest pattern takes. */
		const look = (indication: Indication, pixels: number): number[] => {
			const { time, indicator } = setUp(pixels);
			indicator.show(indication);
			const seen: number[] = [];
			for (let step = 0; step < 60; step++) {
				time.advance(100);
				const { colors } = indicator;
				for (let index = 0; index < colors.length; index += 3)
					seen.push((colors[index] ?? 0) / 2 + (colors[index + 1] ?? 0) / 2, colors[index + 2] ?? 0);
			}
			return seen;
		};
		for (const pixels of [1, 4])
			for (const one of indications)
				for (const other of indications.filter((indication) => indication > one)) {
					const seen = look(other, pixels);
					const most = Math.max(
						...look(one, pixels).map((value, index) => Math.abs(value - (seen[index] ?? 0))),
					);
					expect(most, `${one} and ${other} on ${pixels}`).to.be.at.least(25);
				}
	});

	it("writes a pattern that stands still once, and sets no timer for it", () => {
		const { time, strip, indicator } = setUp();
		indicator.show("live");
		indicator.show("live");
		time.advance(10_000);
		expect([strip.written.length, time.timers]).to.deep.equal([1, 0]);
	});

	it("writes only what differs from what is shown", () => {
		const { time, strip, indicator } = setUp();
		indicator.show("fault");
		time.advance(10_000);
		expect(strip.written.length).to.be.within(14, 17);
	});

	it("reports at most ten times a second, and the newest in the end", () => {
		const { time, strip, reports, indicator } = setUp();
		indicator.show("talking");
		time.advance(5000);
		expect(reports.length).to.be.within(40, 51);
		for (let index = 1; index < reports.length; index++)
			expect((reports[index] ?? 0) - (reports[index - 1] ?? 0)).to.be.at.least(100_000);
		indicator.show("idle");
		time.advance(200);
		const count = reports.length;
		expect([...indicator.colors]).to.deep.equal(strip.written.at(-1));
		time.advance(5000);
		expect(reports).to.have.length(count);
	});

	it("identifies for as long as it was told, and then shows what it would have shown", () => {
		const { time, indicator } = setUp();
		indicator.show("idle");
		const idle = [...indicator.colors];
		indicator.identify(5000);
		indicator.show("live");
		const seen = new Set<string>();
		for (let step = 0; step < 49; step++) {
			time.advance(100);
			seen.add([...indicator.colors].join());
		}
		expect(seen.size).to.equal(2);
		expect(seen.has(idle.join())).to.equal(false);
		time.advance(101);
		const live = setUp();
		live.indicator.show("live");
		expect([...indicator.colors]).to.deep.equal([...live.indicator.colors]);
	});

	it("sets no timer any more once it is closed", () => {
		const { time, indicator } = setUp();
		indicator.show("talking");
		indicator.identify(5000);
		indicator.close();
		expect(time.timers).to.equal(0);
	});

	it("names colors as the web does", () => {
		const hex = ["of earlier", "of earlier", "of earlier", "of earlier"];
		expect(writeHex(Uint8Array.of(0, 1, 255, 0, 1, 255, 16, 32, 64), hex)).to.equal(hex);
		expect(hex).to.deep.equal(["#0001ff", "#0001ff", "#102040"]);
	});
});
