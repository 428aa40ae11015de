import TCP from "embedded:io/socket/tcp";

export interface ListenerOptions {
	/** An ephemeral one by default; see the property. */
	port?: number;
	/** The address to listen on; all by default. */
	address?: string;
	format?: "socket/tcp";
	target?: unknown;
	/** `requests` connections wait to be read. */
	onReadable?: (this: Listener, requests: number) => void;
}

/** Accepts TCP connections. ECMA-419, clause 11.3 (TCP listener socket). */
export default class Listener extends Native("xs_listener_destructor") {
	declare target?: unknown;

	constructor(options: ListenerOptions) {
		super();
		native("xs_listener_constructor").call(this, options);
	}
	close(): void {
		native("xs_listener_close").call(this);
	}
	/** The connection that has waited longest, or undefined. */
	read(): TCP | undefined {
		const pending: number = native("xs_listener_pending").call(this);
		return pending ? native("xs_listener_read").call(this, Reflect.construct(TCP, [])) : undefined;
	}
	get port(): number {
		return native("xs_listener_get_port").call(this);
	}
	get format(): "socket/tcp" {
		return "socket/tcp";
	}
	set format(format: "socket/tcp") {
		if ((format as string) !== "socket/tcp") throw new RangeError(`format "${format}" is not "socket/tcp"`);
	}
}
