import { TLSError, type TLSErrorCode } from "tls/tls-error";
import { Advance, type TLSSession, type TLSSessionOptions } from "tls/tls-session";
import type { Wire } from "tls/wire";

/** OpenSSL between bytes and bytes: tls-session.c. What it finds wrong it throws as an Error with a `code`. */
class OpenSSL extends Native("xs_tls_destructor") {
	constructor(serverName: string) {
		super();
		native("xs_tls_constructor").call(this, serverName);
	}
	trust(certificate: ArrayBuffer): void {
		return native("xs_tls_trust").call(this, certificate);
	}
	trustSystem(): void {
		return native("xs_tls_trust_system").call(this);
	}
	receive(bytes: Uint8Array): void {
		return native("xs_tls_receive").call(this, bytes);
	}
	handshake(): boolean {
		return native("xs_tls_handshake").call(this);
	}
	/** How many bytes can be read; -1 when the server has said that no more come. */
	decrypt(): number {
		return native("xs_tls_decrypt").call(this);
	}
	read(into: Uint8Array): number {
		return native("xs_tls_read").call(this, into);
	}
	encrypt(bytes: ArrayBufferView): void {
		return native("xs_tls_encrypt").call(this, bytes);
	}
	/** How many bytes are to be sent to the server. */
	pending(): number {
		return native("xs_tls_pending").call(this);
	}
	send(into: Uint8Array): void {
		return native("xs_tls_send").call(this, into);
	}
	shutdown(): void {
		return native("xs_tls_shutdown").call(this);
	}
}

/** What a record adds to the bytes in it, at most, and how many it holds. RFC 5246 section 6.2.3, RFC 8446 section 5.2. */
const recordOverhead = 64;
const recordBytes = 16384;

/** How much is moved between wire and OpenSSL in one go. */
const transferBytes = 2048;

/** The client's end of TLS by OpenSSL, for the simulator. */
export class Session implements TLSSession {
	#openssl: OpenSSL;
	#wire: Wire;
	#ready = false;
	#open = false;
	#transfer = new Uint8Array(transferBytes);

	constructor({ serverName, authorities, wire }: TLSSessionOptions) {
		this.#wire = wire;
		this.#openssl = this.#guarded(() => new OpenSSL(serverName));
		this.#ready = true;
		if (authorities === undefined) this.#openssl.trustSystem();
		else for (const each of authorities) this.#guarded(() => this.#openssl.trust(each));
	}

	advance(): number {
		for (;;) {
			const advanced = this.#guarded(() => (this.#open ? this.#decrypt() : this.#handshake()));
			this.flush();
			if (advanced !== Advance.waiting || !this.#receive()) return advanced;
		}
	}

	read(into: Uint8Array): number {
		return this.#openssl.read(into);
	}

	get writable(): number {
		const credit = this.#wire.writable - this.#openssl.pending();
		const writable = credit - recordOverhead * (1 + Math.floor(credit / recordBytes));
		return this.#open && writable > 0 ? writable : 0;
	}

	write(bytes: ArrayBufferView): void {
		this.#guarded(() => this.#openssl.encrypt(bytes));
		this.flush();
	}

	flush(): void {
		for (;;) {
			const count = Math.min(this.#wire.writable, this.#openssl.pending(), transferBytes);
			if (count <= 0) return;
			const part = this.#part(count);
			this.#openssl.send(part);
			this.#wire.write(part);
		}
	}

	shutdown(): void {
		this.#openssl.shutdown();
		this.flush();
	}

	#handshake(): number {
		if (!this.#openssl.handshake()) return Advance.waiting;
		this.#open = true;
		return Advance.opened;
	}

	#decrypt(): number {
		const count = this.#openssl.decrypt();
		return count < 0 ? Advance.closed : count;
	}

	#receive(): boolean {
		const count = Math.min(this.#wire.readable, transferBytes);
		if (count <= 0) return false;
		const part = this.#part(count);
		this.#wire.read(part);
		this.#openssl.receive(part);
		return true;
	}

	#part(count: number): Uint8Array {
		return count === transferBytes ? this.#transfer : this.#transfer.subarray(0, count);
	}

	/** What OpenSSL finds wrong, as a TLSError; an alert says to the server why. */
	#guarded<Result>(action: () => Result): Result {
		try {
			return action();
		} catch (error) {
			if (!(error instanceof Error && "code" in error)) throw error;
			if (this.#ready) this.flush();
			throw new TLSError(error.code as TLSErrorCode, error.message);
		}
	}
}
