import Timer from "timer";
import WebSocketClient, { type Closed, type ConnectOptions, type WebSocketError } from "websocket/client";
import { acceptFor } from "websocket/handshake";

/** A frame, as RFC 6455 section 5.2 lays it out. */
export interface Frame {
	final: boolean;
	opcode: number;
	masked: boolean;
	payload: Uint8Array;
}

interface SocketCallbacks {
	onReadable: (count: number) => void;
	onWritable: (count: number) => void;
	onError: (error?: unknown) => void;
}

/** Resolves every host to itself. */
class EchoResolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, host));
	}
	close(): void {
		return;
	}
}

/** A socket that is connected to nothing but the test: ECMA-419's TCP, as the client uses it. */
class ScriptedSocket {
	#peer: Peer;

	constructor({ peer, ...callbacks }: SocketCallbacks & { peer: Peer }) {
		this.#peer = peer;
		peer.connected(callbacks);
	}
	read(buffer: Uint8Array): number {
		return this.#peer.giveTo(buffer);
	}
	write(buffer: Uint8Array): number {
		return this.#peer.take(buffer);
	}
	close(): void {
		this.#peer.closed = true;
	}
}

/** The other end of a client's connection, played by the test, byte by byte. */
export class Peer {
	/** How many bytes the socket has room for. */
	credit = 1_000_000;
	/** Whether the client has closed its socket. */
	closed = false;
	/** The client's request. */
	request = "";
	/** What the client was called back with, in order: `readable 3 more`, `closed 1000 clean`, … */
	readonly told: string[] = [];
	error: WebSocketError | undefined;
	outcome: Closed | undefined;
	readonly client: WebSocketClient;

	#callbacks: SocketCallbacks | undefined;
	#wrote: Uint8Array[] = [];
	#pending = new Uint8Array(0);
	#read: Uint8Array[] = [];

	/** Makes a client, which begins to connect. `options` come on top of those that tell everything to `told`. */
	constructor(options: Partial<ConnectOptions> = {}) {
		const { told } = this;
		const tell = (what: string): void => void told.push(what);
		const read = (): void => {
			const bytes = this.client.read();
			if (bytes instanceof ArrayBuffer) this.#read.push(new Uint8Array(bytes));
		};
		this.client = new WebSocketClient({
			host: "peer",
			dns: { io: EchoResolver },
			socket: { io: ScriptedSocket, peer: this },
			onReadable(count, { more, binary }) {
				tell(`${binary ? "binary" : "text"} ${count}${more ? " more" : ""}`);
				read();
			},
			onWritable: (count) => tell(`writable ${count}`),
			onControl: (opcode, data) => tell(`control ${opcode} ${data.byteLength}`),
			onClose: (closed) => {
				this.outcome = closed;
				tell(`closed ${closed.code}${closed.wasClean ? " clean" : ""}`);
			},
			onError: (error) => {
				this.error = error;
				tell(`error ${error.code}`);
			},
			...options,
		});
	}

	/**
	 * A client whose handshake is done, over a socket that never has more room than `credit`. What it was called back
	 * with so far is forgotten.
	 */
	static async open(options: Partial<ConnectOptions> = {}, credit = 1_000_000): Promise<Peer> {
		const peer = new Peer(options);
		peer.credit = credit;
		await peer.answerHandshake();
		peer.told.length = 0;
		return peer;
	}

	/** Answers the request, with `more` after the answer in the same packet. */
	async answerHandshake(fields: readonly string[] = [], more: readonly number[] = []): Promise<void> {
		await this.requested();
		const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(this.request)?.[1] ?? "";
		const lines = [
			"HTTP/1.1 101 Switching Protocols",
			"Upgrade: websocket",
			"Connection: Upgrade",
			`Sec-WebSocket-Accept: ${acceptFor(key)}`,
			...fields,
			"\r\n",
		];
		this.send(bytes(lines.join("\r\n")), more);
	}

	/** Resolves when the client has sent its request. */
	async requested(): Promise<void> {
		const { credit } = this;
		while (!this.request.endsWith("\r\n\r\n")) {
			await turn();
			this.grant(credit);
			this.request += String.fromCharCode(...this.wrote());
		}
	}

	connected(callbacks: SocketCallbacks): void {
		this.#callbacks = callbacks;
	}

	/** The peer's bytes arrive, together. */
	send(...parts: (readonly number[])[]): void {
		if (this.closed) return;
		this.#pending = whole([this.#pending, ...parts.map((part) => Uint8Array.from(part))]);
		this.#callbacks?.onReadable(this.#pending.length);
	}

	/** The peer's bytes arrive in pieces of `size`. */
	sendCut(size: number, sent: readonly number[]): void {
		for (let start = 0; start < sent.length; start += size) this.send(sent.slice(start, start + size));
	}

