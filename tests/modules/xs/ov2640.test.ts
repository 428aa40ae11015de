import { expect } from "chai";
import OV2640, { type Frame, type OV2640Error, type OV2640Options, type OV2640Stats } from "ov2640";
import { board, collectGarbage, fail, pause, randomNumbers, thrownBy, until } from "./parts";

const { pins, i2cPort } = board.camera;

function options(more: Partial<OV2640Options> = {}): OV2640Options {
	return { ...board.camera, frameSize: "QVGA", ...more };
}

function emptyStats(): OV2640Stats {
	return { frames: 0, dropped: 0, broken: 0, restarts: 0, stack: 0 };
}

/** Width and height, from the frame header (ITU-T T.81, B.2.2). */
function sizeOf(frame: Frame): string {
	const view = new DataView(frame);
	let at = 2;
	while (view.getUint8(at + 1) !== 0xc0) at += 2 + view.getUint16(at + 2);
	return `${view.getUint16(at + 7)}x${view.getUint16(at + 5)}`;
}

describe("OV2640", () => {
	let camera: OV2640 | undefined;

	function open(more: Partial<OV2640Options> = {}): OV2640 {
		return (camera = new OV2640(options(more)));
	}

	async function nextFrame(from: OV2640): Promise<Frame> {
		let frame: Frame | undefined;
		await until(() => (frame ??= from.read()) !== undefined);
		if (frame === undefined) throw new Error("no frame");
		return frame;
	}

	afterEach(() => {
		fail("");
		camera?.close();
		camera = undefined;
	});

	describe("options", () => {
		const { data, ...dataless } = pins;
		const wrong: [string, unknown, RegExp][] = [
			["nothing", undefined, /^TypeError: OV2640: options is missing; it must be an object$/],
			["no pins", { i2cPort }, /^TypeError: OV2640: pins is missing; it must be an object$/],
			[
				"no data pins",
				{ pins: dataless },
				/^TypeError: OV2640: pins.data is missing; .*an array of 8 GPIO numbers$/,
			],
			[
				"seven data pins",
				{ pins: { ...pins, data: data.slice(1) } },
				/^TypeError: OV2640: pins.data is an object; it must be an array of 8 GPIO numbers$/,
			],
			[
				"a data pin that is none",
				{ pins: { ...pins, data: data.map((pin, index) => (index === 3 ? 99 : pin)) } },
				/^RangeError: OV2640: pins.data\[3\] is 99; it must be a whole number from 0 to 48$/,
			],
			[
				"one half of a bus",
				{ pins: { ...pins, scl: undefined } },
				/^TypeError: OV2640: one of pins.sda and pins.scl is missing; there must be both or none$/,
			],
			[
				"an unknown size",
				{ ...options(), frameSize: "HUGE" },
				/^RangeError: OV2640: frameSize is "HUGE"; it must be one of "QVGA", "VGA", "SVGA", "XGA", "SXGA", "UXGA"$/,
			],
			["a size that is a number", { ...options(), frameSize: 640 }, /^TypeError: OV2640: frameSize is 640;/],
			["quality 3", options({ quality: 3 }), /^RangeError: OV2640: quality is 3; .*from 4 to 63$/],
			["brightness 3", options({ brightness: 3 }), /^RangeError: OV2640: brightness is 3; .*from -2 to 2$/],
			[
				"a mirror of 1",
				{ ...options(), mirror: 1 },
				/^TypeError: OV2640: mirror is 1; it must be true or false$/,
			],
			[
				"no frames",
				options({ framesPerSecond: 0 }),
				/^RangeError: OV2640: framesPerSecond is 0; .*from 1 to 60$/,
			],
			[
				"a fast clock",
				options({ masterClockFrequency: 4e7 }),
				/^RangeError: OV2640: masterClockFrequency is 40000000;/,
			],
			["a short silence", options({ silence: 1 }), /^RangeError: OV2640: silence is 1; .*from 500 to 60000$/],
			[
				"an onError that is none",
				{ ...options(), onError: 5 },
				/^TypeError: OV2640: onError is 5; it must be a function$/,
			],
		];
		for (const [title, given, message] of wrong)
			it(`are refused: ${title}`, () => {
				const error = thrownBy(() => new OV2640(given as OV2640Options));
				expect(String(error)).to.match(message);
				expect(error.code).to.equal("bad-option");
			});
	});

	it("hands over whole JPEGs without a copy, newest first", async () => {
		let calls = 0;
		const target = {};
		const source = open({
			target,
			onReadable() {
				expect(this.target).to.equal(target);
				calls++;
			},
		});
		expect(source.read()).to.equal(undefined);
		source.start();
		let last = -1;
		let captured = 0;
		for (let count = 0; count < 5; count++) {
			await until(() => calls > count);
			const frame = await nextFrame(source);
			const bytes = new Uint8Array(frame);
			expect(bytes.length).to.equal(frame.byteLength);
			expect([...bytes.subarray(0, 2), ...bytes.subarray(-2)]).to.deep.equal([0xff, 0xd8, 0xff, 0xd9]);
			expect(new Uint8Array(frame, frame.byteLength - 2, 2)[1]).to.equal(0xd9);
			expect(new Uint8Array(frame.slice(-2))).to.deep.equal(new Uint8Array([0xff, 0xd9]));
			expect(sizeOf(frame)).to.equal("320x240");
			expect(frame.sequence).to.be.above(last);
			expect(frame.captureTime).to.be.above(captured);
			({ sequence: last, captureTime: captured } = frame);
			frame.close();
		}
		const stats = emptyStats();
		expect(source.stats(stats)).to.equal(stats);
		expect(stats.frames).to.equal(5);
		expect(stats.broken).to.equal(0);
	});

	it("takes a frame's memory back when it is closed: nothing can be read or written then", async () => {
		const source = open();
		source.start();
		const frame = await nextFrame(source);
		const bytes = new Uint8Array(frame);
		const view = new DataView(frame);
		bytes[100] = 7;
		expect(view.getUint8(100)).to.equal(7);
		frame.close();
		frame.close();
		expect(bytes[100]).to.equal(undefined);
		expect(bytes.length).to.equal(0);
		expect(() => view.getUint8(100)).to.throw(TypeError);
		expect(() => view.setUint8(100, 1)).to.throw(TypeError);
		expect(() => bytes.fill(1)).to.throw(TypeError);
		for (const use of [() => frame.byteLength, () => frame.captureTime, () => frame.sequence])
			expect(thrownBy(use).code).to.equal("closed");
		expect(() => frame.slice(0)).to.throw(Error);
	});

	it("lends one frame at a time", async () => {
		const source = open();
		source.start();
		const frame = await nextFrame(source);
		expect(thrownBy(() => source.read()).code).to.equal("frame-open");
		frame.close();
		(await nextFrame(source)).close();
	});

	it("takes back a frame that nobody holds", async () => {
		const source = open();
		source.start();
		for (let count = 0; count < 3; count++) {
			await (async () => {
				await nextFrame(source);
			})();
			await pause(1);
			collectGarbage();
		}
		(await nextFrame(source)).close();
	});

	it("keeps the camera while its frame is held", async () => {
		const frame = await (async () => {
			const source = new OV2640(options());
			source.start();
			const first = await nextFrame(source);
			source.stop();
			return first;
		})();
		await pause(1);
		for (let count = 0; count < 3; count++) collectGarbage();
		await pause(50);
		expect(new Uint8Array(frame)[0]).to.equal(0xff);
		frame.close();
		collectGarbage();
	});

	it("closes the open frame when it is closed", async () => {
		const source = open();
		source.start();
		const frame = await nextFrame(source);
		const bytes = new Uint8Array(frame);
		source.close();
		expect(bytes.length).to.equal(0);
		expect(thrownBy(() => frame.byteLength).code).to.equal("closed");
		frame.close();
	});

	it("keeps the open frame when it is stopped, and gives no frame from before", async () => {
		const source = open();
		source.start();
		const frame = await nextFrame(source);
		source.stop();
		expect(source.read.bind(source)).to.throw(Error, "closed first");
		expect(new Uint8Array(frame)[1]).to.equal(0xd8);
		await pause(100);
		const { captureTime } = frame;
		frame.close();
		expect(source.read()).to.equal(undefined);
		source.start();
		const next = await nextFrame(source);
		expect(next.captureTime).to.be.above(captureTime + 100_000);
		next.close();
	});

	it("takes other settings while it runs and says all that are in force", async () => {
		const source = open();
		source.start();
		(await nextFrame(source)).close();
		const configuration = source.configure({ frameSize: "VGA", quality: 20, mirror: true });
		expect(configuration).to.deep.equal({
			frameSize: "VGA",
			largest: "VGA",
			quality: 20,
			brightness: 0,
			mirror: true,
			flip: false,
			framesPerSecond: 0,
		});
		let size = "";
		await until(() => {
			const frame = source.read();
			if (frame === undefined) return false;
			size = sizeOf(frame);
			frame.close();
			return size === "640x480";
		});
		expect(source.configure({ framesPerSecond: 5 }).framesPerSecond).to.equal(5);
		expect(source.configure({}).framesPerSecond).to.equal(5);
		expect(() => source.configure({ quality: 99 })).to.throw(RangeError, "quality is 99");
		expect(source.stats(emptyStats()).broken).to.equal(0);
	});

	it("says that the sensor is missing, and that it is back", async () => {
		const errors: OV2640Error[] = [];
		let recovered = 0;
		const source = open({ onError: (error) => errors.push(error), onRecovered: () => recovered++ });
		fail("i2c-nack:30@0s");
		source.start();
		await until(() => errors.length > 0);
		expect(errors[0]?.code).to.equal("camera-not-found");
		expect(errors[0]?.message).to.match(
			/^OV2640: no sensor answers on I2C port \d with 20000000 Hz on its clock pin/,
		);
		fail("");
		await until(() => recovered > 0, 5000);
	});

	it("initialises a silent sensor anew, and says so", async () => {
		const log: string[] = [];
		const source = open({
			silence: 500,
			onError: ({ code }) => log.push(code),
			onRecovered: () => log.push("recovered"),
		});
		source.start();
		(await nextFrame(source)).close();
		fail("camera-silent@0s");
		await until(() => log.length > 0);
		fail("");
		await until(() => log.length > 1, 5000);
		expect(log).to.deep.equal(["camera-silent", "recovered"]);
		expect(source.stats(emptyStats()).restarts).to.be.above(0);
	});

	it("can be stopped and closed from its callback", async () => {
		let calls = 0;
		open({
			onReadable() {
				calls++;
				this.read()?.close();
				this.close();
			},
		}).start();
		await until(() => calls > 0);
		await pause(150);
		expect(calls).to.equal(1);
	});

	it("can be closed twice, and not be used after that", () => {
		const closed = open();
		closed.start();
		closed.close();
		closed.close();
		const uses: (() => unknown)[] = [
			() => {
				closed.start();
			},
			() => {
				closed.stop();
			},
			() => closed.read(),
			() => closed.configure({}),
			() => closed.stats(emptyStats()),
		];
		for (const use of uses) expect(thrownBy(use).code).to.equal("closed");
	});

	it("lets one instance have the sensor", async () => {
		const first = open();
		first.start();
		const second = new OV2640(options());
		expect(thrownBy(() => second.start()).code).to.equal("in-use");
		first.close();
		second.start();
		(await nextFrame(second)).close();
		second.close();
	});

	it("survives anything in any order", async function () {
		this.timeout(40_000);
		const random = randomNumbers(0x2640);
		const sizes = ["QVGA", "VGA", "SVGA"] as const;
		const stats = emptyStats();
		let current = open();
		let held: Frame | undefined;
		for (let step = 0; step < 1500; step++) {
			switch (random(13)) {
				case 0:
				case 1:
					current.start();
					break;
				case 2:
					current.stop();
					break;
				case 3:
					if (random(4) > 0) break;
					current.close();
					current = open({
						onReadable() {
							if (held === undefined && random(2) === 0) held = this.read();
						},
					});
					held = undefined;
					break;
				case 4:
				case 5:
					if (held === undefined) held = current.read();
					break;
				case 6:
					held?.close();
					held = undefined;
					break;
				case 7:
					if (random(3) === 0)
						current.configure({ frameSize: sizes[random(3)] ?? "VGA", framesPerSecond: 1 + random(30) });
					break;
				case 8:
					current.stats(stats);
					break;
				case 9:
					if (random(20) === 0) collectGarbage();
					break;
				default:
					if (random(6) === 0) await pause(random(40));
			}
		}
	});
});

describe("the end of the machine", () => {
	it("may come while an OV2640 is started and its frame open", async () => {
		const left = new OV2640(options());
		left.start();
		await until(() => left.read() !== undefined);
	});
});
