import { expect } from "chai";
import Instrumentation from "instrumentation";
import time from "clock/clock";
import type { Time } from "clock/time";
import ES8311 from "es8311";
import type { Dialect } from "link/handlers";
import OV2640, { type OV2640Stats } from "ov2640";
import { CameraPump } from "media/camera-pump";
import { MicrophonePump } from "media/microphone-pump";
import { SpeakerPath } from "media/speaker-path";
import { type Header, headerLength, readHeader } from "protocol/header";
import { board, collectGarbage, until, whileMachineRuns } from "./parts";

const bytesPerMessage = 492;
const chunkHeap = Instrumentation.map("XS Chunk Heap Used");
const collections = Instrumentation.map("XS Garbage Collection Count");

interface Heap {
	bytes: number;
	collections: number;
}

function readHeap(): Heap {
	return { bytes: Instrumentation.get(chunkHeap) ?? 0, collections: Instrumentation.get(collections) ?? 0 };
}

function growthSince(before: Heap): number {
	const now = readHeap();
	expect(now.collections).to.equal(before.collections);
	return now.bytes - before.bytes;
}

let looked = 0;

/** The time, and when the pump looked at it last: what it sends is as old as it was then, however busy the machine. */
const watchedTime: Time = {
	...time,
	now: () => (looked = time.now()),
};

/** A link that takes everything and keeps the header last sent. */
class Sink {
	dialect: Dialect | undefined = "belltower";
	writable = true;
	readonly written = 0;
	readonly backlog = 0;
	readonly roundTrip = 0;
	messages = 0;
	discontinuities = 0;
	oldest = 0;
	lastBytes = 0;
	firstBytes = 0;
	readonly header: Header = { kind: 0, flags: 0, sequence: 0, time: 0 };
	holds = false;
	#onReleased: (() => void) | undefined;
	#onMessage: (() => void) | undefined;

	/** By how many bytes the chunk heap grows while so many messages are sent. */
	async growth(messages: number): Promise<number> {
		return new Promise((resolve) => {
			let begin: Heap | undefined;
			let end = 0;
			collectGarbage();
			this.#onMessage = () => {
				const heap = (begin ??= ((end = this.messages + messages), readHeap()));
				if (this.messages < end) return;
				this.#onMessage = undefined;
				resolve(growthSince(heap));
			};
		});
	}

	send(message: Uint8Array<ArrayBuffer>): void {
		this.#note(message);
	}

	lend(header: Uint8Array<ArrayBuffer>, payload: ArrayBuffer, onReleased: () => void): void {
		this.#note(header);
		const bytes = new Uint8Array(payload);
		this.firstBytes = (bytes[0] ?? 0) * 0x100 + (bytes[1] ?? 0);
		this.lastBytes = (bytes[bytes.length - 2] ?? 0) * 0x100 + (bytes[bytes.length - 1] ?? 0);
		if (this.holds) {
			this.writable = false;
			this.#onReleased = onReleased;
		} else onReleased();
	}

	release(): void {
		this.writable = true;
		this.#onReleased?.();
	}

	#note(message: Uint8Array): void {
		readHeader(message, this.header);
		this.messages++;
		this.discontinuities += this.header.flags & 1;
		this.oldest = Math.max(this.oldest, looked - this.header.time);
		this.#onMessage?.();
	}
}

