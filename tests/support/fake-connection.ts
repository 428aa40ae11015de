import "./xs-names";
import type {
	Bytes,
	Connect,
	Connection,
	ConnectionOptions,
	Lent,
	TakeOptions,
	WriteOptions,
} from "link/connection";

/** A message as it was sent. */
export interface Sent {
	binary: boolean;
	bytes: Uint8Array;
	/** What a text message says. */
	text: string;
}

/** A connection whose other end is the test. */
export class FakeConnection implements Connection {
	readonly options: ConnectionOptions;
	readonly messages: Sent[] = [];
	/** Set where the client closed the connection. */
	closed: { code: number | undefined; reason: string | undefined } | undefined;
	/** Whether the socket takes what is written. */
	ready = true;
	/** Whether what it is lent stays on its way until the socket drains. */
	keeps = false;
	/** What `write` and `take` throw. */
	failure: Error | undefined;
	protocol = "";
	written = 0;
	backlog = 0;
	/** Whether it was lost or closed, by whomever. */
	ended = false;
	#open = false;
	#parts: number[] = [];
	#unread: number[] = [];
	#lent: { buffer: Lent; options: TakeOptions } | undefined;

	constructor(options: ConnectionOptions) {
		this.options = options;
	}

	get writable(): boolean {
		return this.#open && this.ready && !this.#lent;
	}

	/** The texts that were sent, parsed. */
	get texts(): Record<string, unknown>[] {
		return this.messages
			.filter((message) => !message.binary)
			.map((message) => JSON.parse(message.text) as Record<string, unknown>);
	}

	/** The binary messages that were sent. */
	get binaries(): Uint8Array[] {
		return this.messages.filter((message) => message.binary).map((message) => message.bytes);
	}

	/** Opens the connection, with the subprotocol that the server selects. */
	open(protocol = ""): void {
		this.protocol = protocol;
		this.#open = true;
		this.options.onWritable(5000);
	}

	/** The socket takes what is written again, and takes what it was lent. */
	drain(): void {
		this.ready = true;
		this.keeps = false;
		this.#settle();
		if (this.#open) this.options.onWritable(5000);
	}

	/** A binary message comes, in pieces of so many bytes. */
	receive(bytes: readonly number[] | Uint8Array, pieceLength = Infinity, binary = true): void {
		const all = [...bytes];
		do {
			this.#unread = all.splice(0, pieceLength);
			const piece = { more: all.length > 0, binary };
			this.options.onReadable(this.#unread.length, piece);
		} while (all.length);
	}

	/** A text message comes. */
	receiveText(text: string, pieceLength = Infinity): void {
		this.receive(new Uint8Array(ArrayBuffer.fromString(text)), pieceLength, false);
	}

	/** A command comes. */
	command(command: object): void {
		this.receiveText(JSON.stringify(command));
	}

	/** The connection is lost. */
	lose(message = "lost", code = "connection-lost", status?: number): void {
		this.#end();
		this.options.onError(Object.assign(new Error(message), { code, status }));
	}

	/** The server closes the connection. */
	closeByServer(code: number, reason: string): void {
		this.#end();
		this.options.onClose({ code, reason, wasClean: true });
	}

	read(buffer: Uint8Array<ArrayBuffer>): number {
		const bytes = this.#unread.splice(0, buffer.byteLength);
		buffer.set(bytes);
		return bytes.length;
	}

	write(data: Bytes, options: WriteOptions = {}): void {
		this.#expectWritable();
		this.#add(data, options);
	}

	/** Right after a part of a message, the next one is taken while that part is still on its way. */
	take(buffer: Lent, options: TakeOptions): void {
		if (this.failure || this.#lent || !this.#parts.length) this.#expectWritable();
		this.#lent = { buffer, options };
		this.#settle();
	}

	ping(): void {}

	close(code?: number, reason?: string): void {
		this.closed = { code, reason };
		this.#end();
	}

	#expectWritable(): void {
		if (this.failure) throw this.failure;
		if (!this.writable) throw new Error("written to while not writable");
	}

	#settle(): void {
		if (!this.#lent || !this.ready || this.keeps) return;
		const { buffer, options } = this.#lent;
		this.#lent = undefined;
		this.#add(buffer as unknown as ArrayBuffer, options);
		options.onReleased();
	}

	#add(data: Bytes, { binary = true, more = false }: WriteOptions): void {
		this.#parts.push(...bytesOf(data));
		if (more) return;
		const bytes = Uint8Array.from(this.#parts);
		this.#parts = [];
		this.messages.push({ binary, bytes, text: binary ? "" : String.fromArrayBuffer(bytes.buffer) });
	}

	#end(): void {
		this.ended = true;
		this.#open = false;
		const lent = this.#lent;
		this.#lent = undefined;
		lent?.options.onReleased();
	}
}

/** Takes connections. */
export class FakeServer {
	readonly connections: FakeConnection[] = [];
	/** What connecting throws. */
	failure: Error | undefined;

	readonly connect: Connect = (options) => {
		if (this.failure) throw this.failure;
		const connection = new FakeConnection(options);
		this.connections.push(connection);
		return connection;
	};

	/** The newest connection to a path. */
	newest(path: string): FakeConnection {
		const found = this.connections.filter((connection) => connection.options.path.includes(path)).pop();
		if (!found) throw new Error(`nothing has connected to ${path}`);
		return found;
	}

	get audio(): FakeConnection {
		return this.newest("/ws/from_esp");
	}

	get video(): FakeConnection {
		return this.newest("/ws/image");
	}
}

function bytesOf(data: Bytes): Uint8Array {
	if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
	return new Uint8Array(data);
}
