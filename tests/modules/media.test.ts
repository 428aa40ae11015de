import "../support/xs-names";
import { expect } from "chai";
import type { Dialect } from "link/handlers";
import type { Link } from "link/link";
import type { Readable } from "link/message-buffer";
import { CameraPump } from "media/camera-pump";
import { MicrophonePump } from "media/microphone-pump";
import { Ordinals } from "media/ordinals";
import { longestWhole, SpeakerPath } from "media/speaker-path";
import { type Header, headerLength, readHeader } from "protocol/header";
import { FakeCamera, FakeCodec } from "../support/fake-parts";
import { VirtualTime } from "../support/virtual-time";

const chunkBytes = 492;

/** A link that keeps what it is sent. */
class SinkLink implements Pick<
	Link,
	"dialect" | "send" | "writable" | "lend" | "written" | "backlog" | "roundTrip"
> {
	readonly roundTrip = 0;
	readonly written = 0;
	readonly backlog = 0;
	dialect: Dialect | undefined = "belltower";
	writable = true;
	/** How many more messages are taken. */
	room = Infinity;
	readonly sent: Uint8Array[] = [];
	readonly buffers = new Set<ArrayBufferLike>();
	#onReleased: (() => void) | undefined;
	holds = false;

	send(message: ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
		const view = message as Uint8Array<ArrayBuffer>;
		this.buffers.add(view.buffer);
		this.sent.push(view.slice());
		if (--this.room <= 0) this.writable = false;
	}

	lend(header: ArrayBuffer | ArrayBufferView | undefined, payload: object, onReleased: () => void): void {
		const parts = [...((header ?? []) as Uint8Array), ...(payload as Uint8Array)];
		this.sent.push(Uint8Array.from(parts));
		if (this.holds) {
			this.writable = false;
			this.#onReleased = onReleased;
		} else onReleased();
	}

	/** The socket has taken what was lent. */
	release(): void {
		this.writable = true;
		this.#onReleased?.();
	}

	get headers(): Header[] {
		return this.sent.map((message) => readHeader(message, { kind: 0, flags: 0, sequence: 0, time: 0 }));
	}
}

describe("media/ordinals", () => {
	it("counts from 0 with the gaps that the driver counted", () => {
		const ordinals = new Ordinals();
		const seen = [100, 101, 104, 105].map((captured) => [ordinals.follow(captured), ordinals.present]);
		expect(seen).to.deep.equal([
			[0, 0],
			[0, 1],
			[2, 4],
			[0, 5],
		]);
	});

	it("has no gap after a pause, and none where the count stands still", () => {
		const ordinals = new Ordinals();
		ordinals.follow(10);
		ordinals.pause();
		expect([ordinals.follow(0), ordinals.present]).to.deep.equal([0, 1]);
		expect([ordinals.follow(0), ordinals.present]).to.deep.equal([0, 2]);
	});
});

