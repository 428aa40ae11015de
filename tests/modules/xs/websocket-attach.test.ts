import { expect } from "chai";
import type TCP from "embedded:io/socket/tcp";
import WebSocketClient from "websocket/client";
import { connectPair, type Pair, until } from "./connected-pair";
import { bytes, closing, frame, pattern } from "./websocket-peer";

const { text, binary, close, ping } = WebSocketClient;
const key = [1, 2, 3, 4] as const;

/** A server's end that took over a socket, and the socket that is connected to it. */
class Attached {
	readonly told: string[] = [];
	readonly server: WebSocketClient;
	/** What the client has received. */
	readonly received: readonly number[];
	ended = false;
	#client: TCP | undefined;
	#pair: Pair | undefined;

	private constructor(from: TCP, received: readonly number[]) {
		const { told } = this;
		this.received = received;
		this.server = new WebSocketClient({
			attach: from,
			onWritable: (count) => void told.push(count > 0 ? "writable" : "not writable"),
			onReadable(count, piece) {
				const data = new Uint8Array(this.read() as ArrayBuffer);
				const what = piece.binary ? String(data.length) : String.fromCharCode(...data);
				told.push(`${piece.binary ? "binary" : "text"} ${what} of ${count}`);
			},
			onControl: (opcode) => void told.push(`control ${opcode}`),
			onClose: ({ code, wasClean }) => void told.push(`closed ${code} ${String(wasClean)}`),
			onError: ({ code }) => void told.push(`error ${code}`),
		});
	}

	static async open(): Promise<Attached> {
		const received: number[] = [];
		const pair = await connectPair({
			onReadable() {
				received.push(...new Uint8Array(this.read() as ArrayBuffer));
			},
			onError: () => (attached.ended = true),
		});
		const attached = new Attached(pair.server, received);
		attached.#client = pair.client;
		attached.#pair = pair;
		await until(() => attached.told.includes("writable"));
		return attached;
	}

	send(...parts: readonly number[][]): void {
		this.#client?.write(Uint8Array.from(parts.flat()));
	}

	close(): void {
		this.server.close();
		this.#pair?.client.close();
	}
}

describe("WebSocketClient: attach, the server's end of a connection whose handshake has been done", () => {
	it("unmasks what the client sends, and masks nothing of what it sends (RFC 6455 section 5.1)", async () => {
		const attached = await Attached.open();
		attached.send(frame(text, bytes("doorbell"), { key }), frame(binary, pattern(300), { key }));
		await until(() => attached.told.length >= 3);
		expect(attached.told.slice(1)).to.deep.equal(["text doorbell of 8", "binary 300 of 300"]);
		attached.server.write(pattern(300));
		const expected = frame(binary, pattern(300));
		await until(() => attached.received.length >= expected.length);
		expect(attached.received).to.deep.equal(expected);
		attached.close();
	});

	it("answers a ping, and a close frame, and ends TCP first (section 7.1.1)", async () => {
		const attached = await Attached.open();
		attached.send(frame(ping, bytes("?"), { key }), frame(close, closing(1000), { key }));
		await until(() => attached.told.some((what) => what.startsWith("closed")) && attached.ended);
		expect(attached.told.slice(1)).to.deep.equal(["control 9", "control 8", "closed 1000 true"]);
		expect(attached.received).to.deep.equal([...frame(10, bytes("?")), ...frame(close, closing(1000))]);
		attached.close();
	});

	it("fails a connection whose client does not mask (section 5.1)", async () => {
		const attached = await Attached.open();
		attached.send(frame(text, bytes("x")));
		await until(() => attached.received.length > 0);
		expect(attached.received).to.deep.equal(frame(close, closing(1002, "unmasked")));
		attached.close();
	});
});
