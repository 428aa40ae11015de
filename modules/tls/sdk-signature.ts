import { Digest } from "crypt";
import ECDSA from "ecdsa";
import PKCS1 from "pkcs1";
import PKCS1_5 from "pkcs1_5";
import X509 from "x509";
import type { Certificate } from "tls/certificate";
import { checkSignature } from "tls/handshake-guard";
import { TLSError } from "tls/tls-error";

interface Algorithm {
	hash: "SHA256" | "SHA384" | "SHA512";
	/** The hash's identifier, for RSA; undefined for ECDSA. */
	identifier: readonly number[] | undefined;
}

/** By the algorithm's identifier: PKCS #1 (RFC 4055 section 5) and ECDSA (RFC 5758 section 3.2). */
const algorithms: Readonly<Record<string, Algorithm>> = Object.freeze(
	{
		"1,2,840,113549,1,1,11": { hash: "SHA256", identifier: [2, 16, 840, 1, 101, 3, 4, 2, 1] },
		"1,2,840,113549,1,1,12": { hash: "SHA384", identifier: [2, 16, 840, 1, 101, 3, 4, 2, 2] },
		"1,2,840,113549,1,1,13": { hash: "SHA512", identifier: [2, 16, 840, 1, 101, 3, 4, 2, 3] },
		"1,2,840,10045,4,3,2": { hash: "SHA256", identifier: undefined },
		"1,2,840,10045,4,3,3": { hash: "SHA384", identifier: undefined },
		"1,2,840,10045,4,3,4": { hash: "SHA512", identifier: undefined },
	},
	true,
);

/** A smaller exponent, or modulus, makes signatures that can be forged. */
const leastExponent = 65_537;
const leastModulusBytes = 256;

/** Whether the key of `issuer` has signed `certificate`, by the SDK's arithmetic. */
export function isSignedBy({ der }: Certificate, issuer: Certificate): boolean {
	const { tbs, algo, sig } = X509.decode(der);
	const algorithm = algorithms[algo.toString()];
	if (!algorithm) return false;
	const hash = new Digest(algorithm.hash);
	hash.write(tbs.slice().buffer);
	const digest = hash.close();
	const key = keyOf(issuer.der);
	if (algorithm.identifier) return "modulus" in key && isSignedByRSA(digest, sig, key, algorithm.identifier);
	if (!("curve" in key)) return false;
	checkSignature(sig);
	return new ECDSA(key.pub, key.curve, false).verify(digest, sig, true);
}

/** The public key in a certificate. */
export function keyOf(der: Uint8Array): X509.Key {
	const key = X509.decodeSPKI(der);
	if ("modulus" in key ? Number(key.exponent) < leastExponent : !("curve" in key))
		throw new TLSError("tls-failed", "the kind of a certificate's key is not known, or too weak");
	return key;
}

/** What was signed must be what is right to the last byte: the SDK's own verify overlooks what follows the digest. */
function isSignedByRSA(
	digest: ArrayBuffer,
	signature: Uint8Array,
	key: X509.RSAKey,
	identifier: readonly number[],
): boolean {
	const pkcs = new PKCS1_5(key, false, identifier);
	if (pkcs.modulusSize < leastModulusBytes || signature.length !== pkcs.modulusSize) return false;
	return pkcs.rsa.process(PKCS1.OS2IP(signature)) === pkcs.emsaEncode(digest, pkcs.modulusSize - 1);
}