describe("media/microphone-pump", () => {
	function setUp() {
		const time = new VirtualTime();
		const microphone = new FakeCodec(time, chunkBytes);
		const link = new SinkLink();
		const pump = new MicrophonePump({ microphone, link, time, bytesPerMessage: chunkBytes });
		/** Records a chunk at a time, as long as it takes, and tells the pump. */
		const record = (chunks: number): void => {
			for (let chunk = 0; chunk < chunks; chunk++) {
				time.advance(15.375);
				microphone.record();
				pump.pump();
			}
		};
		return { time, microphone, link, pump, record };
	}

	it("sends each chunk with its header, out of one buffer", () => {
		const { link, pump, record } = setUp();
		pump.start();
		record(50);
		expect(link.sent).to.have.length(50);
		expect(link.buffers.size).to.equal(1);
		link.headers.forEach((header, index) =>
			expect(header).to.include({ kind: 1, flags: 0, sequence: index }),
		);
		expect((link.headers[9]?.time ?? 0) - (link.headers[0]?.time ?? 0)).to.equal(9 * 15_375);
		link.sent.forEach((message, index) => {
			expect(message.length).to.equal(headerLength + chunkBytes);
			expect(message[headerLength]).to.equal(index);
		});
		expect(pump.counts).to.deep.equal({ messages: 50, bytes: 50 * chunkBytes, dropped: 0 });
	});

	it("sends the sound alone in the original's dialect", () => {
		const { link, pump, record } = setUp();
		link.dialect = "original";
		pump.start();
		record(3);
		expect(link.sent.map((message) => [message.length, message[0]])).to.deep.equal([
			[492, 0],
			[492, 1],
			[492, 2],
		]);
	});

	it("never sends what is older than 200 ms, and counts and flags what it drops", () => {
		const { time, link, pump, record } = setUp();
		pump.start();
		record(2);
		link.writable = false;
		record(100);
		link.writable = true;
		pump.pump();
		const now = time.now();
		for (const { time: captured } of link.headers.slice(2)) expect(now - captured).to.be.at.most(200_000);
		expect(link.sent.length - 2).to.equal(12);
		expect(link.headers[2]).to.include({ sequence: 2 + 88, flags: 1 });
		expect(link.headers[3]).to.include({ sequence: 2 + 89, flags: 0 });
		expect(pump.counts).to.include({ messages: 14, dropped: 88 });
	});

	it("drops what is old although little waits, as when JavaScript stood still", () => {
		const { time, microphone, link, pump } = setUp();
		pump.start();
		microphone.record(5);
		time.advance(1000);
		pump.pump();
		expect(link.sent).to.have.length(0);
		expect(pump.counts.dropped).to.equal(5);
	});

	it("flags the chunks that the codec had no room for", () => {
		const { microphone, link, pump } = setUp();
		microphone.capacity = 4;
		pump.start();
		microphone.record(6);
		pump.pump();
		microphone.record(1);
		pump.pump();
		expect(link.headers.map(({ sequence, flags }) => [sequence, flags])).to.deep.equal([
			[0, 0],
			[1, 0],
			[2, 0],
			[3, 0],
			[6, 1],
		]);
	});

	it("sends only as much as the link takes", () => {
		const { microphone, link, pump } = setUp();
		pump.start();
		microphone.record(5);
		link.room = 2;
		pump.pump();
		expect([link.sent.length, microphone.readable]).to.deep.equal([2, 3]);
		expect(pump.queue).to.equal(3 * 15.375);
	});

	it("sends nothing that was recorded before it was started again", () => {
		const { microphone, link, pump, record } = setUp();
		pump.start();
		link.writable = false;
		record(5);
		pump.stop();
		expect(microphone.running.has("input")).to.equal(false);
		link.writable = true;
		pump.pump();
		pump.reset();
		pump.start();
		record(1);
		expect(link.headers.map(({ sequence, flags }) => [sequence, flags])).to.deep.equal([[0, 0]]);
		expect(link.sent[0]?.[headerLength]).to.equal(5);
	});

	it("starts and stops once however often it is told", () => {
		const { microphone, pump } = setUp();
		pump.start();
		pump.start();
		expect(microphone.starts).to.deep.equal(["input"]);
		pump.stop();
		pump.stop();
		expect(pump.running).to.equal(false);
	});

	it("does not run when the microphone can't be started", () => {
		const { microphone, pump } = setUp();
		microphone.failure = new Error("no answer");
		expect(() => pump.start()).to.throw("no answer");
		expect(pump.running).to.equal(false);
	});
});

