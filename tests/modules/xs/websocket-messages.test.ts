import { expect } from "chai";
import WebSocketClient from "websocket/client";
import { failureOf } from "../websocket-failure";
import { bytes, type Frame, frame, pattern, Peer, turn } from "./websocket-peer";

const { text, binary, ping, pong } = WebSocketClient;
const sizes = [0, 1, 2, 3, 4, 5, 125, 126, 127, 128, 65535, 65536, 70000];

describe("WebSocketClient: messages", () => {
	describe("RFC 6455 section 5.2 and 5.3: what is sent", () => {
		for (const size of sizes)
			it(`${size} bytes in one masked frame, if the socket and the output buffer have room`, async () => {
				const peer = await Peer.open({ sendBuffer: 65535 });
				const message = pattern(size);
				peer.client.write(message);
				const frames = peer.frames();
				if (size < 65528) expect(frames).to.have.lengthOf(1);
				expectMessage(frames, binary, pattern(size));
				expect(message).to.deep.equal(pattern(size));
			});

		it("text, if binary is false", async () => {
			const peer = await Peer.open();
			peer.client.write(ArrayBuffer.fromString("doorbell"), { binary: false });
			expectMessage(peer.frames(), text, Uint8Array.from(bytes("doorbell")));
		});

		it("of any buffer of bytes, and only the part that a view shows", async () => {
			const peer = await Peer.open();
			const { buffer } = pattern(10);
			const views = [new Uint8Array(buffer, 2, 5), new Int8Array(buffer, 2, 5), new DataView(buffer, 2, 5)];
			for (const view of views) {
				peer.client.write(view);
				expectMessage(peer.frames(), binary, pattern(10).slice(2, 7));
			}
		});

		it("of no other buffer", async () => {
			const peer = await Peer.open();
			const wrong: unknown[] = [
				new Uint16Array(3),
				new Float32Array(3),
				"text",
				[1, 2],
				{},
				7,
				undefined,
				null,
			];
			for (const data of wrong)
				expect(() => peer.client.write(data as Uint8Array), String(data)).to.throw(TypeError);
			peer.client.write(pattern(3));
			expectMessage(peer.frames(), binary, pattern(3));
		});

		it("each frame with a key of its own, of which none comes twice", async () => {
			const peer = await Peer.open();
			const keys = new Set<string>();
			const zeros = new Uint8Array(4);
			for (let count = 0; count < 200; count++) peer.client.write(zeros);
			const wrote = peer.wrote();
			for (let start = 0; start < wrote.length; start += 10)
				keys.add(wrote.slice(start + 2, start + 6).join());
			expect(keys.size).to.be.greaterThan(198);
		});
	});

	describe("RFC 6455 section 5.4: messages that are longer than what the socket takes", () => {
		it("go out in fragments as it drains, each whole when it is begun", async () => {
			const peer = await Peer.open();
			peer.grant(2000);
			peer.told.length = 0;
			const message = pattern(5000);
			expect(peer.client.write(message)).to.equal(0);
			expect(peer.client.writable).to.equal(false);
			const frames = peer.frames();
			peer.grant(2000);
			frames.push(...peer.frames());
			expect(peer.told).to.deep.equal([]);
			peer.grant(2000);
			frames.push(...peer.frames());
			expectMessage(frames, binary, message);
			expect(frames.length).to.equal(3);
			expect(peer.told).to.have.lengthOf(1);
			expect(peer.told[0]).to.match(/^writable \d+$/);
			expect(peer.client.writable).to.equal(true);
		});

		it("arrive whole whatever room the socket says it has", async () => {
			for (const room of [9, 20, 100, 131, 600, 1460, 5744]) {
				const peer = await Peer.open({ sendBuffer: 256 }, room);
				const message = pattern(3000);
				peer.client.write(message);
				const frames = peer.frames();
				for (let turns = 0; !peer.client.writable && turns < 4000; turns++) {
					peer.grant(room);
					frames.push(...peer.frames());
				}
				expectMessage(frames, binary, message);
			}
		});

		it("are taken at once if they are as long as onWritable said, so that their buffer can be used again", async () => {
			for (let credit = 40; credit < 9000; credit += 97) {
				let promised = 0;
				const peer = await Peer.open(
					{ sendBuffer: 300, onWritable: (count) => void (promised = count) },
					credit,
				);
				peer.grant(credit);
				peer.client.write(pattern(promised));
				expect(peer.client.writable, `${promised} bytes of ${credit}`).to.equal(true);
				peer.client.close();
			}
		});

		it("are not cut into frames of a few bytes because a few bytes of room are left", async () => {
			const peer = await Peer.open();
			peer.grant(5744);
			peer.client.write(pattern(1900));
			peer.client.write(pattern(1900));
			peer.client.write(pattern(1800));
			expect(peer.frames()).to.have.lengthOf(3);
			peer.client.write(pattern(4000));
			expect(peer.frames()).to.have.lengthOf(0);
			peer.grant(1200);
			expect(peer.frames().map(({ payload }) => payload.length)).to.deep.equal([1192]);
		});

		it("hold up other messages, which are refused as busy", async () => {
			const peer = await Peer.open();
			peer.grant(1000);
			peer.client.write(pattern(3000));
			const failure = failureOf(() => peer.client.write(pattern(3)));
			expect(failure.code).to.equal("busy");
			peer.grant(10_000);
			peer.client.write(pattern(3));
			expectMessage(peer.frames().slice(-1), binary, pattern(3));
		});

		it("leave room for the answer to a ping between their fragments (section 5.5)", async () => {
			const peer = await Peer.open();
			peer.grant(2000);
			peer.client.write(pattern(60_000));
			peer.send(frame(ping, bytes("are you there")));
			peer.grant(2000);
			const frames = peer.frames();
			const answer = frames.findIndex(({ opcode }) => opcode === pong);
			expect(answer).to.be.greaterThan(0);
			expect(frames[answer]?.payload).to.deep.equal(Uint8Array.from(bytes("are you there")));
			expect(frames[answer + 1]?.opcode).to.equal(0);
			while (!peer.client.writable) {
				peer.grant(5000);
				frames.push(...peer.frames());
			}
			frames.splice(answer, 1);
			expectMessage(frames, binary, pattern(60_000));
		});

		it("and parts of messages are continued by what comes next", async () => {
			const peer = await Peer.open();
			peer.client.write(pattern(3), { binary: false, more: true });
			peer.client.write(pattern(0), { more: true });
			peer.client.write(pattern(4), { binary: true, more: true });
			peer.client.write(pattern(5));
			peer.client.write(pattern(6));
			expect(peer.frameNames()).to.deep.equal(["1 3", "0 0", "0 4", "0 final 5", "2 final 6"]);
		});

		it("and long parts too", async () => {
			const peer = await Peer.open();
			peer.grant(1500);
			peer.client.write(pattern(2500), { more: true });
			const frames = peer.frames();
			while (!peer.client.writable) {
				peer.grant(1500);
				frames.push(...peer.frames());
			}
			expect(frames.some(({ final }) => final)).to.equal(false);
			peer.grant(5000);
			peer.client.write(pattern(1));
			frames.push(...peer.frames());
			expectMessage(frames, binary, Uint8Array.from([...pattern(2500), 0]));
		});
	});

	describe("take", () => {
		for (const size of [0, 1, 13, 14, 15, 200, 2040, 5000, 70_000])
			it(`gives a buffer of ${size} bytes back once, when its last byte is sent`, async () => {
				const peer = await Peer.open({ sendBuffer: 256 });
				const given = pattern(size);
				const released: unknown[] = [];
				peer.grant(1000);
				peer.client.take(given, { onReleased: (data) => released.push(data) });
				const frames = peer.frames();
				while (!peer.client.writable) {
					expect(released).to.deep.equal([]);
					peer.grant(1000 + ((frames.length * 37) % 500));
					frames.push(...peer.frames());
				}
				expect(released).to.have.lengthOf(1);
				expect(released[0]).to.equal(given);
				expectMessage(frames, binary, pattern(size));
			});

		it("sends as much in one frame as the socket takes, with a length of 64 bits if need be", async () => {
			const peer = await Peer.open();
			peer.client.take(pattern(200_000), { onReleased: () => undefined });
			const frames = peer.frames();
			expect(frames.map(({ payload }) => payload.length)).to.deep.equal([2040, 197_960]);
			expectMessage(frames, binary, pattern(200_000));
		});

		it("sends the part that a view shows, from any place in its buffer", async () => {
			for (let start = 0; start < 9; start++) {
				const peer = await Peer.open({ sendBuffer: 256 });
				const whole = pattern(3000);
				let released = 0;
				peer.client.take(new Uint8Array(whole.buffer, start, 2900), { onReleased: () => released++ });
				expectMessage(peer.frames(), binary, pattern(3000).slice(start, start + 2900));
				expect(released).to.equal(1);
				expect(whole.slice(0, start)).to.deep.equal(pattern(start));
				expect(whole.slice(start + 2900)).to.deep.equal(pattern(3000).slice(start + 2900));
			}
		});

		it("continues a message that has its header written before", async () => {
			const peer = await Peer.open();
			peer.grant(1500);
			peer.client.write(pattern(12), { binary: true, more: true });
			peer.client.take(pattern(4000), { onReleased: () => undefined });
			const frames = peer.frames();
			while (!peer.client.writable) {
				peer.grant(1500);
				frames.push(...peer.frames());
			}
			expectMessage(frames, binary, Uint8Array.from([...pattern(12), ...pattern(4000)]));
		});

		it("waits for the header of its message, if the socket has not taken that yet", async () => {
			for (const room of [0, 5, 17, 18, 19, 40, 200, 3000]) {
				const peer = await Peer.open();
				let released = 0;
				peer.grant(room);
				peer.client.write(pattern(12), { more: true });
				peer.client.take(pattern(4000), { onReleased: () => released++ });
				expect(failureOf(() => peer.client.write(pattern(1))).code).to.equal("busy");
				const frames = peer.frames();
				for (let turns = 0; !peer.client.writable && turns < 100; turns++) {
					expect(released).to.equal(0);
					peer.grant(1500);
					frames.push(...peer.frames());
				}
				expectMessage(frames, binary, Uint8Array.from([...pattern(12), ...pattern(4000)]));
				expect(released).to.equal(1);
			}
		});

		it("waits for a part that was given away, and goes on with parts", async () => {
			const peer = await Peer.open();
			const released: number[] = [];
			const give = (length: number, more: boolean): number =>
				peer.client.take(pattern(length), { more, onReleased: (data) => released.push(data.length) });
			peer.grant(1000);
			give(3000, true);
			give(2000, true);
			expect(failureOf(() => give(1, false)).code).to.equal("busy");
			const frames = drained(peer);
			give(1000, false);
			frames.push(...drained(peer));
			expect(released).to.deep.equal([3000, 2000, 1000]);
			expectMessage(frames, binary, Uint8Array.from([...pattern(3000), ...pattern(2000), ...pattern(1000)]));
		});

		it("but not for another message, and is given back with the connection", async () => {
			const peer = await Peer.open();
			let released = 0;
			peer.grant(0);
			peer.client.write(pattern(12));
			const options = { onReleased: () => released++ };
			expect(failureOf(() => peer.client.take(pattern(3), options)).code).to.equal("busy");
			const other = await Peer.open();
			other.grant(0);
			other.client.write(pattern(12), { more: true });
			other.client.take(pattern(3), options);
			other.end();
			expect(released).to.equal(1);
			expect(other.told.at(-1)).to.equal("error connection-lost");
		});

		it("gives the buffer back when the connection is lost, and before that is told", async () => {
			const peer = await Peer.open();
			peer.grant(1000);
			peer.client.take(pattern(5000), { onReleased: () => peer.told.push("released") });
			peer.end();
			expect(peer.told.slice(-2)).to.deep.equal(["released", "error connection-lost"]);
		});

		it("gives it back when the client is closed", async () => {
			const peer = await Peer.open();
			let released = 0;
			peer.grant(1000);
			peer.client.take(pattern(5000), { onReleased: () => released++ });
			peer.client.close();
			peer.client.close();
			expect(released).to.equal(1);
		});

		it("does not take it when it can't be sent", async () => {
			const peer = await Peer.open();
			let released = 0;
			peer.grant(1000);
			peer.client.write(pattern(5000));
			const failure = failureOf(() => peer.client.take(pattern(5), { onReleased: () => released++ }));
			expect(failure.code).to.equal("busy");
			peer.client.close();
			expect(failureOf(() => peer.client.take(pattern(5), { onReleased: () => released++ })).code).to.equal(
				"not-open",
			);
			expect(released).to.equal(0);
		});

		it("lets the next message be sent from within onReleased", async () => {
			const peer = await Peer.open();
			peer.grant(3000);
			let left = 4;
			const next = (): void => {
				if (left-- > 0) peer.client.take(pattern(2500), { onReleased: next });
			};
			next();
			const frames = peer.frames();
			for (let turns = 0; turns < 10; turns++) {
				peer.grant(3000);
				frames.push(...peer.frames());
			}
			expect(frames.filter(({ final }) => final)).to.have.lengthOf(4);
		});
	});

	describe("section 5.4 and 5.6: what is received", () => {
		it("is told in the pieces in which it comes, with what follows", async () => {
			const peer = await Peer.open();
			peer.send(frame(binary, pattern(5)), frame(text, bytes("ab"), { final: false }), frame(0, bytes("c")));
			expect(peer.told).to.deep.equal(["binary 5", "text 2 more", "text 1"]);
			expect(peer.read).to.deep.equal(Uint8Array.of(...pattern(5), ...bytes("abc")));
		});

		it("may be empty, also in its last frame", async () => {
			const peer = await Peer.open();
			peer.send(frame(binary));
			peer.send(frame(text, [], { final: false }), frame(0, [], { final: false }), frame(0));
			peer.send(frame(text, bytes("x"), { final: false }), frame(0));
			expect(peer.told).to.deep.equal(["binary 0", "text 0", "text 1 more", "text 0"]);
		});

		for (const size of sizes)
			it(`${size} bytes, cut anywhere`, async () => {
				const message = pattern(size);
				for (const cut of [1, 2, 3, 7, 1000, 100_000].filter((each) => size / each < 2000)) {
					const peer = await Peer.open();
					peer.sendCut(cut, frame(binary, message));
					expectSame(peer.read, message);
					expect(peer.told.filter((what) => !what.endsWith("more"))).to.have.lengthOf(1);
				}
			});

		it("does not mind what is sent while a part of a frame has come", async () => {
			const peer = await Peer.open();
			const sent = [...frame(binary, pattern(300)), ...frame(ping, pattern(5))];
			for (const byte of sent) {
				peer.send([byte]);
				peer.client.write(pattern(3));
			}
			expectSame(peer.read, pattern(300));
			const pongs = peer.frames().filter(({ opcode }) => opcode === pong);
			expect(pongs.map(({ payload }) => payload)).to.deep.equal([pattern(5)]);
		});

		it("waits while the application has not read all, and goes on when it has", async () => {
			const told: number[] = [];
			const peer = await Peer.open({ onReadable: (count) => told.push(count) });
			peer.send(frame(binary, pattern(10)), frame(binary, pattern(3)), frame(ping));
			await turn(5);
			expect(told).to.deep.equal([10]);
			expect(peer.client.read(new Uint8Array(4))).to.equal(4);
			await turn(5);
			expect(told).to.deep.equal([10]);
			expect(peer.client.read(new Uint8Array(100))).to.equal(6);
			expect(told).to.deep.equal([10]);
			await turn(5);
			expect(told).to.deep.equal([10, 3]);
			expect(peer.frames()).to.have.lengthOf(0);
			peer.client.read();
			await turn(5);
			expect(peer.frameNames()).to.deep.equal(["10 final 0"]);
		});

		it("is left in the socket meanwhile, but for one buffer of it", async () => {
			const peer = await Peer.open({ receiveBuffer: 100, onReadable: () => undefined });
			peer.send(frame(binary, pattern(1000)));
			expect(peer.unread).to.equal(1004 - 100);
		});

		it("is thrown away if nobody wants it", async () => {
			const peer = new Peer();
			const { client } = peer;
			expect(client.writable).to.equal(false);
			const deaf = await Peer.open({ onReadable: undefined as never });
			deaf.send(frame(binary, pattern(1000)), frame(ping));
			expect(deaf.frameNames()).to.deep.equal(["10 final 0"]);
		});

		it("is read as bytes, counts, or whole", async () => {
			const results: unknown[] = [];
			const peer = await Peer.open({
				onReadable() {
					results.push(this.read(2), this.read(new Uint8Array(2)));
					this.format = "number";
					results.push(this.read(), this.read(7));
					this.format = "buffer";
					results.push(this.read(100), this.read(), this.read(new Uint8Array(2)));
				},
			});
			peer.send(frame(binary, [1, 2, 3, 4, 5, 6, 7, 8]));
			expect(results).to.deep.equal([
				Uint8Array.of(1, 2).buffer,
				2,
				5,
				6,
				Uint8Array.of(7, 8).buffer,
				undefined,
				0,
			]);
		});
	});

	describe("section 5.5: control frames", () => {
		it("pings are answered, each with its own payload, in their order", async () => {
			const peer = await Peer.open();
			for (let count = 0; count < 10; count++) peer.send(frame(ping, bytes(`ping ${count}`)));
			const answers = peer
				.frames()
				.map(({ opcode, payload }) => `${opcode} ${String.fromCharCode(...payload)}`);
			expect(answers).to.deep.equal(Array.from({ length: 10 }, (_, count) => `10 ping ${count}`));
			expect(peer.told).to.deep.equal(Array.from({ length: 10 }, () => "control 9 6"));
		});

		it("the last ping is answered when the socket had no room for the answers (section 5.5.3)", async () => {
			const peer = await Peer.open();
			peer.grant(0);
			for (let count = 0; count < 10; count++) peer.send(frame(ping, bytes(`ping ${count}`)));
			peer.grant(1000);
			expect(peer.frames().map(({ payload }) => String.fromCharCode(...payload))).to.deep.equal(["ping 9"]);
		});

		it("an application that changes what onControl gives it does not change the answer", async () => {
			const peer = await Peer.open({ onControl: (_, data) => void new Uint8Array(data).fill(0) });
			peer.grant(0);
			peer.send(frame(ping, bytes("pure")));
			peer.grant(1000);
			expect(peer.frames()[0]?.payload).to.deep.equal(Uint8Array.from(bytes("pure")));
		});

		it("may come between the fragments of a message", async () => {
			const peer = await Peer.open();
			peer.send(frame(text, bytes("a"), { final: false }), frame(ping), frame(0, bytes("b")));
			expect(peer.told).to.deep.equal(["text 1 more", "control 9 0", "text 1"]);
		});

		it("can be written between those that are sent", async () => {
			const peer = await Peer.open();
			peer.client.write(pattern(1), { more: true });
			peer.client.write(pattern(125), { opcode: ping });
			peer.client.write(pattern(0), { opcode: pong });
			peer.client.write(pattern(2));
			expect(peer.frameNames()).to.deep.equal(["2 1", "9 final 125", "10 final 0", "0 final 2"]);
		});

		it("may not be longer than 125 bytes, nor have another opcode", async () => {
			const peer = await Peer.open();
			expect(failureOf(() => peer.client.write(pattern(126), { opcode: ping })).code).to.equal(
				"bad-argument",
			);
			expect(failureOf(() => peer.client.write(pattern(1), { opcode: 11 })).code).to.equal("bad-argument");
		});

		it("an opcode can also say that a message is text or binary", async () => {
			const peer = await Peer.open();
			peer.client.write(pattern(1), { opcode: text });
			peer.client.write(pattern(2), { opcode: binary });
			expect(peer.frameNames()).to.deep.equal(["1 final 1", "2 final 2"]);
		});

		it("ping tells the round trip", async () => {
			const peer = await Peer.open();
			const trips: number[] = [];
			peer.client.ping((roundTrip) => trips.push(roundTrip));
			expect(failureOf(() => peer.client.ping(() => undefined)).code).to.equal("busy");
			const [sent] = peer.frames();
			await turn(20);
			peer.send(frame(pong, bytes("not it")), frame(pong, [1, 2, 3, 4]));
			expect(trips).to.deep.equal([]);
			peer.send(frame(pong, sent?.payload));
			expect(trips).to.have.lengthOf(1);
			expect(trips[0]).to.be.within(15, 500);
			peer.client.ping((roundTrip) => trips.push(roundTrip));
			peer.send(frame(pong, peer.frames()[0]?.payload));
			expect(trips).to.have.lengthOf(2);
		});
	});

	describe("before it is open, and after", () => {
		it("nothing can be written", async () => {
			const peer = new Peer();
			expect(failureOf(() => peer.client.write(pattern(1))).code).to.equal("not-open");
			await peer.answerHandshake();
			peer.client.write(pattern(1));
			peer.client.close();
			expect(failureOf(() => peer.client.write(pattern(1))).code).to.equal("not-open");
			expect(failureOf(() => peer.client.write(pattern(1), { opcode: ping })).code).to.equal("not-open");
			expect(failureOf(() => peer.client.ping(() => undefined)).code).to.equal("not-open");
		});
	});
});

/** The frames that are sent until another message can be. */
function drained(peer: Peer): Frame[] {
	const frames = peer.frames();
	for (let turns = 0; !peer.client.writable && turns < 100; turns++) {
		peer.grant(1000);
		frames.push(...peer.frames());
	}
	return frames;
}

function expectMessage(frames: Frame[], opcode: number, payload: Uint8Array): void {
	expect(frames.map((each) => each.opcode)).to.deep.equal(frames.map((_, index) => (index ? 0 : opcode)));
	expect(frames.map((each) => each.final)).to.deep.equal(
		frames.map((_, index) => index === frames.length - 1),
	);
	expect(frames.every((each) => each.masked)).to.equal(true);
	const whole = new Uint8Array(frames.reduce((sum, each) => sum + each.payload.length, 0));
	frames.reduce((offset, each) => {
		whole.set(each.payload, offset);
		return offset + each.payload.length;
	}, 0);
	expectSame(whole, payload);
}

/** chai's own comparison takes too much memory for long arrays. */
function expectSame(actual: Uint8Array, expected: Uint8Array): void {
	expect(actual.length).to.equal(expected.length);
	expect(
		actual.findIndex((byte, index) => byte !== expected[index]),
		"first byte that differs",
	).to.equal(-1);
}
