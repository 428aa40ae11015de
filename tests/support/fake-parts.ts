import type { Camera, CameraFrame, CameraPartStatistics, Codec, CodecStatistics, Picture } from "media/parts";
import type { FrameSize } from "protocol/command-arguments";
import type { Strip } from "indicator/indicator";
import type { VirtualTime } from "./virtual-time";

interface Chunk {
	sequence: number;
	captureTime: number;
}

/** A codec that records when the test says so. Each chunk is filled with its ordinal. */
export class FakeCodec implements Codec {
	readonly running = new Set<string>();
	readonly played: number[][] = [];
	readonly starts: string[] = [];
	/** The built-in sounds that were begun, and how loud. */
	readonly chimes: string[] = [];
	volume = 70;
	gain = 24;
	captureTime = 0;
	sequence = 0;
	/** What `start` throws. */
	failure: Error | undefined;
	/** How many chunks there is room for; what finds none is lost. */
	capacity = 32;
	readonly chunkBytes: number;
	readonly #time: VirtualTime;
	readonly #waiting: Chunk[] = [];
	#recorded = 0;

	constructor(time: VirtualTime, chunkBytes: number) {
		this.#time = time;
		this.chunkBytes = chunkBytes;
	}

	/** Records chunks, the last of which ends now. */
	record(chunks = 1): void {
		if (!this.running.has("input")) return;
		const duration = (this.chunkBytes / 32) * 1000;
		for (let index = 0; index < chunks; index++) {
			const chunk = {
				sequence: this.#recorded++,
				captureTime: this.#time.now() - duration * (chunks - index),
			};
			if (this.#waiting.length < this.capacity) this.#waiting.push(chunk);
		}
	}

	get readable(): number {
		return this.#waiting.length;
	}

	start(direction: "input" | "output"): void {
		if (this.failure) throw this.failure;
		this.starts.push(direction);
		this.running.add(direction);
	}

	stop(direction: "input" | "output"): void {
		this.running.delete(direction);
		if (direction === "input") this.#waiting.length = 0;
	}

	read(buffer: Uint8Array): number {
		const chunk = this.#waiting.shift();
		if (!chunk) return 0;
		this.sequence = chunk.sequence;
		this.captureTime = chunk.captureTime;
		buffer.fill(chunk.sequence & 0xff);
		return this.chunkBytes;
	}

	skip(chunks: number): number {
		return this.#waiting.splice(0, chunks).length;
	}

	write(buffer: Uint8Array): number {
		this.played.push([...buffer]);
		return 0;
	}

	chime(sound: string, volume: number): number {
		this.chimes.push(`${sound} ${volume}`);
		return 2000;
	}

	stats(into: CodecStatistics): CodecStatistics {
		return Object.assign(into, { inputLevel: -38.24, depth: 12.4, overruns: 3 });
	}
}

/** A frame that says whether it was given back. */
export class FakeFrame extends Uint8Array<ArrayBuffer> implements CameraFrame {
	captureTime = 0;
	sequence = 0;
	closed = 0;

	close(): void {
		this.closed++;
	}
}

/** A camera that takes pictures when the test says so. */
export class FakeCamera implements Camera {
	running = false;
	picture: Picture | undefined;
	largest: FrameSize | undefined;
	starts = 0;
	/** What `start` throws. */
	failure: Error | undefined;
	readonly frames: FakeFrame[] = [];
	readonly #time: VirtualTime;
	#newest: FakeFrame | undefined;
	#captured = 0;

	constructor(time: VirtualTime) {
		this.#time = time;
	}

	/** Takes a picture of so many bytes, in place of one that has not been read. */
	capture(length = 1000): void {
		if (!this.running) return;
		const frame = new FakeFrame(new ArrayBuffer(length));
		frame.set([0xff, 0xd8]);
		frame.set([0xff, 0xd9], length - 2);
		frame.sequence = this.#captured++;
		frame.captureTime = this.#time.now();
		this.#newest = frame;
	}

	start(): void {
		if (this.failure) throw this.failure;
		this.starts++;
		this.running = true;
	}

	stop(): void {
		this.running = false;
		this.#newest = undefined;
	}

	read(): FakeFrame | undefined {
		const frame = this.#newest;
		this.#newest = undefined;
		if (!frame) return undefined;
		if (this.frames.some((earlier) => !earlier.closed)) throw new Error("the frame before is open");
		this.frames.push(frame);
		return frame;
	}

	configure({ largest, ...picture }: Picture & { largest: FrameSize }): Picture {
		this.picture = picture;
		this.largest = largest;
		return picture;
	}

	stats(into: CameraPartStatistics): CameraPartStatistics {
		return Object.assign(into, { broken: 1, restarts: 0 });
	}
}

/** A strip that keeps what was written. */
export class FakeStrip implements Strip {
	readonly length: number;
	readonly written: number[][] = [];

	constructor(length = 4) {
		this.length = length;
	}

	write(colors: Uint8Array): void {
		this.written.push([...colors]);
	}
}

/** A button that the test presses. */
export class FakeButton {
	onChanged: () => void = () => undefined;
	#down = false;

	isDown(): boolean {
		return this.#down;
	}

	set(down: boolean): void {
		this.#down = down;
		this.onChanged();
	}
}

/** A door that says how often it was held and let go. */
export class FakeDoor {
	held = false;
	readonly holds: boolean[] = [];

	hold(held: boolean): void {
		this.held = held;
		this.holds.push(held);
	}
}
