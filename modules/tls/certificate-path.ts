import { type Certificate, readCertificate } from "tls/certificate";
import { isSame } from "tls/der";
import { TLSError } from "tls/tls-error";

/** How a certificate is verified. */
export interface PathOptions {
	/** What the server sent, its own first. */
	certificates: readonly Uint8Array[];
	/** Whom the server must be: a name, or an IPv4 address. */
	serverName: string;
	/** The authorities that are trusted and may have issued a certificate. */
	authoritiesFor: (certificate: Certificate) => readonly Certificate[];
	/** Whether the key of `issuer` has signed `certificate`. */
	isSignedBy: (certificate: Certificate, issuer: Certificate) => boolean;
	/** In milliseconds since 1970. */
	now: number;
}

/** A server has one or two certificates of authorities between its own and one that is trusted. */
const longestPath = 6;

/**
 * Verifies that the first certificate is the server's, and that each is signed by the next up to an authority that is
 * trusted, in whatever order they come; that none has expired, and that who signs may. RFC 5280 section 6, without
 * policies; name constraints are not understood, and who has them and says that they must be is refused.
 *
 * @throws TLSError
 */
export function verifyPath(options: PathOptions): void {
	const { serverName, now } = options;
	const [server, ...others] = options.certificates.map(read);
	if (!server) throw new TLSError("certificate-unknown-authority", "the server has sent no certificate");
	verifyChain(server, others, options);
	if (!server.forServers) throw new TLSError("tls-failed", "the certificate is not for a server");
	verifyTime(server, now);
	if (!server.names.some((name) => matches(name, serverName.toLowerCase())))
		throw new TLSError("certificate-wrong-name", `it is for ${server.names.join(", ") || "no name"}`);
}

function verifyChain(server: Certificate, others: Certificate[], options: PathOptions): void {
	const { authoritiesFor, isSignedBy, now } = options;
	let current = server;
	for (let above = 0; above < longestPath; above++) {
		if (current.notUnderstood !== undefined)
			throw new TLSError("tls-failed", `a certificate has the extension ${current.notUnderstood}`);
		const trusted = authoritiesFor(current).find(
			(authority) => isSame(authority.der, current.der) || isIssuer(authority, current, above, isSignedBy),
		);
		if (trusted) {
			verifyTime(trusted, now);
			return;
		}
		const next = others.find((other) => isIssuer(other, current, above, isSignedBy));
		if (!next) break;
		verifyTime(next, now);
		others.splice(others.indexOf(next), 1);
		current = next;
	}
	if (isSame(server.issuer, server.subject))
		throw new TLSError("certificate-self-signed", "nobody but itself vouches for it");
	throw new TLSError("certificate-unknown-authority", "none of those that are trusted has signed it");
}

/** Whether `issuer` has signed, and may with so many authorities below it. */
function isIssuer(
	issuer: Certificate,
	certificate: Certificate,
	below: number,
	isSignedBy: PathOptions["isSignedBy"],
): boolean {
	if (!isSame(issuer.subject, certificate.issuer)) return false;
	if (issuer.pathLength === undefined || issuer.pathLength < below) return false;
	return isSignedBy(certificate, issuer);
}

function verifyTime({ from, to }: Certificate, now: number): void {
	if (now >= from && now <= to) return;
	const valid = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
	throw new TLSError(
		"certificate-expired",
		`it is valid from ${valid}, and here it is ${new Date(now).toISOString()}`,
	);
}

/** RFC 6125 section 6.4: letter by letter, or with an asterisk for the whole of the first label. */
function matches(name: string, serverName: string): boolean {
	if (!name.startsWith("*.")) return name === serverName;
	const dot = serverName.indexOf(".");
	return dot > 0 && name.indexOf(".", 2) > 0 && name.slice(1) === serverName.slice(dot);
}

function read(der: Uint8Array): Certificate {
	try {
		return readCertificate(der);
	} catch (cause) {
		throw new TLSError("tls-failed", "the server has sent a certificate that is none", { cause });
	}
}
