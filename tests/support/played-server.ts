import { createServer as createPlain, type IncomingMessage, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { until } from "./until";

/** One connection of a doorbell, and what has come over it. */
export class PlayedConnection {
	readonly socket: WebSocket;
	readonly path: string;
	readonly device: string | null;
	readonly authorization: string | undefined;
	readonly offered: string | undefined;
	readonly binaries: Buffer[] = [];
	readonly texts: string[] = [];
	closed: { code: number; reason: string } | undefined;

	constructor(socket: WebSocket, { url = "/", headers }: IncomingMessage) {
		const { pathname, searchParams } = new URL(url, "http://server");
		this.socket = socket;
		this.path = pathname;
		this.device = searchParams.get("device");
		this.authorization = headers.authorization;
		this.offered = headers["sec-websocket-protocol"];
		socket.on("message", (data: RawData, isBinary: boolean) => {
			const buffer = data as Buffer;
			if (isBinary) this.binaries.push(buffer);
			else this.texts.push(buffer.toString());
		});
		socket.on("close", (code, reason) => {
			this.closed = { code, reason: reason.toString() };
		});
	}

	/** The texts, parsed. */
	get messages(): Record<string, unknown>[] {
		return this.texts.map((text) => JSON.parse(text) as Record<string, unknown>);
	}

	/** Waits until so many binary messages have come since the start. */
	async received(count: number, milliseconds?: number): Promise<void> {
		await until(
			`${count} messages on ${this.path}`,
			() => this.binaries.length >= count || this.closed !== undefined,
			milliseconds,
		);
		if (this.binaries.length < count)
			throw new Error(`${this.path} was closed after ${this.binaries.length} messages`);
	}

	/** Sends a command and waits for its result. */
	async ask(
		command: Readonly<Record<string, unknown>> & { id: string | number },
	): Promise<Record<string, unknown>> {
		this.socket.send(JSON.stringify(command));
		return until(`the result of ${JSON.stringify(command)}`, () =>
			this.messages.find(({ type, id }) => type === "result" && id === command.id),
		);
	}
}

/** A server that a test plays: it takes any connection and lets the test do the rest. */
export class PlayedServer {
	readonly connections: PlayedConnection[] = [];
	/** The only token that it takes; undefined: it takes any, and none. */
	token: string | undefined;
	readonly #http: Server;
	readonly #server: WebSocketServer;
	readonly #scheme: "ws" | "wss";

	private constructor(http: Server, server: WebSocketServer, scheme: "ws" | "wss") {
		this.#http = http;
		this.#server = server;
		this.#scheme = scheme;
		server.on("connection", (socket, request) => {
			this.connections.push(new PlayedConnection(socket, request));
		});
	}

	/**
	 * Listens on a port of loopback.
	 * @param subprotocol what it selects; without one it selects none, as the original's server
	 * @param certificate PEM: then it speaks TLS
	 */
	static async listen(
		subprotocol?: string,
		port = 0,
		certificate?: { cert: string; key: string },
	): Promise<PlayedServer> {
		const http = certificate ? createSecure(certificate) : createPlain();
		const server = new WebSocketServer({
			server: http,
			handleProtocols: () => subprotocol ?? false,
			verifyClient: ({ req }: { req: IncomingMessage }) =>
				played.token === undefined || req.headers.authorization === `Bearer ${played.token}`,
		});
		const played = new PlayedServer(http, server, certificate ? "wss" : "ws");
		await new Promise<void>((resolve, reject) => {
			http.once("listening", resolve);
			http.once("error", reject);
			http.listen(port, "127.0.0.1");
		});
		return played;
	}

	get port(): number {
		return (this.#http.address() as AddressInfo).port;
	}

	/** The address for a doorbell's `hub`. */
	get address(): string {
		return `${this.#scheme}://127.0.0.1:${this.port}`;
	}

	/** Waits for the newest connection to a path that is open. */
	async connection(path: string, milliseconds?: number): Promise<PlayedConnection> {
		return until(
			`a connection to ${path}`,
			() => this.connections.filter((each) => each.path === path && !each.closed).pop(),
			milliseconds,
		);
	}

	/** Ends all connections and listens no more. */
	async close(): Promise<void> {
		for (const { socket } of this.connections) socket.terminate();
		this.#server.close();
		this.#http.closeAllConnections();
		await new Promise((resolve) => this.#http.close(resolve));
	}
}
