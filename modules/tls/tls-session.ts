import type { Wire } from "tls/wire";

/** What `TLSSession.advance` returns besides the number of bytes that can be read. */
export const Advance = Object.freeze(
	{
		/** It can't go on before the wire has more to be read, or takes more. */
		waiting: 0,
		/** The handshake is done, and the server is who it should be. */
		opened: -1,
		/** The server has said that no more comes. */
		closed: -2,
	} as const,
	true,
);

/** The client's end of a TLS connection. It calls nobody; what it does to the wire it does within a call. */
export interface TLSSession {
	/**
	 * Goes on with the handshake, or with what has come, until there is something to tell: how many bytes can be read,
	 * or one of `Advance`. Not to be called before all of that has been read.
	 * @throws TLSError
	 */
	advance(): number;
	/** Copies what was received to `into`, as much as fits; returns how many bytes. */
	read(into: Uint8Array): number;
	/** How many bytes `write` takes. */
	readonly writable: number;
	/** Encrypts `bytes`, no more than what is writable, and gives them to the wire. */
	write(bytes: ArrayBufferView): void;
	/** Gives the wire what waits for it. */
	flush(): void;
	/** Tells the server that no more comes. */
	shutdown(): void;
}

export interface TLSSessionOptions {
	/** Whom the certificate must be of, which is told to the server, too (SNI, RFC 6066 section 3). */
	serverName: string;
	/** The certificates of the authorities that are trusted, DER; undefined for the system's. */
	authorities: readonly ArrayBuffer[] | undefined;
	wire: Wire;
}
