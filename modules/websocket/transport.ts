import { isTLSError, WebSocketError, type WebSocketErrorCode } from "websocket/errors";

/** What is used of a TCP or TLS socket. ECMA-419, IO Class Pattern and TCP Socket. */
export interface Socket {
	/** Fills the buffer, which is no longer than what can be read. */
	read(buffer: Uint8Array): unknown;
	/** Takes the buffer, which is no longer than what can be written. Returns how much can be written after that. */
	write(buffer: Uint8Array): unknown;
	close(): void;
}

/** The class of the socket, and what its constructor is given besides the address, the port and the callbacks. */
export interface SocketOptions {
	io: new (options: never) => Socket;
	/** The options of a TLS socket (SDK, embedded:io/socket/tcp/tls): `certificate` is the authority to trust. */
	secure?: unknown;
	[option: string]: unknown;
}

/** What is used of a resolver. ECMA-419, DNS Class Pattern. */
export interface Resolver {
	resolve(options: {
		host: string;
		onResolved: (host: string, address: string) => void;
		onError: (host: string) => void;
	}): unknown;
	close(): void;
}

export interface ResolverOptions {
	io: new (options: never) => Resolver;
	[option: string]: unknown;
}

/** What a transport tells. Nothing more after `ended`. */
export interface TransportEvents {
	/** There is more to read than before: see `readable`. */
	onReadable(): void;
	/** More can be written than before: see `credit`. */
	onWritable(): void;
	/** The connection can't be made, or is gone. */
	onEnded(error: WebSocketError): void;
}

/** A stream of bytes to a host: resolves its name, connects, and keeps count of what can be read and written. */
export class Transport {
	/** Set when something was heard of the peer. */
	noted = false;
	/** How many bytes the socket has for `read`. */
	readable = 0;
	/** How many bytes the socket has room for. */
	credit = 0;
	/** The largest `credit` there was, which is about the size of the socket's buffer. */
	largestCredit = 0;
	/** How many bytes have been written so far. */
	written = 0;

	#socket: Socket | undefined;
	#startLength = 0;
	#bytes: Uint8Array | undefined;
	#start: Uint8Array = new Uint8Array(0);
	#events: TransportEvents | undefined;
	#resolver: Resolver | undefined;
	#broken: unknown;

	constructor(events: TransportEvents) {
		this.#events = events;
	}

	/** How many of the bytes written the socket still has, or the network has not acknowledged. */
	get backlog(): number {
		return this.largestCredit - this.credit;
	}

	/** Resolves the host's name and connects. */
	connect(host: string, port: number, dns: ResolverOptions, socket: SocketOptions): void {
		const resolver = new dns.io(dns as never);
		this.#resolver = resolver;
		resolver.resolve({
			host,
			onResolved: (_host, address) => {
				if (this.#resolver !== resolver) return;
				this.#closeResolver();
				try {
					// Small messages are sent at once: nothing is gained by the Nagle algorithm but delay.
					this.#open(socket.io, { nodelay: true, ...socket, address, host, port });
				} catch (cause) {
					this.#end("connect-failed", `${address}, port ${port}`, cause);
				}
			},
			onError: () => {
				if (this.#resolver !== resolver) return;
				this.#closeResolver();
				this.#end("resolve-failed", JSON.stringify(host));
			},
		});
	}

	/** Takes over a socket that is connected. */
	attach(socket: Socket): void {
		this.#open(socket.constructor as SocketOptions["io"], { from: socket });
	}

	/** Fills `bytes` as far as there is something to read. Returns how much that is. */
	read(bytes: Uint8Array): number {
		const count = this.readable < bytes.length ? this.readable : bytes.length;
		const view = count === bytes.length ? bytes : bytes.subarray(0, count);
		const read = this.#socket?.read(view);
		this.readable -= typeof read === "number" ? read : count;
		return typeof read === "number" ? read : count;
	}

	/** Writes `bytes`, which may not be more than `credit`. */
	write(bytes: Uint8Array): void {
		this.written += bytes.length;
		try {
			const credit = this.#socket?.write(bytes);
			this.credit = typeof credit === "number" ? credit : this.credit - bytes.length;
		} catch (cause) {
			// The SDK's sockets throw between the moment the peer is gone and their onError, which tells.
			this.credit = 0;
			this.#broken = cause;
		}
	}

	/** Writes the first `length` of `bytes`. Messages of the same length in a row take no memory. */
	writeStart(bytes: Uint8Array, length: number): void {
		if (length !== this.#startLength || bytes !== this.#bytes) {
			this.#start = bytes.subarray(0, length);
			this.#startLength = length;
			this.#bytes = bytes;
		}
		this.write(this.#start);
	}

	/** Gives up the connection at once. Nothing more is told. */
	close(): void {
		this.#events = undefined;
		this.readable = this.credit = 0;
		this.#closeResolver();
		this.#socket?.close();
		this.#socket = undefined;
	}

	#open(io: SocketOptions["io"], options: object): void {
		this.#socket = new io({
			...options,
			format: "buffer",
			onReadable: (count: number) => {
				this.noted = true;
				this.readable = count;
				this.#events?.onReadable();
			},
			onWritable: (count: number) => {
				this.credit = count;
				if (count > this.largestCredit) this.largestCredit = count;
				this.#events?.onWritable();
			},
			onError: (cause?: unknown) => {
				this.readable = this.credit = 0;
				this.#end(
					this.largestCredit ? "connection-lost" : "connect-failed",
					undefined,
					cause ?? this.#broken,
				);
			},
		} as never);
	}

	#end(failure: WebSocketErrorCode, found?: string, cause?: unknown): void {
		const events = this.#events;
		const ofTLS = failure === "connect-failed" && isTLSError(cause) ? cause : undefined;
		const code = ofTLS?.code ?? failure;
		found ??= ofTLS?.message;
		this.close();
		events?.onEnded(new WebSocketError(code, { ...(found !== undefined && { found }), cause }));
	}

	#closeResolver(): void {
		this.#resolver?.close();
		this.#resolver = undefined;
	}
}