describe("the pumps with the drivers", () => {
	let codec: ES8311 | undefined;
	let camera: OV2640 | undefined;

	afterEach(() => {
		codec?.close();
		camera?.close();
		codec = camera = undefined;
	});

	describe("microphone", () => {
		function open(): { sink: Sink; pump: MicrophonePump } {
			const sink = new Sink();
			const microphone = new ES8311({ ...board.codec, bytesPerMessage, onReadable: () => pump.pump() });
			const pump = new MicrophonePump({ microphone, link: sink, time: watchedTime, bytesPerMessage });
			codec = microphone;
			return { sink, pump };
		}

		it("sends what is recorded at once, in order and with no loss", async function () {
			this.timeout(40_000);
			await whileMachineRuns(async () => {
				codec?.close();
				const { sink, pump } = open();
				pump.start();
				await until(() => sink.messages >= 60);
				expect(sink.header.sequence).to.equal(sink.messages - 1);
				expect([sink.discontinuities, pump.counts.dropped]).to.deep.equal([0, 0]);
			});
		});

		it("takes no chunk heap", async () => {
			const { sink, pump } = open();
			pump.start();
			await until(() => sink.messages >= 5);
			expect(await sink.growth(60)).to.equal(0);
		});

		it("sends nothing that is older than 200 ms when the link takes messages again", async () => {
			const { sink, pump } = open();
			pump.start();
			await until(() => sink.messages >= 5);
			sink.writable = false;
			await until(() => pump.counts.dropped >= 30);
			sink.oldest = 0;
			sink.writable = true;
			pump.pump();
			const end = sink.messages + 20;
			await until(() => sink.messages >= end);
			expect(sink.oldest).to.be.at.most(200_000);
			expect(sink.discontinuities).to.equal(1);
			expect(sink.header.sequence).to.equal(sink.messages - 1 + pump.counts.dropped);
		});
	});

	describe("camera", () => {
		const picture = { frameSize: "QVGA", quality: 20, framesPerSecond: 20 } as const;

		function open(): { sink: Sink; pump: CameraPump; dropped: () => number } {
			const sink = new Sink();
			const sensor = new OV2640({ ...board.camera, onReadable: () => pump.pump() });
			const pump = new CameraPump({ camera: sensor, link: sink, time });
			camera = sensor;
			const stats: OV2640Stats = { frames: 0, dropped: 0, broken: 0, restarts: 0, stack: 0 };
			return { sink, pump, dropped: () => sensor.stats(stats).dropped };
		}

		it("sends whole JPEGs and gives each back", async () => {
			const { sink, pump } = open();
			pump.start(picture);
			await until(() => pump.counts.frames >= 15);
			expect([sink.firstBytes, sink.lastBytes]).to.deep.equal([0xffd8, 0xffd9]);
			expect(sink.header).to.include({ kind: 2, sequence: sink.messages - 1 + pump.counts.dropped });
		});

		it("takes no chunk heap", async () => {
			const { sink, pump } = open();
			pump.start(picture);
			await until(() => sink.messages >= 3);
			expect(await sink.growth(20)).to.equal(0);
		});

		it("has one frame in flight, and sends the newest next", async () => {
			const { sink, pump, dropped } = open();
			sink.holds = true;
			pump.start(picture);
			await until(() => sink.messages === 1);
			const before = dropped();
			await until(() => dropped() - before > 5);
			expect(sink.messages).to.equal(1);
			const replaced = dropped() - before;
			sink.release();
			pump.pump();
			await until(() => sink.messages === 2);
			expect(sink.header.sequence, "all that were replaced came before it").to.be.greaterThan(replaced);
			expect(pump.counts.dropped).to.be.at.least(replaced);
			sink.holds = false;
			sink.release();
		});
	});

	describe("speaker", () => {
		it("takes no chunk heap for messages that come in one piece or two", () => {
			const speaker = (codec = new ES8311({ ...board.codec }));
			const malformed: string[] = [];
			const path = new SpeakerPath({ speaker, onMalformed: (code) => malformed.push(code) });
			const message = new Uint8Array(headerLength + bytesPerMessage);
			message[0] = 1;
			let position = 0;
			const source = {
				read(buffer: Uint8Array): number {
					for (let index = 0; index < buffer.length; index++) buffer[index] = message[position++] ?? 0;
					return buffer.length;
				},
			};
			const play = (): void => {
				position = 0;
				path.receive(source, message.length, false, "belltower");
				position = 0;
				path.receive(source, 101, true, "belltower");
				path.receive(source, message.length - 101, false, "belltower");
			};
			path.start();
			play();
			collectGarbage();
			const before = readHeap();
			for (let count = 0; count < 50; count++) play();
			expect(growthSince(before)).to.equal(0);
			expect([malformed.length, path.counts.bytes % bytesPerMessage]).to.deep.equal([0, 0]);
		});
	});
});
