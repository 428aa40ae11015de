/** ECMA-419, TCP Socket, and the SDK's documentation/io/io.md. */
declare module "embedded:io/socket/tcp" {
	interface TCPOptions {
		address: string;
		port: number;
		nodelay?: boolean;
		format?: "number" | "buffer";
		target?: unknown;
		onReadable?(this: TCP, count: number): void;
		onWritable?(this: TCP, count: number): void;
		onError?(this: TCP): void;
	}

	export default class TCP {
		constructor(options: TCPOptions | { from: TCP });
		readonly remoteAddress: string | undefined;
		readonly remotePort: number | undefined;
		format: "number" | "buffer";
		target?: unknown;
		/** Throws where the buffer is longer than what can be read. */
		read(buffer: ArrayBuffer | ArrayBufferView): number;
		read(count?: number): ArrayBuffer | number | undefined;
		/** Throws where the buffer is longer than what can be written; returns what can be written after it. */
		write(data: ArrayBuffer | ArrayBufferView | number): number;
		close(): void;
	}
}
