/** A stream of bytes to a server, as `websocket/transport` offers it. */
export interface ByteStream {
	/** How many bytes there are for `read`. */
	readonly readable: number;
	/** How many bytes `write` takes. */
	readonly credit: number;
	/** Fills `bytes` as far as there is something to read. Returns how much that is. */
	read(bytes: Uint8Array): number;
	/** Writes `bytes`, which may not be more than `credit`. */
	write(bytes: Uint8Array): void;
	/** Gives it up at once. Nothing more is told. */
	close(): void;
}

/** What a stream tells. Nothing more after `onEnded`. */
export interface StreamEvents {
	onReadable(): void;
	onWritable(): void;
	onEnded(error: Error): void;
}

/** Where a stream leads. */
export interface Server {
	host: string;
	port: number;
	/** Whether over TLS. */
	secure: boolean;
}

/** Opens a stream. */
export type OpenStream = (server: Server, events: StreamEvents) => ByteStream;
