/** What can be wrong with a TLS connection, or with the server's certificate. */
export type TLSErrorCode =
	| "certificate-expired"
	| "certificate-wrong-name"
	| "certificate-self-signed"
	| "certificate-unknown-authority"
	| "tls-failed"
	| "tls-missing"
	| "closed";

/** Why a TLS connection can't be made, or has ended. `code` names it; `message` says what was found. */
export class TLSError extends Error {
	override readonly name = "TLSError";
	readonly code: TLSErrorCode;

	constructor(code: TLSErrorCode, found: string, options?: ErrorOptions) {
		super(found, options);
		this.code = code;
	}
}
