import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import type { Time, TimerHandle } from "clock/time";
import { closeSocket } from "provisioning/close-socket";
import { type HttpRequest, HttpRequestReader } from "provisioning/http-request";
import { type HttpResponse, serialize, textResponse } from "provisioning/http-response";

/** What a server needs. */
export interface HttpServerOptions {
	port: number;
	/** All by default. */
	address?: string;
	time: Time;
	handle: (request: HttpRequest) => HttpResponse;
	log: (text: string) => void;
}

/** How many connections are served at a time; others wait with TCP. */
const mostConnections = 2;
/** How long a request and its answer may take in all, in milliseconds. Browsers open connections that they don't use. */
const patience = 4000;

/**
 * A small HTTP/1.1 server: one request for each connection, bounded in length and time. ECMA-419 clauses 11.2 and 11.3
 * (TCP socket and listener).
 */
export class HttpServer {
	readonly #options: HttpServerOptions;
	readonly #listener: Listener;
	readonly #exchanges = new Set<Exchange>();
	#isClosed = false;

	/** @throws what the listener throws, where the port is taken */
	constructor(options: HttpServerOptions) {
		this.#options = options;
		this.#listener = new Listener({
			port: options.port,
			...(options.address !== undefined && { address: options.address }),
			onReadable: () => this.#accept(),
		});
	}

	/** The port it listens on. */
	get port(): number {
		return this.#listener.port;
	}

	/** Ends all connections; harmless when repeated. */
	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		closeSocket(this.#listener);
		for (const exchange of [...this.#exchanges]) exchange.close();
	}

	#accept(): void {
		while (!this.#isClosed && this.#exchanges.size < mostConnections) {
			const socket = this.#listener.read();
			if (!socket) break;
			const exchange: Exchange = new Exchange(socket, this.#options, () => {
				this.#exchanges.delete(exchange);
				this.#accept();
			});
			this.#exchanges.add(exchange);
		}
	}
}

/** One connection: a request, its answer, and the end. */
class Exchange {
	readonly #options: HttpServerOptions;
	readonly #reader = new HttpRequestReader();
	readonly #onEnd: () => void;
	readonly #timer: TimerHandle;
	readonly #socket: TCP;
	#answer: Uint8Array | undefined;
	#sent = 0;
	#writable = 0;
	#isOver = false;

	constructor(from: TCP, options: HttpServerOptions, onEnd: () => void) {
		this.#options = options;
		this.#onEnd = onEnd;
		this.#socket = new TCP({
			from,
			onReadable: (count) => this.#read(count),
			onWritable: (count) => {
				this.#writable = count;
				this.#write();
			},
			onError: () => this.close(),
		});
		this.#timer = options.time.set(() => this.close(), patience);
	}

	close(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		this.#options.time.clear(this.#timer);
		this.#socket.close();
		this.#onEnd();
	}

	#read(count: number): void {
		const bytes = this.#socket.read(count);
		if (this.#answer || !(bytes instanceof ArrayBuffer)) return;
		this.#reader.push(new Uint8Array(bytes));
		const { request, problem } = this.#reader;
		if (problem) this.#reply(textResponse(problem.status, problem.sentence), true);
		else if (request) this.#reply(this.#respond(request), request.method !== "HEAD");
	}

	#respond(request: HttpRequest): HttpResponse {
		try {
			return this.#options.handle(request);
		} catch (error) {
			this.#options.log(`first start: ${request.path}: ${String(error)}`);
			return textResponse(500, "The doorbell could not answer this; its log says why.");
		}
	}

	#reply(response: HttpResponse, withBody: boolean): void {
		this.#answer = new Uint8Array(serialize(response, withBody));
		this.#write();
	}

	/** When all is with the socket, it is closed as soon as that can take more: then it has sent some of it. */
	#write(): void {
		const answer = this.#answer;
		if (!answer || this.#isOver || this.#writable === 0) return;
		if (this.#sent === answer.length) {
			this.close();
			return;
		}
		const piece = answer.subarray(this.#sent, this.#sent + this.#writable);
		const writable: unknown = this.#socket.write(piece);
		this.#writable = typeof writable === "number" ? writable : 0;
		this.#sent += piece.length;
		if (this.#sent < answer.length) this.#write();
		else this.#writable = 0;
	}
}
