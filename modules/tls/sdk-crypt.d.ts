/** Moddable SDK, modules/crypt: what modules/tls uses of it. */

declare module "crypt" {
	export class Digest {
		constructor(name: "SHA256" | "SHA384" | "SHA512");
		write(data: ArrayBuffer): void;
		close(): ArrayBuffer;
	}
}
declare module "x509" {
	namespace X509 {
		interface RSAKey {
			modulus: bigint;
			exponent: bigint;
		}
		interface ECKey {
			curve: object;
			pub: object;
		}
		/** An object without either for a kind of key that is not known. */
		type Key = RSAKey | ECKey;
	}
	const X509: {
		decode(certificate: Uint8Array): { tbs: Uint8Array; algo: Uint32Array; sig: Uint8Array };
		decodeSPKI(certificate: Uint8Array): X509.Key;
	};
	export default X509;
}
declare module "ecdsa" {
	export default class ECDSA {
		constructor(key: object, curve: object, isPrivate: boolean);
		/** @param asDER whether the signature is an Ecdsa-Sig-Value */
		verify(digest: ArrayBuffer, signature: Uint8Array, asDER: boolean): boolean;
	}
}
declare module "pkcs1" {
	const PKCS1: {
		/** OS2IP, RFC 8017 section 4.2. */
		OS2IP(octets: Uint8Array): bigint;
	};
	export default PKCS1;
}
declare module "pkcs1_5" {
	import type X509 from "x509";
	export default class PKCS1_5 {
		constructor(key: X509.RSAKey, isPrivate: boolean, identifier: readonly number[]);
		readonly rsa: { process(number: bigint): bigint };
		/** In bytes. */
		readonly modulusSize: number;
		/** EMSA-PKCS1-v1_5, RFC 8017 section 9.2, as a number of so many bytes. */
		emsaEncode(digest: ArrayBuffer, length: number): bigint;
	}
}
declare module "Resource" {
	/** Bytes in flash. Moddable SDK, documentation/files/files.md, "class Resource". */
	export default class Resource extends ArrayBuffer {
		constructor(name: string);
		static exists(name: string): boolean;
	}
}
declare module "ssl/session" {
	namespace SSLSession {
		interface Stream {
			readable: number;
			writable: number;
			read(into: Uint8Array): void;
			/** Returns how much can be written then. */
			write(bytes: ArrayBuffer | ArrayBufferView): number;
		}
		interface CertificateManager {
			verify(certificates: readonly Uint8Array[]): boolean;
			register(certificate: ArrayBuffer): void;
			getKey(certificate: ArrayBuffer): object;
			findPreferredCert(): readonly ArrayBuffer[];
		}
	}
	/** modules/crypt/ssl/session_419.js */
	class SSLSession {
		constructor(options: { serverName?: string; protocolVersion: number; cache: boolean });
		certificateManager: SSLSession.CertificateManager;
		/** Set when the other end has sent an alert. */
		readonly alert: object | undefined;
		/** The message that was heard last, or -1. */
		readonly handshakeProcess: number;
		initiateHandshake(): void;
		/** True when it is done. */
		handshake(stream: SSLSession.Stream): boolean;
		/** What a record has; undefined if none has come whole, null if the other end has sent an alert. */
		read(stream: SSLSession.Stream): Uint8Array | null | undefined;
		write(stream: SSLSession.Stream, data: ArrayBufferView): number;
		close(stream: SSLSession.Stream): void;
	}
	export default SSLSession;
}
