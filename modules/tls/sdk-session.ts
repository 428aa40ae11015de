import SSLSession from "ssl/session";
import { readCertificate } from "tls/certificate";
import { verifyPath } from "tls/certificate-path";
import { isSame } from "tls/der";
import { HandshakeGuard } from "tls/handshake-guard";
import { systemAuthorities } from "tls/sdk-authorities";
import { isSignedBy, keyOf } from "tls/sdk-signature";
import { TLSError } from "tls/tls-error";
import { Advance, type TLSSession, type TLSSessionOptions } from "tls/tls-session";

/** Header, nonce and tag of a record of AES-GCM (RFC 5288 section 3), and the most that one holds. */
const recordOverhead = 5 + 8 + 16;
const recordBytes = 16_384;

const protocolVersion = 0x303;

/**
 * The client's end of TLS 1.2 by the SDK's session (8.2.3), which does the cryptography. Who the server is, is verified
 * here: the SDK's own takes certificates that have expired, or that nobody has signed, if another that the server sends
 * along is in order; and `HandshakeGuard` keeps from it what it would let pass.
 */
export class Session implements TLSSession {
	#options: TLSSessionOptions;
	#session: SSLSession;
	#guard: HandshakeGuard | undefined = new HandshakeGuard();
	#verified = false;
	#open = false;
	#data: Uint8Array | undefined;
	#read = 0;
	/** What the SDK's session takes for its socket. */
	#stream: SSLSession.Stream;

	constructor(options: TLSSessionOptions) {
		const { serverName, wire } = options;
		this.#options = options;
		// An address is no name of a server. RFC 6066 section 3.
		const name = /^[0-9.]+$/.test(serverName) ? {} : { serverName };
		this.#session = new SSLSession({ ...name, protocolVersion, cache: false });
		this.#session.certificateManager = {
			verify: (certificates) => this.#verify(certificates),
			register: () => undefined,
			getKey: (certificate) => keyOf(new Uint8Array(certificate)),
			findPreferredCert: () => [],
		};
		this.#session.initiateHandshake();
		this.#stream = {
			readable: 0,
			writable: 0,
			read: (into) => {
				wire.read(into);
				this.#guard?.follow(into);
			},
			write: (bytes) => {
				if (bytes.byteLength > wire.writable)
					throw new TLSError("tls-failed", `TCP has no room for ${bytes.byteLength} bytes of the handshake`);
				wire.write(bytes);
				return wire.writable;
			},
		};
	}

	advance(): number {
		return this.#guarded(() => (this.#open ? this.#receive() : this.#handshake()));
	}

	read(into: Uint8Array): number {
		const data = this.#data;
		if (!data) return 0;
		const count = Math.min(into.length, data.length - this.#read);
		into.set(data.subarray(this.#read, this.#read + count));
		this.#read += count;
		if (this.#read === data.length) this.#data = undefined;
		return count;
	}

	get writable(): number {
		const writable = Math.min(this.#options.wire.writable - recordOverhead, recordBytes);
		return this.#open && writable > 0 ? writable : 0;
	}

	write(bytes: ArrayBufferView): void {
		this.#guarded(() => this.#session.write(this.#stream, bytes));
	}

	/** Nothing waits: what is written goes to the wire at once. */
	flush(): void {
		return;
	}

	shutdown(): void {
		if (this.writable > 0) this.#session.close(this.#stream);
	}

	/** Lets the SDK's session go on, a message at a time, as long as it does. */
	#handshake(): number {
		const session = this.#session;
		const { wire } = this.#options;
		for (;;) {
			this.#stream.readable = wire.readable;
			this.#stream.writable = wire.writable;
			const done = session.handshake(this.#stream);
			if (session.alert) throw new TLSError("tls-failed", "the server has ended the handshake");
			if (done) break;
			if (wire.readable === 0 && session.handshakeProcess === -1) return Advance.waiting;
		}
		if (!this.#verified || !this.#guard?.complete)
			throw new TLSError("tls-failed", "the handshake has ended before the server has shown who it is");
		this.#guard = undefined;
		this.#open = true;
		return Advance.opened;
	}

	#receive(): number {
		this.#stream.readable = this.#options.wire.readable;
		for (;;) {
			const data = this.#session.read(this.#stream);
			if (data === undefined) return Advance.waiting;
			if (data === null) return Advance.closed;
			if (data.length === 0) continue;
			this.#data = data;
			this.#read = 0;
			return data.length;
		}
	}

	/** For the SDK's session, which asks once, when the server has sent its certificates. */
	#verify(certificates: readonly Uint8Array[]): boolean {
		const given = this.#options.authorities?.map((der) => readCertificate(new Uint8Array(der)));
		verifyPath({
			certificates,
			serverName: this.#options.serverName,
			authoritiesFor: (certificate) =>
				given?.filter(
					(authority) =>
						isSame(authority.subject, certificate.issuer) || isSame(authority.der, certificate.der),
				) ?? systemAuthorities(certificate),
			isSignedBy,
			now: Date.now(),
		});
		this.#verified = true;
		return true;
	}

	/** The SDK throws what it finds wrong without saying what it is. */
	#guarded<Result>(action: () => Result): Result {
		try {
			return action();
		} catch (cause) {
			if (cause instanceof TLSError) throw cause;
			throw new TLSError("tls-failed", cause instanceof Error ? cause.message : String(cause), { cause });
		}
	}
}
