export interface UDPOptions {
	/** The address to receive at; all by default. */
	address?: string;
	/** The port to receive at; an ephemeral one by default. */
	port?: number;
	format?: "buffer";
	/** The packets' time to live: 1 to 255. */
	timeToLive?: number;
	target?: unknown;
	/** `packets` at least can be read. */
	onReadable?: (this: UDP, packets: number) => void;
}

/** A packet, and who sent it. */
export type Packet = ArrayBuffer & { address: string; port: number };

/** A UDP socket. ECMA-419, clause 11.4 (UDP socket). */
export default class UDP extends Native("xs_udp_destructor") {
	declare target?: unknown;

	constructor(options: UDPOptions) {
		super();
		native("xs_udp_constructor").call(this, options);
	}
	close(): void {
		native("xs_udp_close").call(this);
	}
	/** The packet that has waited longest, or undefined. */
	read(): Packet | undefined {
		return native("xs_udp_read").call(this);
	}
	write(data: ArrayBuffer | ArrayBufferView, address: string, port: number): void {
		native("xs_udp_write").call(this, data, address, port);
	}
	get format(): "buffer" {
		return "buffer";
	}
	set format(format: "buffer") {
		if ((format as string) !== "buffer") throw new RangeError(`format "${format}" is not "buffer"`);
	}
}
