import { expect } from "chai";
import ES8311, { type Direction, type ES8311Error, type ES8311Options, type ES8311Stats } from "es8311";
import { board, collectGarbage, fail, pause, randomNumbers, thrownBy, until } from "./parts";

const bytesPerMessage = 492;

function options(more: Partial<ES8311Options> = {}): ES8311Options {
	return { ...board.codec, ...more };
}

function emptyStats(): ES8311Stats {
	return {
		overruns: 0,
		underruns: 0,
		dropped: 0,
		concealed: 0,
		depth: 0,
		target: 0,
		speed: 0,
		inputLevel: 0,
		inputPeak: 0,
		inputStack: 0,
		outputLevel: 0,
		outputPeak: 0,
		outputStack: 0,
	};
}

describe("ES8311", () => {
	let codec: ES8311 | undefined;

	function open(more: Partial<ES8311Options> = {}): ES8311 {
		return (codec = new ES8311(options(more)));
	}

	afterEach(() => {
		fail("");
		codec?.close();
		codec = undefined;
	});

	describe("options", () => {
		const { i2c, i2s } = board.codec;
		const wrong: [string, unknown, RegExp][] = [
			["nothing", undefined, /^TypeError: ES8311: options is missing; it must be an object$/],
			["no object", 7, /^TypeError: ES8311: options is 7; it must be an object$/],
			["no i2c", { i2s }, /^TypeError: ES8311: i2c is missing; it must be an object$/],
			[
				"an i2s that is no object",
				{ i2c, i2s: "0" },
				/^TypeError: ES8311: i2s is "0"; it must be an object$/,
			],
			[
				"no data pin",
				{ i2c: { clock: 5 }, i2s },
				/^TypeError: ES8311: i2c.data is missing; it must be a whole number from 0 to 48$/,
			],
			[
				"a pin that is a string",
				{ i2c: { ...i2c, clock: "5" }, i2s },
				/^TypeError: ES8311: i2c.clock is "5"; it must be a whole number from 0 to 48$/,
			],
			[
				"a pin that is not there",
				{ i2c, i2s: { ...i2s, dataOut: 24 } },
				/^RangeError: ES8311: i2s.dataOut is 24; it must be a GPIO that can be an output$/,
			],
			[
				"a pin between two",
				{ i2c, i2s: { ...i2s, bitClock: 1.5 } },
				/^RangeError: ES8311: i2s.bitClock is 1.5;/,
			],
			["a negative pin", options({ amplifier: -1 }), /^RangeError: ES8311: amplifier is -1;/],
			[
				"an address that no ES8311 has",
				options({ i2c: { ...i2c, address: 0x30 } }),
				/^RangeError: ES8311: i2c.address is 48; it must be a whole number from 24 to 25$/,
			],
			[
				"another sample rate",
				options({ sampleRate: 44100 }),
				/^RangeError: ES8311: sampleRate is 44100; it must be one of 8000, 16000, 24000, 48000$/,
			],
			["a rate that is null", { ...options(), sampleRate: null }, /^TypeError: ES8311: sampleRate is null;/],
			[
				"a long string",
				{ ...options(), depth: "ü".repeat(100) },
				/^TypeError: ES8311: depth is "ü{20}\.\.\."; it must be/,
			],
			["half a sample", options({ bytesPerMessage: 493 }), /^RangeError: ES8311: bytesPerMessage is 493;/],
			["a huge chunk", options({ bytesPerMessage: 5000 }), /from 32 to 4096$/],
			["not a number", options({ depth: NaN }), /^RangeError: ES8311: depth is NaN; .*from 0 to 500$/],
			["too much", options({ volume: Infinity }), /^RangeError: ES8311: volume is Infinity;/],
			["a gain of true", { ...options(), gain: true }, /^TypeError: ES8311: gain is true;/],
			["a symbol", { ...options(), gain: Symbol("loud") }, /^TypeError: ES8311: gain is a symbol;/],
			[
				"ducking that is none",
				{ ...options(), ducking: true },
				/^TypeError: ES8311: ducking is true; it must be an object$/,
			],
			[
				"ducking that turns up",
				options({ ducking: { attenuation: -3 } }),
				/^RangeError: ES8311: ducking.attenuation is -3; it must be a whole number from 0 to 90$/,
			],
			[
				"a callback that is none",
				{ ...options(), onReadable: {} },
				/^TypeError: ES8311: onReadable is an object; it must be a function$/,
			],
		];
		for (const [title, given, message] of wrong)
			it(`are refused: ${title}`, () => {
				const error = thrownBy(() => new ES8311(given as ES8311Options));
				expect(String(error)).to.match(message);
				expect(error.code).to.equal("bad-option");
			});

		it("are refused at 8 kHz without a master clock", () => {
			const { bitClock, wordSelect, dataIn, dataOut } = i2s;
			const clockless = { bitClock, wordSelect, dataIn, dataOut };
			expect(() => new ES8311(options({ i2s: clockless, sampleRate: 8000 }))).to.throw(
				RangeError,
				"without i2s.masterClock it must be 16000 or more",
			);
		});

		it("pass on what a getter throws, and leave nothing behind", () => {
			const given = {
				...options(),
				get depth(): number {
					throw new EvalError("mine");
				},
			};
			for (let count = 0; count < 50; count++) expect(() => new ES8311(given)).to.throw(EvalError, "mine");
			collectGarbage();
		});

		it("have defaults", () => {
			const { volume, gain, mute } = open();
			expect([volume, gain, mute]).to.deep.equal([70, 24, false]);
		});

		it("target becomes a property", () => {
			const target = {};
			expect(open({ target }).target).to.equal(target);
			expect(new ES8311(options()).target).to.equal(undefined);
		});
	});

	describe("microphone", () => {
		it("calls back with whole chunks, which can be read once and have time and order", async () => {
			const counts: number[] = [];
			const target = {};
			const input = open({
				target,
				onReadable(count) {
					expect(this.target).to.equal(target);
					counts.push(count);
				},
			});
			input.start("input");
			await until(() => counts.length >= 5);
			expect(counts.every((count) => count > 0 && count % bytesPerMessage === 0)).to.equal(true);
			const buffer = new Uint8Array(bytesPerMessage + 4).fill(0x55);
			let { sequence: last, captureTime } = input;
			for (let chunks = input.readable; chunks > 0; chunks--) {
				expect(input.read(buffer.subarray(2, 2 + bytesPerMessage))).to.equal(bytesPerMessage);
				expect(input.sequence).to.equal(last === 0 && captureTime === 0 ? 0 : last + 1);
				expect(input.captureTime).to.be.above(captureTime);
				({ sequence: last, captureTime } = input);
			}
			expect([...buffer.subarray(0, 2), ...buffer.subarray(-2)]).to.deep.equal([0x55, 0x55, 0x55, 0x55]);
			expect(buffer.subarray(2, 2 + bytesPerMessage).some((byte) => byte !== 0x55)).to.equal(true);
		});

		it("reads to any kind of buffer", async () => {
			const input = open();
			input.start("input");
			await until(() => input.readable >= 4);
			expect(input.read(new ArrayBuffer(bytesPerMessage))).to.equal(bytesPerMessage);
			expect(input.read(new Int16Array(bytesPerMessage / 2))).to.equal(bytesPerMessage);
			expect(input.read(new DataView(new ArrayBuffer(600), 50, 500))).to.equal(bytesPerMessage);
			expect(() => input.read(new Uint8Array(bytesPerMessage - 1))).to.throw(RangeError, "491 bytes");
			expect(() => input.read(JSON.parse("{}") as ArrayBuffer)).to.throw(TypeError);
			expect(() => input.read(undefined as unknown as ArrayBuffer)).to.throw(TypeError, "buffer is missing");
			expect(() => input.read({ buffer: new ArrayBuffer(4), byteOffset: 0, byteLength: 9999 })).to.throw(
				RangeError,
			);
		});

		it("skips the oldest, and reads nothing from an empty ring", async () => {
			const input = open();
			const buffer = new ArrayBuffer(bytesPerMessage);
			expect([input.readable, input.skip(3), input.read(buffer)]).to.deep.equal([0, 0, 0]);
			input.start("input");
			await until(() => input.readable >= 3);
			expect(input.skip(2)).to.equal(2);
			input.read(buffer);
			expect(input.sequence).to.equal(2);
			expect(() => input.skip(-1)).to.throw(RangeError);
		});

		it("calls nobody back after a stop, not even for what is under way", async () => {
			let calls = 0;
			const input = open({ onReadable: () => calls++ });
			for (let round = 0; round < 10; round++) {
				input.start("input");
				await until(() => calls > 0);
				await pause(round * 2);
				input.stop("input");
				calls = 0;
				await pause(25);
				expect(calls).to.equal(0);
				expect(input.readable).to.equal(0);
			}
		});

		it("can be stopped and closed from its callback", async () => {
			const done: string[] = [];
			const input = open({
				onReadable() {
					done.push("stop");
					this.stop("input");
				},
			});
			input.start("input");
			await until(() => done.length > 0);
			const second = new ES8311(
				options({
					onReadable() {
						done.push("close");
						this.close();
					},
				}),
			);
			second.start("input");
			await until(() => done.length > 1);
			await pause(50);
			expect(done).to.deep.equal(["stop", "close"]);
		});

		it("can be closed while it gives its buffer", () => {
			const input = open();
			const view = {
				get buffer() {
					input.close();
					return new ArrayBuffer(bytesPerMessage);
				},
				byteOffset: 0,
				byteLength: bytesPerMessage,
			};
			expect(() => input.read(view)).to.throw(Error, "ES8311 is closed");
		});
	});

	it("has a reference where it is asked for", async () => {
		const buffer = new Int16Array(bytesPerMessage / 2);
		expect(thrownBy(() => open().readReference(buffer)).code).to.equal("no-reference");
		const both = open({ reference: true, ducking: {} });
		both.start("input");
		both.start("output");
		let loudest = 0;
		await until(() => {
			both.write(new Int16Array(320).fill(20_000));
			if (both.read(buffer) === 0) return false;
			expect(both.readReference(buffer)).to.equal(bytesPerMessage);
			loudest = Math.max(loudest, ...buffer);
			return loudest > 1000;
		});
		expect(() => both.readReference(new ArrayBuffer(4))).to.throw(RangeError, "4 bytes");
	});

	describe("speaker", () => {
		it("plays what is written, counts silence, and says what was dropped", async () => {
			const writable: number[] = [];
			const output = open({ onWritable: (count) => void writable.push(count) });
			const sound = new Int16Array(1600).fill(8000);
			expect(output.write(sound)).to.equal(3200);
			output.start("output");
			await until(() => writable.length > 0);
			expect(writable[0]).to.equal(2 * 16 * (60 + 200));
			expect(output.write(sound)).to.equal(0);
			expect(output.write(sound.subarray(1, 3))).to.equal(0);
			const stats = emptyStats();
			expect(output.stats(stats)).to.equal(stats);
			expect(stats.depth).to.be.within(50, 101);
			await until(() => output.stats(stats).underruns > 0);
			expect(stats.dropped).to.equal(1600);
			expect(stats.concealed).to.be.above(0);
			expect(() => output.write(new Uint8Array(3))).to.throw(RangeError, "3 bytes");
		});

		it("never plays more than it can hold", () => {
			const output = open();
			output.start("output");
			let dropped = 0;
			for (let count = 0; count < 20; count++) dropped += output.write(new ArrayBuffer(3200));
			expect(dropped).to.be.above(0);
			expect(output.stats(emptyStats()).depth).to.be.at.most(320);
		});

		it("has volume, gain and mute, in their ranges", () => {
			const output = open();
			output.volume = 0;
			output.gain = 42;
			output.mute = true;
			expect([output.volume, output.gain, output.mute]).to.deep.equal([0, 42, true]);
			expect(() => (output.volume = 101)).to.throw(RangeError, "volume is 101");
			expect(() => (output.gain = -1)).to.throw(RangeError, "gain is -1");
			expect(() => (output.mute = 1 as unknown as boolean)).to.throw(TypeError, "mute is 1");
		});
	});

	it("can be closed twice, and not be used after that", () => {
		const closed = open();
		closed.start("input");
		closed.close();
		closed.close();
		const uses: (() => unknown)[] = [
			() => closed.start("input"),
			() => closed.stop("output"),
			() => closed.read(new ArrayBuffer(bytesPerMessage)),
			() => closed.skip(1),
			() => closed.readable,
			() => closed.captureTime,
			() => closed.sequence,
			() => closed.write(new ArrayBuffer(2)),
			() => closed.volume,
			() => (closed.gain = 3),
			() => closed.mute,
			() => closed.stats(emptyStats()),
		];
		for (const use of uses) expect(thrownBy(use).code).to.equal("closed");
	});

	it("refuses a direction that is none, and a this that is none", () => {
		expect(() => open().start("sideways" as Direction)).to.throw(
			RangeError,
			'direction is "sideways"; it must be one of "input", "output"',
		);
		expect(() => Reflect.get(ES8311.prototype, "volume", {}) as unknown).to.throw(Error);
	});

	it("lets one instance have the codec", async () => {
		const first = open();
		first.start("input");
		const second = new ES8311(options());
		expect(thrownBy(() => second.start("output")).code).to.equal("in-use");
		first.close();
		second.start("input");
		await until(() => second.readable > 0);
		second.close();
	});

	it("says that the codec is missing, once, and that it is back", async () => {
		const errors: ES8311Error[] = [];
		let recovered = 0;
		const input = open({ onError: (error) => void errors.push(error), onRecovered: () => recovered++ });
		fail("i2c-nack:18@0s");
		input.start("input");
		await until(() => errors.length > 0);
		expect(errors[0]).to.be.instanceOf(Error);
		expect(errors[0]?.code).to.equal("codec-not-found");
		expect(errors[0]?.message).to.match(
			/^ES8311: nothing answers at address 0x18 of I2C port \d.*: ESP_ERR_NOT_FOUND \(0x105\)$/,
		);
		await pause(700);
		expect(errors).to.have.length(1);
		fail("");
		await until(() => recovered > 0, 5000);
		await until(() => input.readable > 0);
	});

	it("is collected when nobody holds it, and not while it is started", async () => {
		let calls = 0;
		let stop = false;
		(() => {
			for (let count = 0; count < 200; count++) new ES8311(options());
			new ES8311(
				options({
					onReadable() {
						calls++;
						if (stop) this.close();
					},
				}),
			).start("input");
		})();
		collectGarbage();
		await until(() => calls > 2);
		collectGarbage();
		calls = 0;
		await until(() => calls > 2);
		const other = open();
		expect(thrownBy(() => other.start("input")).code).to.equal("in-use");
		stop = true;
		calls = 0;
		await until(() => calls > 0);
		other.start("input");
	});

	it("survives anything in any order", async function () {
		this.timeout(30_000);
		const random = randomNumbers(0x8311);
		const directions = ["input", "output"] as const;
		const buffer = new ArrayBuffer(bytesPerMessage);
		const stats = emptyStats();
		let current = open();
		for (let step = 0; step < 3000; step++) {
			const direction = directions[random(2)] ?? "input";
			switch (random(14)) {
				case 0:
				case 1:
					current.start(direction);
					break;
				case 2:
					current.stop(direction);
					break;
				case 3:
					if (random(4) > 0) break;
					current.close();
					current.close();
					current = open({
						onReadable() {
							if (random(3) > 0) this.read(buffer);
							if (random(50) === 0) this.stop("input");
						},
						onWritable() {
							this.write(buffer);
						},
					});
					break;
				case 4:
					current.read(buffer);
					break;
				case 5:
					current.skip(random(4));
					break;
				case 6:
				case 7:
					current.write(buffer);
					break;
				case 8:
					current.stats(stats);
					break;
				case 9:
					current.volume = random(101);
					break;
				case 10:
					if (random(20) === 0) collectGarbage();
					break;
				default:
					if (random(6) === 0) await pause(random(20));
			}
		}
	});
});

describe("the end of the machine", () => {
	it("may come while an ES8311 is started", async () => {
		const left = new ES8311(options());
		left.start("input");
		left.start("output");
		await until(() => left.readable > 0);
	});
});
