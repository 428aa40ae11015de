/** Certificates that can't be read; the message says why and what would be right. */
export class AuthoritiesError extends Error {
	override readonly name = "AuthoritiesError";
	readonly code = "bad-argument";
}

const begin = "-----BEGIN CERTIFICATE-----";
const end = "-----END CERTIFICATE-----";

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
	if (!text.includes("-----")) return [certificate(text, 0, text.length)];
	const found: ArrayBuffer[] = [];
	for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at)) {
		const start = at + begin.length;
		at = text.indexOf(end, start);
		const next = text.indexOf(begin, start);
		if (at < 0 || (next >= 0 && next < at)) throw new AuthoritiesError(`a certificate has no line "${end}"`);
		found.push(certificate(text, start, at));
	}
	if (found.length === 0) throw new AuthoritiesError(`it has no line "${begin}"`);
	return found;
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

function certificate(text: string, start: number, stop: number): ArrayBuffer {
	return whole(decode(text, start, stop));
}

function whole(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
	const [tag, mark, high = 0, low = 0] = bytes;
	if (tag !== sequence || mark !== longLength || bytes.length !== 4 + (high << 8) + low)
		throw new AuthoritiesError("what should be a certificate is none, or not a whole one");
	return bytes.buffer;
}

/**
 * Base64 with white space anywhere, RFC 4648 section 4. It is read where it is, as it is read while connections are made,
 * when memory is shortest.
 */
function decode(text: string, start: number, stop: number): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(lengthOf(text, start, stop));
	let bits = 0;
	let held = 0;
	let position = 0;
	for (let index = start; position < bytes.length; index++) {
		const digit = digitOf(text.charCodeAt(index));
		if (digit < 0) continue;
		bits = ((bits << 6) | digit) & 0xffff;
		held += 6;
		if (held < 8) continue;
		held -= 8;
		bytes[position++] = bits >> held;
	}
	return bytes;
}

/** How many bytes it holds. @throws AuthoritiesError */
function lengthOf(text: string, start: number, stop: number): number {
	let count = 0;
	let padding = 0;
	for (let index = start; index < stop; index++) {
		const code = text.charCodeAt(index);
		if (code === 0x20 || (code >= 9 && code <= 13)) continue;
		if (code === equals) padding++;
		else if (padding > 0 || digitOf(code) < 0) throw notBase64();
		count++;
	}
	if (count === 0 || count % 4 !== 0 || padding > 2) throw notBase64();
	return (count / 4) * 3 - padding;
}

const equals = 0x3d;

/** The value of a digit, -1 for what is none. */
function digitOf(code: number): number {
	if (code >= 0x41 && code <= 0x5a) return code - 0x41;
	if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
	if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
	return code === 0x2b ? 62 : code === 0x2f ? 63 : -1;
}

const notBase64 = (): AuthoritiesError => new AuthoritiesError("it is neither PEM nor base64");
