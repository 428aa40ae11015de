import Timer from "timer";
import { type Authorities, readCertificates } from "tls/authorities";
import { Session } from "tls/session";
import { TLSError } from "tls/tls-error";
import { Advance, type TLSSession } from "tls/tls-session";
import { type Socket, Wire } from "tls/wire";

/** What is particular to TLS. Moddable SDK, documentation/network/securesocket.md. */
export interface SecureOptions {
	/** The name that the server's certificate must have: the host's by default. */
	serverName?: string | undefined;
	/** The certificates of the authorities that are trusted; the system's by default. */
	certificate?: Authorities | undefined;
}

export interface TLSOptions {
	host: string;
	address: string;
	port: number;
	secure?: SecureOptions | undefined;
	/** The TCP socket's class, and what its constructor is given besides address, port and callbacks. */
	TCP: { io: new (options: never) => Socket; [option: string]: unknown };
	format?: "buffer";
	onReadable?(this: TLSSocket, count: number): void;
	onWritable?(this: TLSSocket, count: number): void;
	/** Once, and nothing is called after it. The error is a TLSError, or TCP's. */
	onError?(this: TLSSocket, error: Error): void;
}

/**
 * A TLS socket over a TCP socket, in the place of the SDK's of that name: the interface of ECMA-419's TCP socket, open
 * with the first `onWritable`. By then the server has proved that it is who it should be: there is no option that says
 * otherwise. What goes wrong with TLS is told to `onError`, and not thrown to the socket below, which could do nothing
 * about it.
 */
export default class TLSSocket {
	#wire = new Wire();
	#session: TLSSession;
	#options: TLSOptions;
	#open = false;
	#closed = false;
	#unread = 0;
	#advancing = false;
	#later: Timer | undefined;

	/** @throws AuthoritiesError for a certificate that can't be read; TLSError `tls-missing`; what TCP's throws */
	constructor(options: TLSOptions) {
		const { secure = {}, host, address, port, TCP } = options;
		this.#options = options;
		this.#session = new Session({
			serverName: secure.serverName ?? host,
			authorities: secure.certificate === undefined ? undefined : readCertificates(secure.certificate),
			wire: this.#wire,
		});
		const socket = {
			nodelay: true,
			...TCP,
			address,
			port,
			format: "buffer",
			onReadable: (count: number) => {
				this.#wire.readable = count;
				this.#advance();
			},
			onWritable: (count: number) => {
				this.#wire.writable = count;
				this.#onWritable();
			},
			onError: (error?: Error) => this.#end(error ?? new TLSError("closed", "TCP has ended")),
		};
		this.#wire.connect(new TCP.io(socket as never));
	}

	close(): void {
		if (this.#closed) return;
		if (this.#open) this.#attempt(() => this.#session.shutdown());
		this.#release();
	}

	/** Copies to `into` what was received, as much as there is and fits. Returns how many bytes. */
	read(into: Uint8Array): number {
		if (this.#closed || this.#unread === 0) return 0;
		const count = this.#session.read(into);
		this.#unread -= count;
		if (this.#unread === 0 && !this.#advancing)
			this.#later ??= Timer.set(() => {
				this.#later = undefined;
				this.#advance();
			});
		return count;
	}

	/** Takes `bytes`, no more than can be written. Returns how many can be written after that. */
	write(bytes: ArrayBufferView): number {
		if (this.#closed || !this.#open) throw new TLSError("closed", "the connection is not open");
		this.#session.write(bytes);
		return this.#session.writable;
	}

	/** What came before has to be read first: what waits meanwhile holds up the server. */
	#advance(): void {
		if (this.#advancing) return;
		this.#advancing = true;
		try {
			while (!this.#closed && this.#unread === 0 && this.#step());
		} finally {
			this.#advancing = false;
		}
	}

	/** Goes on by one step. False if there is none now. */
	#step(): boolean {
		const advanced = this.#attempt(() => this.#session.advance());
		if (advanced === undefined || advanced === Advance.waiting) return false;
		if (advanced === Advance.closed) this.#end(new TLSError("closed", "the server has ended the connection"));
		else if (advanced === Advance.opened) {
			this.#open = true;
			this.#options.onWritable?.call(this, this.#session.writable);
		} else {
			this.#unread = advanced;
			this.#options.onReadable?.call(this, advanced);
		}
		return true;
	}

	#onWritable(): void {
		this.#attempt(() => this.#session.flush());
		if (!this.#open) this.#advance();
		else if (!this.#closed && this.#session.writable > 0)
			this.#options.onWritable?.call(this, this.#session.writable);
	}

	/** What is wrong ends the connection. */
	#attempt<Result>(action: () => Result): Result | undefined {
		try {
			return action();
		} catch (error) {
			this.#end(error as Error);
			return undefined;
		}
	}

	#end(error: Error): void {
		if (this.#closed) return;
		this.#release();
		this.#options.onError?.call(this, error);
	}

	#release(): void {
		this.#closed = true;
		Timer.clear(this.#later);
		this.#wire.close();
	}
}
