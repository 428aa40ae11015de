/** ECMA-419, UDP Socket. */
declare module "embedded:io/socket/udp" {
	interface UDPOptions {
		address?: string;
		port?: number;
		format?: "buffer";
		target?: unknown;
		onReadable?(this: UDP, count: number): void;
		onError?(this: UDP): void;
	}

	export default class UDP {
		constructor(options: UDPOptions);
		/** The packet that has waited longest. */
		read(): (ArrayBuffer & { address: string; port: number }) | undefined;
		write(data: ArrayBuffer | ArrayBufferView, address: string, port: number): void;
		readonly format: "buffer";
		close(): void;
	}
}