	/** The socket has room for so many bytes. */
	grant(credit: number): void {
		this.credit = credit;
		if (!this.closed) this.#callbacks?.onWritable(credit);
	}

	/** TCP ends. */
	end(error?: Error): void {
		if (!this.closed) this.#callbacks?.onError(error);
	}

	giveTo(buffer: Uint8Array): number {
		if (buffer.length > this.#pending.length) throw new Error(`${buffer.length} bytes can't be read`);
		buffer.set(this.#pending.subarray(0, buffer.length));
		this.#pending = this.#pending.slice(buffer.length);
		return buffer.length;
	}

	take(buffer: Uint8Array): number {
		if (buffer.length > this.credit) throw new Error(`${buffer.length} bytes can't be written`);
		this.#wrote.push(buffer.slice());
		this.credit -= buffer.length;
		return this.credit;
	}

	/** What the client has read. */
	get read(): Uint8Array {
		return whole(this.#read);
	}

	/** The bytes that the socket holds and the client has not read. */
	get unread(): number {
		return this.#pending.length;
	}

	/** What the client has sent since the last call. */
	wrote(): Uint8Array {
		const wrote = whole(this.#wrote);
		this.#wrote = [];
		return wrote;
	}

	/** The frames that the client has sent since the last call. */
	frames(): Frame[] {
		const frames: Frame[] = [];
		const wrote = this.wrote();
		for (let position = 0; position < wrote.length;) {
			const { frame: parsed, end } = parseFrame(wrote, position);
			frames.push(parsed);
			position = end;
		}
		return frames;
	}

	/** Those frames as text: `2 final 3`, opcode and length of the payload. */
	frameNames(): string[] {
		return this.frames().map(
			({ final, opcode, payload }) => `${opcode}${final ? " final" : ""} ${payload.length}`,
		);
	}
}

/** Takes apart a frame by the text of RFC 6455 section 5.2, a byte at a time. */
function parseFrame(bytes: Uint8Array, start: number): { frame: Frame; end: number } {
	const at = (index: number): number => {
		const byte = bytes[start + index];
		if (byte === undefined) throw new Error("the client has sent a part of a frame");
		return byte;
	};
	let length = at(1) & 0x7f;
	let header = 2;
	const extended = length === 126 ? 2 : length === 127 ? 8 : 0;
	if (extended) length = 0;
	for (; header < 2 + extended; header++) length = length * 256 + at(header);
	const masked = (at(1) & 0x80) !== 0;
	const key = masked ? [at(header), at(header + 1), at(header + 2), at(header + 3)] : [0, 0, 0, 0];
	if (masked) header += 4;
	const payload = new Uint8Array(length);
	for (let index = 0; index < length; index++) payload[index] = at(header + index) ^ (key[index % 4] ?? 0);
	return {
		frame: { final: (at(0) & 0x80) !== 0, opcode: at(0) & 0x0f, masked, payload },
		end: start + header + length,
	};
}

/** How a frame for `frame` differs from a whole, unmasked one. */
export interface Shape {
	final?: boolean;
	reserved?: number;
	key?: readonly [number, number, number, number];
}

/** Makes a frame by the text of RFC 6455 section 5.2. */
export function frame(opcode: number, payload: Iterable<number> = [], shape: Shape = {}): number[] {
	const data = [...payload];
	const { final = true, reserved = 0, key } = shape;
	const { length } = data;
	const bits = key ? 0x80 : 0;
	const lengths =
		length < 126
			? [bits | length]
			: length < 65536
				? [bits | 126, length >> 8, length & 255]
				: [bits | 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
	const masked = key ? data.map((byte, index) => byte ^ (key[index % 4] ?? 0)) : data;
	return [(final ? 0x80 : 0) | reserved | opcode, ...lengths, ...(key ?? []), ...masked];
}

/** The payload of a close frame. */
export function closing(code: number, reason = ""): number[] {
	return [code >> 8, code & 255, ...bytes(reason)];
}

/** The UTF-8 of a text. */
export function bytes(text: string): number[] {
	return [...new Uint8Array(ArrayBuffer.fromString(text))];
}

/** Bytes that differ from each other: 0, 7, 14, … */
export function pattern(length: number): Uint8Array<ArrayBuffer> {
	return new Uint8Array(length).map((_, index) => index * 7);
}

/** Lets timers that are due be called. */
export async function turn(milliseconds = 0): Promise<void> {
	await new Promise<void>((resolve) => Timer.set(() => resolve(), milliseconds));
}

/** The parts one after the other. */
function whole(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
	parts.reduce((offset, part) => {
		joined.set(part, offset);
		return offset + part.length;
	}, 0);
	return joined;
}
