import { expect } from "chai";
import WebSocketClient from "websocket/client";
import type { WebSocketErrorCode } from "websocket/errors";
import { failureOf } from "../websocket-failure";
import { bytes, closing, frame, pattern, Peer, turn } from "./websocket-peer";

const { text, binary, close, ping, pong } = WebSocketClient;

describe("WebSocketClient: the end", () => {
	describe("RFC 6455 section 7.1.2: the closing handshake, begun by the client", () => {
		it("sends code and reason, waits for the answer and the end of TCP, and tells of it once", async () => {
			const peer = await Peer.open();
			peer.client.close(3001, "au revoir, \u00e0 bient\u00f4t");
			const [sent] = peer.frames();
			expect(sent?.opcode).to.equal(close);
			expect([...(sent?.payload ?? [])]).to.deep.equal(closing(3001, "au revoir, \u00e0 bient\u00f4t"));
			expect(peer.client.writable).to.equal(false);
			peer.send(frame(close, closing(3001, "bye")));
			expect(peer.closed).to.equal(false);
			peer.end();
			expect(peer.outcome).to.deep.equal({ code: 3001, reason: "bye", wasClean: true });
			expect(peer.told).to.deep.equal(["control 8 5", "closed 3001 clean"]);
			expect(peer.closed).to.equal(true);
			await expectSilence(peer);
		});

		it("delivers what was under way until the answer comes", async () => {
			const peer = await Peer.open();
			peer.client.close(1000);
			peer.send(frame(binary, pattern(3)), frame(close, closing(1000)), frame(binary, pattern(4)));
			expect(peer.told).to.deep.equal(["binary 3", "control 8 2"]);
		});

		it("is over without the answer when TCP ends, and is not clean then", async () => {
			const peer = await Peer.open();
			peer.client.close(1000);
			peer.end();
			expect(peer.outcome).to.deep.equal({ code: 1006, reason: "", wasClean: false });
		});

		it("is over after closeTimeout", async () => {
			const peer = await Peer.open({ closeTimeout: 200 });
			peer.client.close(1000);
			await turn(20);
			expect(peer.told).to.deep.equal([]);
			await turn(400);
			expect(peer.told).to.deep.equal(["closed 1006"]);
			expect(peer.closed).to.equal(true);
		});

		it("is clean though the server does not end TCP", async () => {
			const peer = await Peer.open({ closeTimeout: 200 });
			peer.client.close(1000);
			peer.send(frame(close, closing(1000)));
			await turn(400);
			expect(peer.told).to.deep.equal(["control 8 2", "closed 1000 clean"]);
		});

		it("waits for the message that is under way", async () => {
			const peer = await Peer.open();
			peer.grant(2000);
			peer.client.write(pattern(3000));
			peer.client.close(1000);
			expect(peer.frameNames()).to.deep.equal(["2 1992"]);
			peer.grant(2000);
			expect(peer.frameNames()).to.deep.equal(["0 final 1008", "8 final 2"]);
		});

		it("answers no ping any more (section 5.5.1)", async () => {
			const peer = await Peer.open();
			peer.client.close(1000);
			peer.frames();
			peer.send(frame(ping));
			expect(peer.frames()).to.deep.equal([]);
		});

		it("can be begun with write, as with the SDK's client", async () => {
			const peer = await Peer.open();
			peer.client.write(Uint8Array.from(closing(1001, "x")), { opcode: close });
			expect(peer.frames()[0]?.payload).to.deep.equal(Uint8Array.from(closing(1001, "x")));
			peer.send(frame(close, closing(1001)));
			peer.end();
			expect(peer.told).to.deep.equal(["control 8 2", "closed 1001 clean"]);
		});

		it("has codes that may be sent, and a reason that fits", async () => {
			const peer = await Peer.open();
			for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65536, 1000.5, NaN])
				expect(failureOf(() => peer.client.close(code)).code, String(code)).to.equal("bad-argument");
			expect(failureOf(() => peer.client.close(1000, "\u00fc".repeat(62))).code).to.equal("bad-argument");
			peer.client.close(1000, "\u00fc".repeat(61));
			expect(peer.frames()[0]?.payload.length).to.equal(124);
		});

		it("is no error when it is begun twice, or after the end", async () => {
			const peer = await Peer.open();
			peer.client.close(1000);
			peer.client.close(1001);
			expect(peer.frameNames()).to.deep.equal(["8 final 2"]);
			peer.end();
			peer.client.close(1000);
			expect(peer.told).to.deep.equal(["closed 1006"]);
		});

		it("before the connection is open there is nothing to shake hands about", async () => {
			const peer = new Peer();
			peer.client.close(1000);
			await turn(20);
			expect(peer.told).to.deep.equal(["closed 1006"]);
		});
	});

	describe("section 5.5.1: the closing handshake, begun by the server", () => {
		it("is answered with its code, and told once, when TCP has ended", async () => {
			const peer = await Peer.open();
			peer.send(frame(close, closing(1001, "restart")));
			expect(peer.frames()[0]?.payload).to.deep.equal(Uint8Array.from(closing(1001)));
			expect(peer.told).to.deep.equal(["control 8 9"]);
			peer.end();
			expect(peer.outcome).to.deep.equal({ code: 1001, reason: "restart", wasClean: true });
			await expectSilence(peer);
		});

		it("may have no code", async () => {
			const peer = await Peer.open();
			peer.send(frame(close));
			expect(peer.frameNames()).to.deep.equal(["8 final 0"]);
			peer.end();
			expect(peer.outcome).to.deep.equal({ code: 1005, reason: "", wasClean: true });
		});

		it("leaves what comes after it unread", async () => {
			const peer = await Peer.open();
			peer.send(frame(close, closing(1000)), frame(binary, pattern(4)), frame(ping));
			peer.send(frame(binary, pattern(4)), [0xff, 0xff]);
			expect(peer.told).to.deep.equal(["control 8 2"]);
			expect(peer.frameNames()).to.deep.equal(["8 final 2"]);
			expect(peer.unread).to.equal(0);
		});

		it("breaks a message off that is under way, whose buffer is given back", async () => {
			const peer = await Peer.open();
			let released = 0;
			peer.grant(2000);
			peer.client.take(pattern(9000), { onReleased: () => released++ });
			peer.send(frame(close, closing(1000)));
			expect(released).to.equal(1);
			peer.frames();
			peer.grant(2000);
			expect(peer.frameNames()).to.deep.equal(["8 final 2"]);
		});

		it("is over after closeTimeout if the server does not end TCP", async () => {
			const peer = await Peer.open({ closeTimeout: 200 });
			peer.send(frame(close, closing(1000)));
			await turn(400);
			expect(peer.told).to.deep.equal(["control 8 2", "closed 1000 clean"]);
		});

		for (const code of [
			1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
		])
			it(`with code ${code} is right`, async () => {
				const peer = await Peer.open();
				peer.send(frame(close, closing(code)));
				expect(peer.told).to.deep.equal(["control 8 2"]);
			});

		const wrong: Record<string, [WebSocketErrorCode, number, number[]]> = {
			"of one byte": ["close-length", 1002, [3]],
			"with a reason that is not UTF-8": ["invalid-utf8", 1007, [...closing(1000), 0xce, 0xba, 0xe1]],
		};
		for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535])
			wrong[`with code ${code}`] = ["close-code", 1002, closing(code)];
		for (const [name, [code, closeCode, payload]] of Object.entries(wrong))
			it(`with a payload ${name} fails the connection`, async () => {
				const peer = await Peer.open();
				peer.send(frame(close, payload));
				await expectFailure(peer, code, closeCode);
			});
	});

	describe("section 7.1.7: the connection is failed, with the code that says why", () => {
		const wrong: Record<string, [WebSocketErrorCode, number, number[]]> = {
			"reserved bit 1": ["reserved-bits", 1002, frame(text, [], { reserved: 0x40 })],
			"reserved bit 2": ["reserved-bits", 1002, frame(binary, [], { reserved: 0x20 })],
			"reserved bit 3 of a ping": ["reserved-bits", 1002, frame(ping, [], { reserved: 0x10 })],
			"opcode 3": ["reserved-opcode", 1002, frame(3)],
			"opcode 11": ["reserved-opcode", 1002, frame(11)],
			"a masked frame": ["masked", 1002, frame(text, bytes("x"), { key: [1, 2, 3, 4] })],
			"a fragmented ping": ["fragmented-control", 1002, frame(ping, [], { final: false })],
			"a ping of 126 bytes": ["long-control", 1002, frame(ping, pattern(126))],
			"a continuation of nothing": ["unexpected-continuation", 1002, frame(0, bytes("x"))],
			"a message within a message": [
				"expected-continuation",
				1002,
				[...frame(text, bytes("a"), { final: false }), ...frame(text, bytes("b"))],
			],
			"a length that is not minimal": ["length-not-minimal", 1002, [0x82, 126, 0, 5, 1, 2, 3, 4, 5]],
			"a length of 64 bits that is not minimal": [
				"length-not-minimal",
				1002,
				[0x82, 127, 0, 0, 0, 0, 0, 0, 255, 255],
			],
			"a length of 64 bits": ["length-too-long", 1002, [0x82, 127, 128, 0, 0, 0, 0, 0, 0, 1]],
			"a message over the limit": ["message-too-big", 1009, [0x82, 127, 0, 32, 0, 0, 0, 0, 0, 0]],
			"text that is not UTF-8": ["invalid-utf8", 1007, frame(text, [0xc0, 0xaf])],
			"text that is not UTF-8 across fragments": [
				"invalid-utf8",
				1007,
				[...frame(text, [0xf4], { final: false }), ...frame(0, [0x90], { final: false })],
			],
			"text that ends within a character": ["invalid-utf8", 1007, frame(text, [0xe2, 0x82])],
		};
		for (const [name, [code, closeCode, sent]] of Object.entries(wrong))
			for (const cut of [1, 1000])
				it(`${name}${cut === 1 ? ", byte by byte" : ""}`, async () => {
					const peer = await Peer.open();
					peer.sendCut(cut, sent);
					await expectFailure(peer, code, closeCode);
				});

		it("at the first byte that is wrong, before the frame is whole", async () => {
			const peer = await Peer.open();
			peer.send(frame(text, [...bytes("\u03ba"), 0xf4, 0x90, 0x80, 0x80]).slice(0, -2));
			expect(peer.frameNames()).to.have.lengthOf(1);
			await expectFailure(peer, "invalid-utf8", undefined);
		});

		it("before any of a message that is too big has come", async () => {
			const peer = await Peer.open({ maximumMessage: 1000 });
			peer.send(frame(binary, pattern(600), { final: false }), frame(0, pattern(401)).slice(0, 4));
			expect(peer.told).to.deep.equal(["binary 600 more"]);
			await expectFailure(peer, "message-too-big", 1009);
		});

		it("but not for a message just as big as it may be", async () => {
			const peer = await Peer.open({ maximumMessage: 1000 });
			peer.send(
				frame(binary, pattern(600), { final: false }),
				frame(0, pattern(400)),
				frame(binary, pattern(1000)),
			);
			expect(peer.told).to.deep.equal(["binary 600 more", "binary 400", "binary 1000"]);
		});

		it("and what comes after is not read", async () => {
			const peer = await Peer.open();
			peer.send(frame(3), frame(binary, pattern(3)), frame(ping), frame(close, closing(1000)));
			expect(peer.told).to.deep.equal([]);
			await expectFailure(peer, "reserved-opcode", 1002);
		});

		it("and it is told after closeTimeout if the server does not end TCP", async () => {
			const peer = await Peer.open({ closeTimeout: 200 });
			peer.send(frame(3));
			expect(peer.told).to.deep.equal([]);
			await turn(400);
			expect(peer.told).to.deep.equal(["error reserved-opcode"]);
			expect(peer.closed).to.equal(true);
		});

		it("also when the socket has no room for the close frame", async () => {
			const peer = await Peer.open({ closeTimeout: 200 });
			peer.grant(0);
			peer.send(frame(3));
			await turn(400);
			expect(peer.told).to.deep.equal(["error reserved-opcode"]);
			expect(peer.frames()).to.deep.equal([]);
		});
	});

	describe("section 7.1.5: TCP ends without a close frame", () => {
		it("is an error with its cause", async () => {
			const peer = await Peer.open();
			const cause = new Error("reset by peer");
			peer.end(cause);
			expect(peer.error?.code).to.equal("connection-lost");
			expect(peer.error?.closeCode).to.equal(1006);
			expect(peer.error?.cause).to.equal(cause);
			await expectSilence(peer);
		});

		it("is told after the application has read what came before", async () => {
			const told: string[] = [];
			const peer = await Peer.open({
				onReadable: (count) => told.push(`readable ${count}`),
				onError: ({ code }) => told.push(code),
			});
			peer.send(frame(binary, pattern(3)), frame(binary, pattern(4)));
			peer.end();
			expect(told).to.deep.equal(["readable 3"]);
			peer.client.read();
			await turn(10);
			expect(told).to.deep.equal(["readable 3", "readable 4"]);
			peer.client.read();
			await turn(10);
			expect(told).to.deep.equal(["readable 3", "readable 4", "connection-lost"]);
		});
	});

	describe("close() without a code", () => {
		it("frees everything at once, says goodbye, and nothing more is called", async () => {
			const peer = await Peer.open();
			peer.client.close();
			expect(peer.frames()[0]?.payload).to.deep.equal(Uint8Array.from(closing(1000)));
			expect(peer.closed).to.equal(true);
			await expectSilence(peer);
		});

		it("can be called in any callback", async () => {
			for (const name of ["onReadable", "onWritable", "onControl"] as const) {
				const calls: string[] = [];
				const peer = new Peer({
					[name](this: WebSocketClient) {
						calls.push(name);
						this.close();
					},
				});
				await peer.answerHandshake([], [...frame(binary, pattern(3)), ...frame(pong), ...frame(binary)]);
				await turn(5);
				expect(calls).to.deep.equal([name]);
				expect(peer.closed).to.equal(true);
				expect(peer.told.some((what) => /closed|error/.test(what))).to.equal(false);
			}
		});

		it("can be called at any time before the connection is open", async () => {
			const first = new Peer();
			first.client.close();
			const second = new Peer();
			await second.requested();
			second.client.close();
			expect(second.closed).to.equal(true);
			await turn(10);
			expect([...first.told, ...second.told]).to.deep.equal([]);
		});

		it("can be called after the end, and again", async () => {
			const peer = await Peer.open();
			peer.end();
			peer.client.close();
			peer.client.close();
			expect(peer.told).to.deep.equal(["error connection-lost"]);
		});
	});
});

/** The client has sent a close frame with this code, and tells of the error when TCP has ended. */
async function expectFailure(
	peer: Peer,
	code: WebSocketErrorCode,
	closeCode: number | undefined,
): Promise<void> {
	if (closeCode !== undefined) {
		const last = peer.frames().at(-1);
		expect(last?.opcode).to.equal(close);
		expect([...(last?.payload ?? [])]).to.deep.equal(closing(closeCode, code));
		expect(peer.told.some((what) => what.startsWith("error"))).to.equal(false);
	}
	peer.end();
	expect(peer.error?.code).to.equal(code);
	if (closeCode !== undefined) expect(peer.error?.closeCode).to.equal(closeCode);
	expect(peer.closed).to.equal(true);
	await expectSilence(peer);
}

/** Whatever happens now, nothing more is called. */
async function expectSilence(peer: Peer): Promise<void> {
	const before = [...peer.told];
	peer.send(frame(binary, pattern(3)));
	peer.grant(1000);
	peer.end();
	await turn(10);
	expect(peer.told).to.deep.equal(before);
}
