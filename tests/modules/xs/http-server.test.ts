import { expect } from "chai";
import TCP from "embedded:io/socket/tcp";
import time from "clock/clock";
import { HttpServer } from "provisioning/http-server";
import { htmlResponse } from "provisioning/http-response";
import { loopback, pause, until } from "./connected-pair";

/** A client that sends a text as soon as it can, and keeps what comes. */
class Client {
	received = "";
	sent = false;
	ended = false;
	readonly #socket: TCP;

	constructor(port: number, text: string) {
		const socket: TCP = new TCP({
			address: loopback,
			port,
			onWritable: () => {
				if (!this.sent) socket.write(ArrayBuffer.fromString(text));
				this.sent = true;
			},
			onReadable: () => {
				for (let bytes = socket.read(); bytes instanceof ArrayBuffer; bytes = socket.read())
					this.received += String.fromArrayBuffer(bytes);
			},
			onError: () => (this.ended = true),
		});
		this.#socket = socket;
	}

	close(): void {
		this.#socket.close();
	}
}

describe("provisioning/http-server", () => {
	function listen(): HttpServer {
		return new HttpServer({
			port: 0,
			address: loopback,
			time,
			handle: ({ path }) => htmlResponse(path),
			log: () => undefined,
		});
	}

	it("answers one request after the other, of more who ask than it serves at a time", async () => {
		const server = listen();
		const clients = ["/a", "/b", "/c", "/d", "/e"].map(
			(path) => new Client(server.port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`),
		);
		await until(() => clients.every(({ ended }) => ended));
		expect(clients.map(({ received }) => received.slice(0, 15) + received.slice(-2))).to.deep.equal(
			["/a", "/b", "/c", "/d", "/e"].map((path) => `HTTP/1.1 200 OK${path}`),
		);
		for (const client of clients) client.close();
		server.close();
	});

	it("is closed in the middle of a request, with more who wait", async () => {
		const server = listen();
		const { port } = server;
		const clients = [1, 2, 3, 4].map(() => new Client(port, "GET / HTTP/1.1\r\n"));
		await until(() => clients.every(({ sent }) => sent));
		await pause(20);
		server.close();
		server.close();
		await until(() => clients.every(({ ended }) => ended));
		expect(clients.map(({ received }) => received)).to.deep.equal(["", "", "", ""]);
		for (const client of clients) client.close();
	});
});
