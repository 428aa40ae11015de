/** ECMA-419, UDP Socket. */
declare module "embedded:io/socket/udp" {
	interface UDPOptions {
		address?: string;
		port?: number;
		target?: unknown;
		onReadable?(this: UDP, count: number): void;
		onError?(this: UDP): void;
	}

	export default class UDP {
		constructor(options: UDPOptions);
		read(): ArrayBuffer & { address: string; port: number };
		write(data: ArrayBuffer | ArrayBufferView, address: string, port: number): void;
		close(): void;
	}
}
