/** Certificates that can't be read; the message says why and what would be right. */
export class AuthoritiesError extends Error {
	override readonly name = "AuthoritiesError";
	readonly code = "bad-argument";
}

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const atOnce = 64;

/** The tag of a SEQUENCE, which a certificate is, and the mark of a length that takes two bytes. ITU-T X.690, 8.1. */
const sequence = 0x30;
const longLength = 0x82;

/**
 * Reads the certificates of authorities: PEM (RFC 7468), one or more, with any text between them; or one without its
 * first and last line, which is DER in base64. Returns each as DER.
 *
 * @throws AuthoritiesError
 */
export function readAuthorities(text: string): ArrayBuffer[] {
	if (!text.includes("-----")) return [certificate(text)];
	const bodies = text.split(begin).slice(1);
	if (bodies.length === 0) throw new AuthoritiesError(`it has no line "${begin}"`);
	return bodies.map((body) => {
		const length = body.indexOf(end);
		if (length < 0) throw new AuthoritiesError(`a certificate has no line "${end}"`);
		return certificate(body.slice(0, length));
	});
}

/** Certificates of authorities as a program has them: each PEM (one or more) or DER. */
export type Authorities = Bytes | readonly Bytes[];
type Bytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

/**
 * Each as DER.
 *
 * @throws AuthoritiesError
 */
export function readCertificates(authorities: Authorities): ArrayBuffer[] {
	const list = isList(authorities) ? authorities : [authorities];
	return list.flatMap((bytes) => {
		const view = ArrayBuffer.isView(bytes)
			? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
			: new Uint8Array(bytes);
		if (view[0] === sequence) return [whole(view.slice())];
		return readAuthorities(textOf(view));
	});
}

/** Of ASCII; in parts, as each character is an argument, which lies on the stack. */
function textOf(bytes: Uint8Array): string {
	let text = "";
	for (let start = 0; start < bytes.length; start += atOnce)
		text += String.fromCharCode(...bytes.subarray(start, start + atOnce));
	return text;
}

function isList(authorities: Authorities): authorities is readonly Bytes[] {
	return Array.isArray(authorities);
}

function certificate(base64: string): ArrayBuffer {
	return whole(decode(base64.replace(/\s+/g, "")));
}

function whole(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
	const [tag, mark, high = 0, low = 0] = bytes;
	if (tag !== sequence || mark !== longLength || bytes.length !== 4 + (high << 8) + low)
		throw new AuthoritiesError("what should be a certificate is none, or not a whole one");
	return bytes.buffer;
}

/** RFC 4648 section 4. */
function decode(base64: string): Uint8Array<ArrayBuffer> {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0)
		throw new AuthoritiesError("it is neither PEM nor base64");
	const length = (base64.length / 4) * 3 - (base64.length - base64.replace(/=+$/, "").length);
	const bytes = new Uint8Array(length);
	let bits = 0;
	let held = 0;
	let position = 0;
	for (const digit of base64) {
		if (position === length) break;
		bits = ((bits << 6) | digits.indexOf(digit)) & 0xffff;
		held += 6;
		if (held < 8) continue;
		held -= 8;
		bytes[position++] = bits >> held;
	}
	return bytes;
}
