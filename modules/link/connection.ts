/** What can be sent or read into: an ArrayBuffer, a view of one, or a host buffer, such as a camera's frame. */
export type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/** A buffer that is given away with `take` and handed back. */
export interface Lent {
	readonly byteLength: number;
}

/** How a message is sent. */
export interface WriteOptions {
	/** Whether the message is binary, as it is by default, or text. */
	binary?: boolean;
	/** Whether more of the message follows. */
	more?: boolean;
}

/** How what is lent is sent, and handed back. */
export interface TakeOptions extends WriteOptions {
	/** Called exactly once, also where the connection ends before all is sent. */
	onReleased: () => void;
}

/** What arrived: whether more of the message follows, and whether it is binary. */
export interface Piece {
	readonly more: boolean;
	readonly binary: boolean;
}

/** Why a connection ended without the closing handshake. */
export interface ConnectionError extends Error {
	/** What went wrong, in a word. */
	readonly code: string;
	/** The status of the server's answer where it refused the handshake. */
	readonly status: number | undefined;
}

/** How a connection was closed. RFC 6455 section 7.1.5 to 7.1.6. */
export interface Closed {
	readonly code: number;
	readonly reason: string;
	readonly wasClean: boolean;
}

/** A WebSocket connection, as `websocket/client` offers it. */
export interface Connection {
	/** The subprotocol that the server selected; empty where it selected none. */
	readonly protocol: string;
	/** Whether a message can be written now. */
	readonly writable: boolean;
	/** How many bytes the socket was given so far, and how many of these it still has. */
	readonly written: number;
	readonly backlog: number;
	/** Reads as much of what has arrived as fits `buffer`, and returns how many bytes that is. */
	read(buffer: Uint8Array<ArrayBuffer>): number;
	write(data: Bytes, options?: WriteOptions): unknown;
	/** Tells the round trip in milliseconds, once. */
	ping(onPong: (roundTrip: number) => void): void;
	/**
	 * Sends a buffer that is not touched by anybody else before it is handed back. After a part of a message that was
	 * written with `more` the next one is taken also while that part is still on its way.
	 */
	take(buffer: Lent, options: TakeOptions): unknown;
	close(code?: number, reason?: string): void;
}

/** What to connect to, and whom to tell. After `onClose` or `onError` nothing more is called. */
export interface ConnectionOptions {
	/** Whether to speak TLS. */
	secure: boolean;
	host: string;
	port: number;
	path: string;
	protocol: string;
	headers: Map<string, string>;
	onReadable: (count: number, piece: Piece) => void;
	/** The first call says that the connection is open. */
	onWritable: (count: number) => void;
	onClose: (closed: Closed) => void;
	onError: (error: ConnectionError) => void;
}

/** Starts to connect. */
export type Connect = (options: ConnectionOptions) => Connection;