describe("media/camera-pump", () => {
	const picture = { frameSize: "VGA", quality: 12, framesPerSecond: 15 } as const;

	function setUp() {
		const time = new VirtualTime();
		const camera = new FakeCamera(time);
		const link = new SinkLink();
		const pump = new CameraPump({ camera, link, time });
		const capture = (frames: number, rate: number): void => {
			for (let frame = 0; frame < frames; frame++) {
				time.advance(1000 / rate);
				camera.capture();
				pump.pump();
			}
		};
		return { time, camera, link, pump, capture };
	}

	it("sends each frame with its header before it and gives it back", () => {
		const { camera, link, pump, capture } = setUp();
		pump.start(picture);
		capture(5, 15);
		expect(link.headers.map(({ kind, flags, sequence }) => [kind, flags, sequence])).to.deep.equal(
			[0, 1, 2, 3, 4].map((sequence) => [2, 0, sequence]),
		);
		expect(link.sent[0]?.length).to.equal(headerLength + 1000);
		expect(camera.frames.map(({ closed }) => closed)).to.deep.equal([1, 1, 1, 1, 1]);
		expect(pump.counts).to.deep.equal({ frames: 5, bytes: 5000, dropped: 0, age: 0 });
		expect(camera.picture).to.include({ frameSize: "VGA", framesPerSecond: 15 });
	});

	it("sends the JPEG alone in the original's dialect", () => {
		const { link, pump, capture } = setUp();
		link.dialect = "original";
		pump.start(picture);
		capture(1, 15);
		expect([...(link.sent[0]?.subarray(0, 2) ?? [])]).to.deep.equal([0xff, 0xd8]);
	});

	it("has one frame in flight, and sends the newest next", () => {
		const { time, camera, link, pump, capture } = setUp();
		link.holds = true;
		pump.start(picture);
		capture(10, 15);
		expect([link.sent.length, camera.frames.length]).to.deep.equal([1, 1]);
		time.advance(40);
		link.release();
		expect(pump.counts.age).to.equal(Math.round(9 * (1000 / 15) + 40));
		pump.pump();
		expect(link.headers.map(({ sequence, flags }) => [sequence, flags])).to.deep.equal([
			[0, 0],
			[9, 1],
		]);
		expect(pump.counts.dropped).to.equal(8);
	});

	it("measures its rate", () => {
		const { pump, capture } = setUp();
		pump.start({ ...picture, framesPerSecond: 30 });
		capture(20, 10);
		expect(pump.measureRate()).to.be.closeTo(10, 0.01);
		expect(pump.measureRate()).to.equal(0);
	});

	it("gives the frame back that is in flight when it is stopped", () => {
		const { camera, link, pump, capture } = setUp();
		link.holds = true;
		pump.start(picture);
		capture(1, 15);
		pump.stop();
		expect([camera.running, camera.frames[0]?.closed]).to.deep.equal([false, 0]);
		link.release();
		expect(camera.frames[0]?.closed).to.equal(1);
		capture(3, 15);
		expect(link.sent).to.have.length(1);
	});

	it("becomes as good as asked for within a second where the link is quick", () => {
		const { camera, pump, capture } = setUp();
		pump.start(picture);
		expect(camera.picture?.quality).to.be.above(12);
		capture(15, 15);
		expect(camera.picture).to.deep.equal(picture);
		expect(pump.choice).to.deep.equal({ ...picture, reason: "as asked for" });
	});

	it("changes the picture while it runs", () => {
		const { camera, pump, capture } = setUp();
		pump.start(picture);
		capture(15, 15);
		pump.start({ ...picture, frameSize: "SVGA" });
		capture(30, 15);
		expect([camera.starts, camera.picture?.frameSize, camera.largest]).to.deep.equal([1, "SVGA", "SVGA"]);
	});
});

