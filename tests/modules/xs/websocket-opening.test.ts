import { expect } from "chai";
import WebSocketClient, { type ConnectOptions, WebSocketError } from "websocket/client";
import { bytes, frame, pattern, Peer, turn } from "./websocket-peer";

const { binary, text } = WebSocketClient;

describe("WebSocketClient: the beginning", () => {
	it("is open with the first onWritable", async () => {
		const peer = new Peer();
		expect(peer.client.writable).to.equal(false);
		await peer.answerHandshake();
		expect(peer.told).to.have.lengthOf(1);
		expect(peer.told[0]).to.match(/^writable \d+$/);
		expect(peer.client.writable).to.equal(true);
	});

	it("asks with a key that nobody can guess", async () => {
		const keys = new Set<string>();
		for (let count = 0; count < 20; count++) {
			const peer = new Peer();
			await peer.requested();
			keys.add(/Sec-WebSocket-Key: ([A-Za-z0-9+/]{22}==)\r\n/.exec(peer.request)?.[1] ?? "");
			peer.client.close();
		}
		expect(keys.size).to.equal(20);
	});

	it("knows the subprotocol in the first onWritable", async () => {
		const protocols: string[] = [];
		const peer = new Peer({
			protocol: "belltower.1",
			onWritable() {
				protocols.push(this.protocol);
			},
		});
		expect(peer.client.protocol).to.equal("");
		await peer.answerHandshake(["Sec-WebSocket-Protocol: belltower.1"]);
		expect(protocols).to.deep.equal(["belltower.1"]);
	});

	it("sends a request that is longer than what the socket takes, and reads the answer in pieces", async () => {
		const headers = new Map([["X-Long", "x".repeat(3000)]]);
		const peer = new Peer({ headers, receiveBuffer: 16 });
		peer.credit = 100;
		await peer.answerHandshake();
		expect(peer.request).to.have.length.greaterThan(3000);
		expect(peer.request).to.match(/\r\n\r\n$/);
		expect(peer.told).to.have.lengthOf(1);
	});

	it("reads frames that come in one packet with the answer", async () => {
		const peer = new Peer();
		await peer.answerHandshake([], [...frame(text, bytes("early")), ...frame(binary, pattern(3))]);
		expect(peer.told.slice(1)).to.deep.equal(["text 5", "binary 3"]);
	});

	it("refuses a wrong answer, closes the socket, and says why once", async () => {
		const peer = new Peer();
		await peer.answerHandshake(["Sec-WebSocket-Extensions: permessage-deflate"]);
		expect(peer.error?.code).to.equal("bad-extensions");
		expect(peer.closed).to.equal(true);
		peer.send(frame(binary));
		peer.end();
		expect(peer.told).to.deep.equal(["error bad-extensions"]);
	});

	it("tells the status of a refusal", async () => {
		const peer = new Peer();
		await peer.requested();
		peer.send(bytes("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 2\r\n\r\nno"));
		expect(peer.error?.code).to.equal("handshake-unauthorized");
		expect(peer.error?.status).to.equal(401);
	});

	it("gives up after handshakeTimeout", async () => {
		const peer = new Peer({ handshakeTimeout: 200 });
		await peer.requested();
		expect(peer.told).to.deep.equal([]);
		await turn(400);
		expect(peer.told).to.deep.equal(["error handshake-timeout"]);
		expect(peer.closed).to.equal(true);
	});

	it("gives up after handshakeTimeout also while the name is resolved", async () => {
		class SilentResolver {
			static closed = 0;
			resolve(): void {
				return;
			}
			close(): void {
				SilentResolver.closed++;
			}
		}
		const peer = new Peer({ handshakeTimeout: 50, dns: { io: SilentResolver } });
		await turn(200);
		expect(peer.told).to.deep.equal(["error handshake-timeout"]);
		expect(SilentResolver.closed).to.equal(1);
	});

	it("says that a name could not be resolved", async () => {
		class IgnorantResolver {
			resolve({ host, onError }: { host: string; onError: (host: string) => void }): void {
				void turn().then(() => onError(host));
			}
			close(): void {
				return;
			}
		}
		const peer = new Peer({ host: "no.such.host", dns: { io: IgnorantResolver } });
		await turn(20);
		expect(peer.told).to.deep.equal(["error resolve-failed"]);
		expect(peer.error?.message).to.include("no.such.host");
	});

	it("says that no connection could be made, and why", async () => {
		const peer = new Peer();
		await turn();
		const cause = new Error("connection refused");
		peer.end(cause);
		expect(peer.told).to.deep.equal(["error connect-failed"]);
		expect(peer.error?.cause).to.equal(cause);
	});

	it("says that no socket could be made, and why", async () => {
		const cause = new Error("no socket left");
		class NoSocket {
			constructor() {
				throw cause;
			}
			read(): void {
				return;
			}
			write(): void {
				return;
			}
			close(): void {
				return;
			}
		}
		const peer = new Peer({ socket: { io: NoSocket } });
		await turn(20);
		expect(peer.told).to.deep.equal(["error connect-failed"]);
		expect(peer.error?.cause).to.equal(cause);
	});

	it("says that the server hung up before it answered", async () => {
		const peer = new Peer();
		await peer.requested();
		peer.end();
		expect(peer.told).to.deep.equal(["error handshake-lost"]);
	});

	it("has a target", () => {
		const target = {};
		const peer = new Peer({ target });
		expect(peer.client.target).to.equal(target);
		expect("target" in new Peer().client && new Peer().client.target !== undefined).to.equal(false);
	});

	const wrong: Record<string, Partial<ConnectOptions>> = {
		"an impossible host": { host: "a b" },
		"an impossible path": { path: "x" },
		"a handshakeTimeout of 0": { handshakeTimeout: 0 },
		"a keepAlive below 0": { keepAlive: -1 },
		"an idleTimeout that is no number": { idleTimeout: "1" as unknown as number },
		"a maximumMessage that is not whole": { maximumMessage: 1.5 },
		"a sendBuffer that is too small": { sendBuffer: 100 },
		"a sendBuffer that is too large": { sendBuffer: 65536 },
		"another format": { format: "text" as unknown as "buffer" },
	};
	for (const [name, options] of Object.entries(wrong))
		it(`refuses ${name} before anything is done`, async () => {
			expect(() => new Peer(options))
				.to.throw(WebSocketError)
				.with.property("code", "bad-argument");
			await turn(5);
		});
});
