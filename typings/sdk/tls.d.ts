/** Moddable SDK, examples/io/tcp/tlssocket, and documentation/network/securesocket.md. */
declare module "embedded:io/socket/tcp/tls" {
	import type TCP from "embedded:io/socket/tcp";

	interface TLSOptions {
		/** The name that the server's certificate must have, unless `secure.serverName` says another. */
		host: string;
		address: string;
		port: number;
		secure?: {
			serverName?: string;
			/** The authority to trust: DER; in the simulator also PEM, and the system's by default. */
			certificate?: ArrayBuffer | ArrayBufferView;
			verify?: boolean;
		};
		/** What carries it. */
		TCP: { io: typeof TCP };
		onReadable?(this: TLSSocket, count: number): void;
		onWritable?(this: TLSSocket, count: number): void;
		/** The simulator says what happened; the SDK (8.2.3) does not. */
		onError?(this: TLSSocket, error?: Error & { code?: string }): void;
	}

	export default class TLSSocket {
		constructor(options: TLSOptions);
		read(buffer: ArrayBuffer | ArrayBufferView): number;
		write(data: ArrayBuffer | ArrayBufferView): number;
		close(): void;
	}
}