describe("media/speaker-path", () => {
	/** A message that comes in pieces. */
	class Source implements Readable {
		readonly #bytes: number[];

		constructor(bytes: readonly number[]) {
			this.#bytes = [...bytes];
		}

		read(buffer: Uint8Array): number {
			const bytes = this.#bytes.splice(0, buffer.byteLength);
			buffer.set(bytes);
			return bytes.length;
		}
	}

	function setUp(dialect: Dialect) {
		const speaker = new FakeCodec(new VirtualTime(), chunkBytes);
		const malformed: string[] = [];
		const path = new SpeakerPath({
			speaker,
			onMalformed: (code, message) => malformed.push(`${code}: ${message}`),
		});
		const receive = (bytes: readonly number[], pieceLength = Infinity): void => {
			const source = new Source(bytes);
			let remaining = bytes.length;
			do {
				const count = Math.min(pieceLength, remaining);
				remaining -= count;
				path.receive(source, count, remaining > 0, dialect);
			} while (remaining);
		};
		return { speaker, malformed, path, receive };
	}

	const header = (kind: number): number[] => [kind, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0];
	const sound = (length: number): number[] => Array.from({ length }, (_, index) => index & 0xff);

	/** Whether the parts are `length` bytes of `sound`. */
	const isSound = (parts: readonly number[][], length: number): boolean => {
		let position = 0;
		for (const part of parts) for (const byte of part) if (byte !== (position++ & 0xff)) return false;
		return position === length;
	};

	it("plays a message as it came in the original's dialect", () => {
		const { speaker, path, receive } = setUp("original");
		path.start();
		receive([1, 2, 3, 4]);
		receive([5, 6]);
		expect(speaker.played).to.deep.equal([
			[1, 2, 3, 4],
			[5, 6],
		]);
		expect(path.counts).to.deep.equal({ messages: 2, bytes: 6, malformed: 0, ignored: 0 });
	});

	it("plays what follows the header in belltower.1", () => {
		const { speaker, path, receive } = setUp("belltower");
		path.start();
		receive([...header(1), 1, 2, 3, 4]);
		expect(speaker.played).to.deep.equal([[1, 2, 3, 4]]);
	});

	for (const pieceLength of [1, 2, 3, 7, 11, 12, 13, 100])
		it(`takes a message in pieces of ${pieceLength}`, () => {
			const { speaker, path, receive, malformed } = setUp("belltower");
			path.start();
			receive([...header(1), ...sound(492)], pieceLength);
			receive([...header(1), ...sound(4)], pieceLength);
			expect(speaker.played).to.deep.equal([sound(492), sound(4)]);
			expect(malformed).to.deep.equal([]);
		});

	it("drops a message of odd length whole", () => {
		for (const dialect of ["original", "belltower"] as const) {
			const { speaker, path, receive, malformed } = setUp(dialect);
			const start = dialect === "original" ? [] : header(1);
			path.start();
			receive([...start, 1, 2, 3], 2);
			receive([...start, 5, 6]);
			expect(speaker.played).to.deep.equal([[5, 6]]);
			expect(malformed).to.deep.equal([
				"odd-length: a message has 3 bytes of sound; it must be an even number",
			]);
			expect(path.counts).to.include({ messages: 1, malformed: 1 });
		}
	});

	it("drops what is shorter than the header, or of another kind", () => {
		const { speaker, path, receive, malformed } = setUp("belltower");
		path.start();
		receive([1, 0, 0]);
		receive([]);
		receive([...header(2), 0xff, 0xd8]);
		receive([...header(9), ...sound(longestWhole + 101)], 1000);
		receive([...header(1), 1, 2]);
		expect(malformed.map((text) => text.split(":")[0])).to.deep.equal([
			"short-header",
			"short-header",
			"unknown-kind",
			"unknown-kind",
		]);
		expect(speaker.played).to.deep.equal([[1, 2]]);
	});

	for (const dialect of ["original", "belltower"] as const)
		it(`plays a message as it comes that is longer than it can hold (${dialect})`, () => {
			const { speaker, path, receive, malformed } = setUp(dialect);
			const start = dialect === "original" ? [] : header(1);
			path.start();
			receive([...start, ...sound(3 * longestWhole)], 1460);
			expect(isSound(speaker.played, 3 * longestWhole)).to.equal(true);
			for (const { length } of speaker.played) {
				expect(length).to.be.at.most(longestWhole + headerLength);
				expect(length % 2).to.equal(0);
			}
			speaker.played.length = 0;
			expect([malformed.length, path.counts.messages]).to.deep.equal([0, 1]);
			receive([...start, ...sound(longestWhole + 101)], 1460);
			expect(malformed).to.have.length(1);
			expect(isSound(speaker.played, longestWhole + 100)).to.equal(true);
		});

	it("counts what comes while it is stopped, and plays none of it", () => {
		const { speaker, path, receive } = setUp("original");
		receive([1, 2]);
		path.start();
		path.stop();
		receive([1, 2]);
		expect(speaker.played).to.deep.equal([]);
		expect(path.counts.ignored).to.equal(2);
	});

	it("forgets the message that was under way when its connection ended", () => {
		const { speaker, path, receive } = setUp("original");
		path.start();
		path.receive(new Source([9]), 1, true, "original");
		path.reset();
		receive([1, 2]);
		expect(speaker.played).to.deep.equal([[1, 2]]);
	});
});
