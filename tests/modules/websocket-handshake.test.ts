import { expect } from "chai";
import { base64 } from "websocket/base64";
import type { WebSocketErrorCode } from "websocket/errors";
import { acceptFor, Handshake, type HandshakeOptions, maximumHeaderSection } from "websocket/handshake";
import { sha1 } from "websocket/sha1";
import { failureOf } from "./websocket-failure";

/** The nonce of the example in RFC 6455 section 1.3. */
const nonce = bytesOf("the sample nonce");
const host = "doorbell.example";
const right = {
	status: "HTTP/1.1 101 Switching Protocols",
	upgrade: "Upgrade: websocket",
	connection: "Connection: Upgrade",
	accept: "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
};

describe("RFC 6455 section 4: opening handshake", () => {
	describe("section 4.1, the request", () => {
		it("asks for what section 1.3 shows", () => {
			const lines = requestLines({ host, port: 80, path: "/ws/image?device=front-door" });
			expect(lines).to.deep.equal([
				"GET /ws/image?device=front-door HTTP/1.1",
				"Host: doorbell.example",
				"Upgrade: websocket",
				"Connection: Upgrade",
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
				"Sec-WebSocket-Version: 13",
				"",
				"",
			]);
		});

		it("names the port unless it goes without saying", () => {
			expect(requestLines({ host, port: 8000 })).to.include("Host: doorbell.example:8000");
			expect(requestLines({ host, port: 443 })).to.include("Host: doorbell.example:443");
			expect(requestLines({ host, port: 443, secure: true })).to.include("Host: doorbell.example");
			expect(requestLines({ host, port: 80, secure: true })).to.include("Host: doorbell.example:80");
		});

		it("offers subprotocols and adds header fields", () => {
			const headers = new Map([["Authorization", "Bearer t0ken"]]);
			const lines = requestLines({ host, port: 80, protocol: "belltower.1 ,chat", headers });
			expect(lines).to.include("Sec-WebSocket-Protocol: belltower.1, chat");
			expect(lines).to.include("Authorization: Bearer t0ken");
		});

		it("lets the application say which host it means", () => {
			const lines = requestLines({ host: "10.0.0.1", port: 80, headers: [["host", "doorbell.example"]] });
			expect(lines.filter((line) => /^host:/i.test(line))).to.deep.equal(["host: doorbell.example"]);
		});

		const wrong: Record<string, Partial<HandshakeOptions>> = {
			"a host with white space": { host: "door bell" },
			"a host with a path": { host: "doorbell.example/ws" },
			"an empty host": { host: "" },
			"a path that is relative": { path: "ws" },
			"a path that ends the line": { path: "/ws HTTP/1.1\r\nX: y" },
			"a path that is not ASCII": { path: "/t\u00fcr" },
			"a path with a fragment": { path: "/ws#top" },
			"a header that ends the line": { headers: [["X", "y\r\nZ: z"]] },
			"a header whose name is none": { headers: [["X Y", "z"]] },
			"a header of the handshake itself": { headers: [["Sec-WebSocket-Key", "mine"]] },
			"a subprotocol whose name is none": { protocol: "bell tower" },
			"an empty subprotocol": { protocol: "a,,b" },
		};
		for (const [name, options] of Object.entries(wrong))
			it(`refuses ${name}`, () => {
				const failure = failureOf(() => new Handshake({ host, port: 80, ...options }, nonce));
				expect(failure.code).to.equal("bad-argument");
			});

		it("does not show the value of a header that it refuses, which may be a secret", () => {
			const headers: [string, string][] = [["Authorization", "Bearer s\u00e9cret"]];
			const { message } = failureOf(() => new Handshake({ host, port: 80, headers }, nonce));
			expect(message).to.include('"Authorization"').and.not.to.include("cret");
		});
	});

	describe("section 4.1, the answer", () => {
		it("is accepted as section 1.3 shows it", () => {
			const { used, handshake } = receive(answer({}));
			expect(used).to.equal(answer({}).length);
			expect(handshake.protocol).to.equal("");
		});

		it("may have any case, white space and other fields", () => {
			receive(
				answer({
					status: "HTTP/1.1 101 ",
					upgrade: "UPGRADE:WebSocket",
					connection: "connection:\tkeep-alive ,  uPGRADE \r\nConnection: x",
					accept: "sEC-webSOCKET-accept:   s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \t\r\nServer: any",
				}),
			);
		});

		it("can be cut anywhere, and leaves what follows it", () => {
			const whole = [...answer({}), 0x81, 0x00];
			for (let cut = 0; cut < whole.length - 2; cut++) {
				const handshake = new Handshake({ host, port: 80 }, nonce);
				expect(handshake.receive(Uint8Array.from(whole.slice(0, cut)), cut)).to.equal(undefined);
				const rest = Uint8Array.from(whole.slice(cut));
				expect(handshake.receive(rest, rest.length)).to.equal(rest.length - 2);
			}
		});

		it("may select a subprotocol that was offered", () => {
			const { handshake } = receive(answer({ more: "Sec-WebSocket-Protocol: chat" }), {
				protocol: "belltower.1, chat",
			});
			expect(handshake.protocol).to.equal("chat");
		});

		const wrong: Record<string, [WebSocketErrorCode, Answer, Partial<HandshakeOptions>?]> = {
			"no Upgrade": ["bad-upgrade", { upgrade: "X: y" }],
			"another Upgrade": ["bad-upgrade", { upgrade: "Upgrade: h2c" }],
			"no Connection": ["bad-connection", { connection: "X: y" }],
			"a Connection without Upgrade": ["bad-connection", { connection: "Connection: keep-alive, upgrades" }],
			"no Sec-WebSocket-Accept": ["bad-accept", { accept: "X: y" }],
			"another key's": ["bad-accept", { accept: `Sec-WebSocket-Accept: ${acceptFor("AAAA")}` }],
			"a Sec-WebSocket-Accept of other case": ["bad-accept", { accept: right.accept.toLowerCase() }],
			"two of them": ["bad-accept", { more: right.accept }],
			"a subprotocol that was not offered": ["bad-protocol", { more: "Sec-WebSocket-Protocol: chat" }],
			"an offered one in other case": [
				"bad-protocol",
				{ more: "Sec-WebSocket-Protocol: Chat" },
				{ protocol: "chat" },
			],
			"two of those offered": [
				"bad-protocol",
				{ more: "Sec-WebSocket-Protocol: a, b" },
				{ protocol: "a, b" },
			],
			"an extension": ["bad-extensions", { more: "Sec-WebSocket-Extensions: permessage-deflate" }],
			"HTTP/1.0": ["handshake-malformed", { status: "HTTP/1.0 101 Switching Protocols" }],
			"no HTTP": ["handshake-malformed", { status: "SSH-2.0-OpenSSH_9.2" }],
			"a status of four digits": ["handshake-malformed", { status: "HTTP/1.1 1010 What" }],
			"a line without colon": ["handshake-malformed", { more: "what is this" }],
			"a folded line": ["handshake-malformed", { more: "X: y\r\n z" }],
			"white space before the colon": ["handshake-malformed", { more: "X : y" }],
			"a line that ends with LF alone": ["handshake-malformed", { more: "X: y\nZ: z" }],
		};
		for (const [name, [code, fields, options]] of Object.entries(wrong))
			it(`is refused with ${name}`, () => {
				expect(failureOf(() => receive(answer(fields), options)).code).to.equal(code);
			});

		it("is refused, with its status, when that is not 101", () => {
			const failure = failureOf(() => receive(answer({ status: "HTTP/1.1 503 Service Unavailable" })));
			expect(failure.code).to.equal("handshake-refused");
			expect(failure.status).to.equal(503);
			expect(failure.message).to.include("503 Service Unavailable");
		});

		it("tells that it wants credentials", () => {
			const failure = failureOf(() => receive(answer({ status: "HTTP/1.1 401 Unauthorized" })));
			expect(failure.code).to.equal("handshake-unauthorized");
			expect(failure.status).to.equal(401);
		});

		it("tells where it redirects to, which is not followed", () => {
			const moved = answer({
				status: "HTTP/1.1 307 Temporary Redirect",
				more: "Location: ws://other.example/",
			});
			const failure = failureOf(() => receive(moved));
			expect(failure.code).to.equal("handshake-redirected");
			expect(failure.status).to.equal(307);
			expect(failure.message).to.include("ws://other.example/");
		});

		it("may not have an endless header section", () => {
			const handshake = new Handshake({ host, port: 80 }, nonce);
			const start = bytesOf(`${right.status}\r\n`);
			handshake.receive(start, start.length);
			const line = bytesOf("X: yyyyyyyyyyyyyyyyyyyyyyyyyy\r\n");
			let received = start.length;
			const failure = failureOf(() => {
				for (;;) {
					handshake.receive(line, line.length);
					received += line.length;
				}
			});
			expect(failure.code).to.equal("handshake-too-long");
			expect(received).to.be.at.most(maximumHeaderSection);
		});
	});

	describe("what it is made of", () => {
		it("SHA-1, FIPS 180-4", () => {
			const hex = (text: string) =>
				[...sha1(text)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
			expect(hex("")).to.equal("da39a3ee5e6b4b0d3255bfef95601890afd80709");
			expect(hex("abc")).to.equal("a9993e364706816aba3e25717850c26c9cd0d89d");
			expect(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).to.equal(
				"84983e441c3bd26ebaae4aa1f95129e5e54670f1",
			);
			expect(hex("a".repeat(1000))).to.equal("291e9a6c66994949b57ba5e650361e98fc36b1ba");
		});

		it("base64, RFC 4648 section 10", () => {
			const encoded = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) => base64(bytesOf(text)));
			expect(encoded).to.deep.equal(["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
			expect(base64(Uint8Array.of(0xfb, 0xff))).to.equal("+/8=");
		});
	});
});

type Answer = Partial<typeof right> & { more?: string };

function answer(fields: Answer): Uint8Array {
	const { status, upgrade, connection, accept, more } = { more: "", ...right, ...fields };
	const lines = [status, upgrade, connection, accept, ...(more ? [more] : []), "", ""];
	return bytesOf(lines.join("\r\n"));
}

function receive(bytes: Uint8Array, options?: Partial<HandshakeOptions>) {
	const handshake = new Handshake({ host, port: 80, ...options }, nonce);
	return { handshake, used: handshake.receive(bytes, bytes.length) };
}

function requestLines(options: HandshakeOptions): string[] {
	return String.fromCharCode(...new Handshake(options, nonce).request).split("\r\n");
}

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(Array.from(text, (character) => character.charCodeAt(0)));
}
