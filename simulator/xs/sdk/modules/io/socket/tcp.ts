/** What is written from or read into; views must be of bytes. */
export type ByteBuffer = ArrayBuffer | ArrayBufferView;

/** How to connect, or whose connection to take over, and what to call. ECMA-419, clause 11.2 (TCP socket). */
export type TCPOptions = ({ address: string; port: number } | { from: TCP }) & {
	/** "buffer" by default. */
	format?: "number" | "buffer";
	/** Whether small writes are sent at once (the Nagle algorithm is off). */
	nodelay?: boolean;
	noDelay?: boolean;
	target?: unknown;
	/** `bytes` can be read: all that there are. */
	onReadable?: (this: TCP, bytes: number) => void;
	/** `bytes` can be written at once. The first time, the connection is there. */
	onWritable?: (this: TCP, bytes: number) => void;
	/** The connection is gone, by either side or a failure. What has been received can be read before. */
	onError?: (this: TCP, error: Error & { code: string }) => void;
};

/**
 * A TCP socket with the buffers of the board's: `TCP_SND_BUF` and `TCP_WND` bytes. `write` takes at most what is
 * writable, throws if the buffer is larger, and returns what is writable then. `read` returns undefined when there is
 * nothing, and throws when there is less than what was asked for.
 */
export default class TCP extends Native("xs_tcp_destructor") {
	declare target?: unknown;

	constructor(options: TCPOptions) {
		super();
		native("xs_tcp_constructor").call(this, options);
	}
	close(): void {
		native("xs_tcp_close").call(this);
	}
	read(buffer: ByteBuffer): number | undefined;
	read(byteLength?: number): ArrayBuffer | number | undefined;
	read(amount?: ByteBuffer | number): ArrayBuffer | number | undefined {
		return native("xs_tcp_read").call(this, amount);
	}
	write(data: ByteBuffer | number): number | undefined {
		return native("xs_tcp_write").call(this, data);
	}
	get remoteAddress(): string | undefined {
		return native("xs_tcp_get_remoteAddress").call(this);
	}
	get remotePort(): number | undefined {
		return native("xs_tcp_get_remotePort").call(this);
	}
	get format(): "number" | "buffer" {
		return native("xs_tcp_get_format").call(this);
	}
	set format(format: "number" | "buffer") {
		native("xs_tcp_set_format").call(this, format);
	}
}
