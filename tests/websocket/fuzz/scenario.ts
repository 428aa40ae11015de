import WebSocketClient, { WebSocketError } from "websocket/client";
import type { Random } from "./random";
import { bytes, closing, type Frame, frame, Peer, pattern, turn } from "../../modules/xs/websocket-peer";

const { text, binary, close, ping, pong } = WebSocketClient;
const texts = [
	"",
	"doorbell",
	"\u00fc\u00e4",
	"\u03ba\u1f79\u03c3\u03bc\u03b5",
	"\ud83d\udd14 rings",
	"x".repeat(200),
];
const lengths = [0, 1, 2, 124, 125, 126, 127, 300, 1000];

/** What is wrong, if anything was. */
class Wrong extends Error {}

/**
 * One connection with a server that sends frames, some of them spoilt, cut anywhere, while the application writes, gives
 * buffers away, pings, reads late and closes as it likes. It must end in exactly one way, with all buffers given back, and
 * all that it sent must be right.
 * @throws Error that says what was not so
 */
export async function play(random: Random): Promise<void> {
	const spoilt = !random.once(3);
	const credit = random.pick([50, 300, 2000, 100_000]);
	const peer: Peer = new Peer({
		receiveBuffer: random.pick([16, 17, 100, 2048]),
		sendBuffer: random.pick([256, 300, 2048]),
		maximumMessage: random.pick([100, 1000, 100_000]),
		closeTimeout: 5,
		...(random.once(4) && { onReadable: readLate(() => peer, random) }),
	});
	const application = new Application(peer, random);
	peer.credit = credit;
	if (random.once(8)) await spoilHandshake(peer, random);
	else {
		await peer.answerHandshake();
		const stream = streamOf(random);
		if (spoilt) spoil(stream, random);
		for (let position = 0; position < stream.length;) {
			const count = 1 + random.below(random.pick([1, 10, 300]));
			peer.send(stream.slice(position, position + count));
			position += count;
			application.act();
			if (random.once(3)) peer.grant(random.below(credit + 1));
			if (random.once(20)) await turn();
		}
	}
	for (let turns = 0; turns < 5; turns++) {
		peer.grant(credit);
		application.drain();
		await turn();
	}
	if (random.once(2)) peer.end();
	await turn(10);
	for (let idle = 0; idle < 5; idle++) {
		if (application.drain()) idle = 0;
		await turn();
	}
	peer.end();
	await turn(10);
	check(peer, application);
}

/** The application's part. */
class Application {
	/** Buffers that are given away, and how often each came back. */
	readonly given: { back: number }[] = [];
	/** It has closed the connection itself, without waiting for anything. */
	closed = false;
	#peer: Peer;
	#random: Random;

	constructor(peer: Peer, random: Random) {
		this.#peer = peer;
		this.#random = random;
	}

	act(): void {
		const { client } = this.#peer;
		const random = this.#random;
		try {
			switch (random.below(14)) {
				case 0:
				case 1:
					client.write(pattern(random.pick(lengths)), { binary: true, more: random.once(4) });
					break;
				case 2: {
					const buffer = { back: 0 };
					client.take(pattern(random.pick([...lengths, 5000])), { onReleased: () => buffer.back++ });
					this.given.push(buffer);
					break;
				}
				case 3:
					client.write(pattern(random.below(126)), { opcode: random.pick([ping, pong]) });
					break;
				case 4:
					client.ping(() => undefined);
					break;
				case 5:
					if (random.once(20)) client.close(random.pick([1000, 3000]), "done");
					break;
				case 6:
					if (random.once(40)) {
						this.closed = true;
						client.close();
					}
					break;
				case 7:
					client.read(new Uint8Array(random.below(300)));
					break;
			}
		} catch (error) {
			if (!(error instanceof WebSocketError) || (error.code !== "busy" && error.code !== "not-open"))
				throw error;
			if (error.code === "busy" && client.writable) return;
		}
	}

	/** Reads all that waits. Returns whether there was something. */
	drain(): boolean {
		return this.#peer.client.read(new Uint8Array(4096)) > 0;
	}
}

function readLate(peer: () => Peer, random: Random) {
	return function (this: WebSocketClient, count: number): void {
		peer().told.push(`late ${count}`);
		if (random.once(2)) this.read(new Uint8Array(1 + random.below(count + 1)));
	};
}

/** Frames that are right: messages with control frames between their fragments, and perhaps a close frame. */
function streamOf(random: Random): number[] {
	const stream: number[] = [];
	const add = (part: number[]): void => {
		for (const byte of part) stream.push(byte);
	};
	for (let count = random.below(8); count > 0; count--) {
		const isText = random.once(2);
		const payload = isText ? bytes(random.pick(texts)) : [...pattern(random.pick(lengths))];
		const cut = random.below(payload.length + 1);
		if (random.once(2)) add(frame(isText ? text : binary, payload));
		else {
			add(frame(isText ? text : binary, payload.slice(0, cut), { final: false }));
			while (random.once(3)) add(frame(random.pick([ping, pong]), random.bytes(random.below(126))));
			add(frame(0, payload.slice(cut)));
		}
	}
	if (random.once(2))
		add(frame(close, random.once(4) ? [] : closing(random.pick([1000, 1001, 3000]), "bye")));
	return stream;
}

/** Changes, adds and takes away bytes. */
function spoil(stream: number[], random: Random): void {
	for (let count = 1 + random.below(3); count > 0; count--) {
		const position = random.below(stream.length + 1);
		switch (random.below(4)) {
			case 0:
				stream[position] = random.below(256);
				break;
			case 1:
				stream[position] = (stream[position] ?? 0) ^ (1 << random.below(8));
				break;
			case 2:
				stream.splice(position, 0, ...random.bytes(1 + random.below(10)));
				break;
			case 3:
				stream.splice(position, 1 + random.below(10));
				break;
		}
	}
}

async function spoilHandshake(peer: Peer, random: Random): Promise<void> {
	await peer.requested();
	const answer = bytes(
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX: y\r\n\r\n",
	);
	spoil(answer, random);
	peer.sendCut(1 + random.below(50), answer);
}

function check(peer: Peer, application: Application): void {
	const ends = peer.told.filter((what) => /^(closed|error) /.test(what));
	const expected = application.closed ? 0 : 1;
	if (ends.length > 1 || (ends.length < expected && !application.closed))
		throw new Wrong(`it ended ${ends.length} times`);
	if (ends.length === 1 && peer.told.at(-1) !== ends[0]) throw new Wrong("something was told after the end");
	if (!peer.closed && !application.closed) throw new Wrong("the socket was not closed");
	for (const { back } of application.given)
		if (back !== 1) throw new Wrong(`a buffer came back ${back} times`);
	checkFrames(peer.frames());
}

/** What a client sends must be masked frames, in an order that RFC 6455 section 5.4 allows, and nothing after close. */
function checkFrames(frames: readonly Frame[]): void {
	let under = false;
	let closed = false;
	for (const { opcode, final, masked, payload } of frames) {
		if (!masked) throw new Wrong("a frame was not masked");
		if (closed) throw new Wrong("a frame was sent after the close frame");
		if (opcode >= close) {
			if (!final || payload.length > 125) throw new Wrong("a control frame was too long or in fragments");
			closed = opcode === close;
		} else {
			if ((opcode === 0) !== under)
				throw new Wrong(under ? "a message within a message" : "an orphan continuation");
			under = !final;
		}
	}
}
