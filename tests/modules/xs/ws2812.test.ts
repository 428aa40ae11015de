import { expect } from "chai";
import WS2812, { type WS2812Error, type WS2812Options } from "ws2812";
import { board, collectGarbage, fail, pause, randomNumbers, thrownBy, until } from "./parts";

const { pin } = board.light;
const length = 8;

function colors(value: number, pixels = length): Uint8Array {
	return new Uint8Array(3 * pixels).fill(value);
}

describe("WS2812", () => {
	let strip: WS2812 | undefined;

	function open(more: Partial<WS2812Options> = {}): WS2812 {
		return (strip = new WS2812({ pin, length, ...more }));
	}

	afterEach(() => {
		fail("");
		strip?.close();
		strip = undefined;
	});

	describe("options", () => {
		const wrong: [string, unknown, RegExp][] = [
			["nothing", undefined, /^TypeError: WS2812: options is missing; it must be an object$/],
			["no pin", { length }, /^TypeError: WS2812: pin is missing; it must be a whole number from 0 to 48$/],
			[
				"a pin that is not there",
				{ pin: 23, length },
				/^RangeError: WS2812: pin is 23; it must be a GPIO that can be an output$/,
			],
			[
				"no length",
				{ pin },
				/^TypeError: WS2812: length is missing; it must be a whole number from 1 to 1024$/,
			],
			["no pixels", { pin, length: 0 }, /^RangeError: WS2812: length is 0;/],
			["a length with a unit", { pin, length: "8 px" }, /^TypeError: WS2812: length is "8 px";/],
			[
				"too little current",
				{ pin, length, maximumCurrent: 5 },
				/^RangeError: WS2812: maximumCurrent is 5; .*from 10 to 60000$/,
			],
			[
				"an unknown bus",
				{ pin, length, bus: "i2c" },
				/^RangeError: WS2812: bus is "i2c"; it must be one of "rmt", "spi"$/,
			],
			[
				"an onError that is none",
				{ pin, length, onError: "x" },
				/^TypeError: WS2812: onError is "x"; it must be a function$/,
			],
		];
		for (const [title, given, message] of wrong)
			it(`are refused: ${title}`, () => {
				const error = thrownBy(() => new WS2812(given as WS2812Options));
				expect(String(error)).to.match(message);
				expect(error.code).to.equal("bad-option");
			});

		it("target becomes a property", () => {
			const target = {};
			expect(open({ target }).target).to.equal(target);
		});
	});

	it("knows what its colors draw, and draws no more than it may", () => {
		const limited = open({ maximumCurrent: 100 });
		expect(limited.current).to.equal(0);
		limited.write(colors(0));
		expect(limited.current).to.equal(length);
		limited.write(colors(10));
		expect(limited.current).to.equal(length + Math.ceil((3 * length * 10 * 20) / 255));
		limited.write(colors(255));
		expect(limited.current).to.be.within(85, 100);
	});

	it("does not change the colors that it is given", () => {
		const given = colors(255);
		open({ maximumCurrent: 50 }).write(given);
		expect(given).to.deep.equal(colors(255));
	});

	it("takes a part of a buffer, and exactly one color a pixel", () => {
		const shown = open();
		shown.write(colors(1, 10).subarray(6));
		expect(() => shown.write(colors(1, 7))).to.throw(
			RangeError,
			"colors has 21 bytes; it must have three for each of 8",
		);
		expect(() => shown.write(colors(1, 9))).to.throw(RangeError, "27 bytes");
		expect(() => shown.write(undefined as unknown as Uint8Array)).to.throw(TypeError);
	});

	it("returns at once, however often it is written to", () => {
		const shown = open();
		const start = Date.now();
		for (let value = 0; value < 256; value++) shown.write(colors(value));
		expect(Date.now() - start).to.be.below(500);
	});

	it("says once what fails, tries again at the next write, and says that it works again", async () => {
		const errors: WS2812Error[] = [];
		let recovered = 0;
		const shown = open({ onError: (error) => errors.push(error), onRecovered: () => recovered++ });
		fail("light@0s");
		shown.write(colors(1));
		await until(() => errors.length > 0);
		expect(errors[0]?.code).to.equal("light-failed");
		expect(errors[0]?.message).to.match(/^WS2812: can't set the strip of 8 pixels on pin \d+: /);
		shown.write(colors(2));
		await pause(50);
		expect(errors).to.have.length(1);
		fail("");
		expect(recovered).to.equal(0);
		shown.write(colors(3));
		await until(() => recovered > 0);
		shown.write(colors(4));
		await pause(30);
		expect([errors.length, recovered]).to.deep.equal([1, 1]);
	});

	it("lets one instance have a pin, until it is closed or collected", () => {
		(() => {
			const first = new WS2812({ pin, length });
			first.write(colors(1));
			expect(thrownBy(() => open().write(colors(2))).code).to.equal("in-use");
			first.close();
			new WS2812({ pin, length }).write(colors(3));
		})();
		collectGarbage();
		open().write(colors(4));
	});

	it("can be closed twice, and not be used after that", () => {
		const closed = open();
		closed.write(colors(1));
		closed.close();
		closed.close();
		expect(
			thrownBy(() => {
				closed.write(colors(1));
			}).code,
		).to.equal("closed");
		expect(thrownBy(() => closed.current).code).to.equal("closed");
	});

	it("survives anything in any order", async function () {
		this.timeout(30_000);
		const random = randomNumbers(0x2812);
		let current = open();
		for (let step = 0; step < 4000; step++) {
			switch (random(8)) {
				case 0:
					if (random(10) > 0) break;
					if (random(2) === 0) current.close();
					else collectGarbage();
					strip?.close();
					current = open({ bus: random(2) === 0 ? "rmt" : "spi" });
					break;
				case 1:
					if (random(50) === 0) fail(random(2) === 0 ? "light@0s" : "");
					break;
				case 2:
					if (random(10) === 0) await pause(random(5));
					break;
				default:
					current.write(colors(random(256)));
			}
		}
	});
});

describe("the end of the machine", () => {
	it("may come while a WS2812 shows colors", () => {
		new WS2812({ pin, length }).write(colors(9));
	});
});
