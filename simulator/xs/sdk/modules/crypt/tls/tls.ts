import type TCP from "embedded:io/socket/tcp";
import Timer from "timer";

type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** What is particular to TLS. Moddable SDK, documentation/network/securesocket.md. */
export interface SecureOptions {
	/** The name that the server's certificate must have: the host's by default. */
	serverName?: string;
	/** The certificates of the authorities to trust, DER or PEM; the system's by default. */
	certificate?: Bytes;
	/** False: whoever the server is. Not for use. */
	verify?: boolean;
}

export interface TLSOptions {
	host: string;
	address: string;
	port: number;
	secure?: SecureOptions;
	TCP: { io: typeof TCP };
	onReadable?: (this: TLSSocket, count: number) => void;
	onWritable?: (this: TLSSocket, count: number) => void;
	/** With a `code`: `certificate-expired`, `certificate-wrong-name`, `tls-failed`, … or TCP's. */
	onError?: (this: TLSSocket, error: Error & { code?: string }) => void;
}

class Session extends Native("xs_tls_destructor") {
	constructor(serverName: string, certificate: Bytes | undefined, verify: boolean) {
		super();
		native("xs_tls_constructor").call(this, serverName, certificate, verify);
	}
	receive(bytes: ArrayBuffer): void {
		return native("xs_tls_receive").call(this, bytes);
	}
	handshake(): boolean {
		return native("xs_tls_handshake").call(this);
	}
	decrypt(): number {
		return native("xs_tls_decrypt").call(this);
	}
	read(buffer: Bytes): void {
		return native("xs_tls_read").call(this, buffer);
	}
	encrypt(bytes: Bytes): void {
		return native("xs_tls_encrypt").call(this, bytes);
	}
	pending(): number {
		return native("xs_tls_pending").call(this);
	}
	send(buffer: ArrayBuffer): void {
		return native("xs_tls_send").call(this, buffer);
	}
	shutdown(): void {
		return native("xs_tls_shutdown").call(this);
	}
}

/** What a record adds to the bytes in it, at most, and how many it holds. RFC 5246 section 6.2.3, RFC 8446 section 5.2. */
const recordOverhead = 64;
const recordBytes = 16384;

/**
 * A TLS socket over a TCP socket, as the SDK's example of that name: the interface of TCP, open with the first
 * `onWritable`. The server's certificate is verified, and its name, unless `secure.verify` is false.
 */
export default class TLSSocket {
	#session: Session;
	#socket: TCP;
	#options: TLSOptions;
	#open = false;
	#closed = false;
	#credit = 0;
	#readable = 0;

	constructor(options: TLSOptions) {
		const { secure = {}, host } = options;
		this.#options = options;
		this.#session = new Session(secure.serverName ?? host, secure.certificate, secure.verify ?? true);
		this.#socket = new options.TCP.io({
			nodelay: true,
			...options.TCP,
			address: options.address,
			port: options.port,
			format: "buffer",
			onReadable: () => this.#onReadable(),
			onWritable: (count) => this.#onWritable(count),
			onError: (error) => this.#end(error ?? new Error("the connection is gone")),
		});
	}

	close(): void {
		if (this.#closed) return;
		if (this.#open) {
			this.#session.shutdown();
			this.#flush();
		}
		this.#closed = true;
		this.#socket.close();
	}

	/** Fills `buffer`; there must be as much to read. */
	read(buffer: Bytes): number {
		this.#session.read(buffer);
		this.#readable -= buffer.byteLength;
		if (this.#readable === 0) Timer.set(() => this.#onReadable());
		return buffer.byteLength;
	}

	/** Takes `buffer`, which may be as long as was last said that can be written. Returns how much can be written then. */
	write(buffer: Bytes): number {
		this.#session.encrypt(buffer);
		this.#flush();
		return this.#writable;
	}

	get #writable(): number {
		const credit = this.#credit - this.#session.pending();
		const writable = credit - recordOverhead * (1 + Math.floor(credit / recordBytes));
		return writable > 0 ? writable : 0;
	}

	/** Takes what TCP has, but only when what came before has been read: the rest holds up the server. */
	#onReadable(): void {
		if (this.#closed || this.#readable > 0) return;
		const readable = this.#attempt(() => {
			const received = this.#socket.read();
			if (received instanceof ArrayBuffer) this.#session.receive(received);
			return this.#open || this.#session.handshake() ? this.#session.decrypt() : 0;
		});
		if (readable === undefined) return;
		this.#flush();
		if (!this.#open) this.#onHandshake();
		if (this.#isClosed()) return;
		if (readable < 0)
			this.#end(Object.assign(new Error("the other side closed the connection"), { code: "closed" }));
		else if (readable > 0) {
			this.#readable = readable;
			this.#options.onReadable?.call(this, readable);
		}
	}

	#onWritable(count: number): void {
		this.#credit = count;
		this.#flush();
		if (!this.#open) this.#onHandshake();
		else if (this.#writable) this.#options.onWritable?.call(this, this.#writable);
	}

	/** Goes on with the handshake; the connection is open when it is done. */
	#onHandshake(): void {
		const done = this.#attempt(() => this.#session.handshake());
		if (done === undefined) return;
		this.#flush();
		if (!done) return;
		this.#open = true;
		this.#options.onWritable?.call(this, this.#writable);
	}

	/** Gives TCP as much as it takes of what is encrypted. */
	#flush(): void {
		const count = Math.min(this.#credit, this.#session.pending());
		if (count <= 0 || this.#closed) return;
		const bytes = new ArrayBuffer(count);
		this.#session.send(bytes);
		const credit: unknown = this.#socket.write(bytes);
		this.#credit = typeof credit === "number" ? credit : this.#credit - count;
	}

	/** What OpenSSL finds wrong ends the connection; an alert says to the server why. */
	#attempt<Result>(action: () => Result): Result | undefined {
		try {
			return action();
		} catch (error) {
			this.#flush();
			this.#end(error as Error);
			return undefined;
		}
	}

	/** A function, as a callback may have closed the socket meanwhile. */
	#isClosed(): boolean {
		return this.#closed;
	}

	#end(error: Error): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#socket.close();
		this.#options.onError?.call(this, error);
	}
}
