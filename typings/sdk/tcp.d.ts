/** ECMA-419, TCP Socket, and the SDK's documentation/io/io.md. */
declare module "embedded:io/socket/tcp" {
	interface TCPEndOptions {
		nodelay?: boolean;
		format?: "number" | "buffer";
		target?: unknown;
		onReadable?(this: TCP, count: number): void;
		onWritable?(this: TCP, count: number): void;
		/** The simulator says what happened; the SDK (8.2.3) does not. */
		onError?(this: TCP, error?: Error & { code: string }): void;
	}

	interface TCPOptions extends TCPEndOptions {
		address: string;
		port: number;
	}

	interface TCPFromOptions extends TCPEndOptions {
		/** The socket whose connection is taken over. */
		from: TCP;
	}

	export default class TCP {
		constructor(options: TCPOptions | TCPFromOptions);
		readonly remoteAddress: string | undefined;
		readonly remotePort: number | undefined;
		format: "number" | "buffer";
		target?: unknown;
		/** Throws where the buffer is longer than what can be read; undefined where there is nothing. */
		read(buffer: ArrayBuffer | ArrayBufferView): number | undefined;
		read(count?: number): ArrayBuffer | number | undefined;
		/** Throws where the buffer is longer than what can be written; returns what can be written after it. */
		write(data: ArrayBuffer | ArrayBufferView | number): number;
		close(): void;
	}
}
