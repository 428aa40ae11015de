/** The form can't be read; the message says why. */
export class FormError extends Error {
	override readonly name = "FormError";
	readonly code = "bad-form";
}

const mostFields = 24;

/**
 * Reads a form as browsers send it, application/x-www-form-urlencoded (URL standard, section 5.1), with its line ends made
 * "\n". Stricter than that standard: what is no UTF-8 is refused, and so is a name that comes twice.
 *
 * @throws FormError
 */
export function parseForm(body: Uint8Array): Map<string, string> {
	const fields = new Map<string, string>();
	let start = 0;
	for (let end = 0; end <= body.length; end++) {
		if (end < body.length && body[end] !== 0x26) continue;
		if (end > start) addField(fields, body.subarray(start, end));
		start = end + 1;
	}
	return fields;
}

function addField(fields: Map<string, string>, bytes: Uint8Array): void {
	const equals = bytes.indexOf(0x3d);
	const name = decode(equals < 0 ? bytes : bytes.subarray(0, equals));
	if (fields.has(name)) throw new FormError("a field is there twice");
	if (fields.size >= mostFields) throw new FormError(`there are more than ${mostFields} fields`);
	fields.set(name, equals < 0 ? "" : decode(bytes.subarray(equals + 1)));
}

function decode(bytes: Uint8Array): string {
	const decoded = new Uint8Array(bytes.length);
	let length = 0;
	for (let index = 0; index < bytes.length; index++) {
		let byte = bytes[index] ?? 0;
		if (byte === 0x2b) byte = 0x20;
		else if (byte === 0x25) {
			byte = 16 * digit(bytes[index + 1]) + digit(bytes[index + 2]);
			index += 2;
		}
		decoded[length++] = byte;
	}
	if (hasOverlong(decoded, length)) throw new FormError("a field is not in UTF-8");
	try {
		return String.fromArrayBuffer(decoded.slice(0, length).buffer).replace(/\r\n?/g, "\n");
	} catch (cause) {
		throw new FormError("a field is not in UTF-8", { cause });
	}
}

/** Whether a character takes more bytes than it needs (RFC 3629 section 3), which some versions of XS take as it is. */
function hasOverlong(bytes: Uint8Array, length: number): boolean {
	for (let index = 0; index < length; index++) {
		const byte = bytes[index];
		const next = bytes[index + 1] ?? 0;
		if (byte === 0xc0 || byte === 0xc1) return true;
		if (byte === 0xe0 && next < 0xa0) return true;
		if (byte === 0xf0 && next < 0x90) return true;
	}
	return false;
}

function digit(byte: number | undefined): number {
	const text = byte === undefined ? "" : String.fromCharCode(byte);
	if (!/^[0-9a-fA-F]$/.test(text)) throw new FormError("a % is not followed by two hexadecimal digits");
	return parseInt(text, 16);
}
