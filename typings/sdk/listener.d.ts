/** ECMA-419, TCP Listener Socket. */
declare module "embedded:io/socket/listener" {
	import type TCP from "embedded:io/socket/tcp";

	interface ListenerOptions {
		/** A free one by default. */
		port?: number;
		address?: string;
		format?: "socket/tcp";
		target?: unknown;
		onReadable?(this: Listener, requests: number): void;
	}

	export default class Listener {
		constructor(options: ListenerOptions);
		readonly port: number;
		format: "socket/tcp";
		target?: unknown;
		/** The connection that has waited longest. */
		read(): TCP | undefined;
		close(): void;
	}
}
