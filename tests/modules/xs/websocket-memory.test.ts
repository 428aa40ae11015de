import { expect } from "chai";
import Instrumentation from "instrumentation";
import Timer from "timer";
import WebSocketClient, { type ConnectOptions } from "websocket/client";
import { acceptFor } from "websocket/handshake";
import { frame, pattern, turn } from "./websocket-peer";

const times = 100;

/** What a view of a buffer takes of the slot heap: there is one for each frame whose length differs from the last. */
const viewBytes = 64;

/** A socket that takes what it is given, `room` bytes a turn, and gives `received` to be read. It takes no memory itself. */
class Sink {
	static room = 5744;
	static last: Sink | undefined;
	credit = Sink.room;
	#callbacks: { onReadable(count: number): void; onWritable(count: number): void };
	#answer: Uint8Array | undefined;
	#offset = 0;

	constructor(callbacks: { onReadable(count: number): void; onWritable(count: number): void }) {
		Sink.last = this;
		this.#callbacks = callbacks;
		Timer.set(() => callbacks.onWritable(this.credit));
	}
	write(buffer: Uint8Array): number {
		if (!this.#answer) {
			const key = /Key: (.*)\r/.exec(String.fromCharCode(...buffer))?.[1] ?? "";
			const accept = `HTTP/1.1 101 x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`;
			Timer.set(() => this.receive(new Uint8Array(ArrayBuffer.fromString(accept))));
		}
		return (this.credit -= buffer.length);
	}
	read(buffer: Uint8Array): number {
		const answer = this.#answer ?? buffer;
		for (let index = 0; index < buffer.length; index++) buffer[index] = answer[this.#offset++] ?? 0;
		return buffer.length;
	}
	receive(bytes: Uint8Array): void {
		this.#answer = bytes;
		this.#offset = 0;
		this.#callbacks.onReadable(bytes.length);
	}
	drain(): void {
		this.credit = Sink.room;
		this.#callbacks.onWritable(this.credit);
	}
	close(): void {
		return;
	}
}

class EchoResolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, host));
	}
	close(): void {
		return;
	}
}

async function open(options: Partial<ConnectOptions> = {}): Promise<{ client: WebSocketClient; sink: Sink }> {
	const client = new WebSocketClient({
		host: "sink",
		dns: { io: EchoResolver },
		socket: { io: Sink },
		...options,
	});
	for (let turns = 0; !client.writable && turns < 100; turns++) await turn(1);
	if (!client.writable || !Sink.last) throw new Error("it did not open");
	return { client, sink: Sink.last };
}

/** What `repeat` takes of the heaps, in bytes, on average. Collections are no excuse: there are none. */
function cost(repeat: () => void): { chunks: number; slots: number } {
	const read = (name: Parameters<typeof Instrumentation.map>[0]): number =>
		Instrumentation.get(Instrumentation.map(name)) ?? 0;
	repeat();
	repeat();
	/* One right before leaves room for all that is measured. */
	for (const before = read("XS Garbage Collection Count"); before === read("XS Garbage Collection Count");)
		new Uint8Array(64);
	const collections = read("XS Garbage Collection Count");
	const chunks = read("XS Chunk Heap Used");
	const slots = read("XS Slot Heap Used");
	for (let count = 0; count < times; count++) repeat();
	const chunksUsed = read("XS Chunk Heap Used") - chunks;
	const slotsUsed = read("XS Slot Heap Used") - slots;
	expect(read("XS Garbage Collection Count")).to.equal(collections);
	return { chunks: chunksUsed / times, slots: slotsUsed / times };
}

describe("WebSocketClient: memory taken for each message in a steady stream", () => {
	const framesFor: readonly (readonly [number, number])[] = [
		[16, 1],
		[492, 1],
		[2040, 1],
		[4096, 3],
		[20_000, 12],
		[60_000, 33],
	];
	for (const [size, frames] of framesFor) {
		it(`write of ${size} bytes: no chunk, and ${frames === 1 ? "no slot" : "slots for views alone"}`, async () => {
			const { client, sink } = await open();
			const message = pattern(size);
			const { chunks, slots } = cost(() => {
				client.write(message);
				do sink.drain();
				while (!client.writable);
			});
			expect(chunks).to.equal(0);
			expect(slots).to.be.below(frames === 1 ? 2 : frames * viewBytes);
			client.close();
		});

		it(`take of ${size} bytes: no chunk, and slots for views alone`, async () => {
			const { client, sink } = await open();
			const message = pattern(size);
			const options = { onReleased: () => undefined };
			const { chunks, slots } = cost(() => {
				client.take(message, options);
				do sink.drain();
				while (!client.writable);
			});
			expect(chunks).to.equal(0);
			expect(slots).to.be.below(2 + (2 + size / 2000) * viewBytes);
			client.close();
		});

		it(`read of ${size} bytes: no chunk, and slots for views alone`, async () => {
			let received = 0;
			const into = new Uint8Array(2048);
			const { client, sink } = await open({
				onReadable() {
					received += this.read(into);
				},
			});
			const sent = Uint8Array.from(frame(2, pattern(size)));
			const { chunks, slots } = cost(() => sink.receive(sent));
			expect(received).to.equal(size * (times + 2));
			expect(chunks).to.equal(0);
			expect(slots).to.be.below(2 + 2 * viewBytes);
			client.close();
		});
	}
});
