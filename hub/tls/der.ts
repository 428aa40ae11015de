/** Writes values in DER (ITU-T X.690): as much of it as a certificate needs. */

function tagged(tag: number, content: Uint8Array): Buffer {
	const { byteLength: length } = content;
	const head: number[] = [tag];
	if (length < 0x80) {
		head.push(length);
	} else {
		const bytes: number[] = [];
		for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
		head.push(0x80 | bytes.length, ...bytes);
	}
	return Buffer.concat([Buffer.from(head), content]);
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => tagged(0x30, Buffer.concat(items));
export const set = (...items: readonly Uint8Array[]): Buffer => tagged(0x31, Buffer.concat(items));
export const octets = (content: Uint8Array): Buffer => tagged(0x04, content);
export const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value));
export const yes = (): Buffer => tagged(0x01, Buffer.from([0xff]));

/** A number that is not negative, from its bytes, highest first. */
export function integer(bytes: Uint8Array): Buffer {
	const first = bytes[0] ?? 0;
	return tagged(0x02, first & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

/** @param unused bits at the end that don't count */
export function bits(content: Uint8Array, unused = 0): Buffer {
	return tagged(0x03, Buffer.concat([Buffer.from([unused]), content]));
}

/** An object identifier, such as "2.5.4.3". */
export function identifier(dotted: string): Buffer {
	const [first = 0, second = 0, ...others] = dotted.split(".").map(Number);
	const bytes = [first * 40 + second];
	for (const other of others) {
		const digits = [other % 128];
		for (let rest = Math.floor(other / 128); rest > 0; rest = Math.floor(rest / 128)) {
			digits.unshift(0x80 | (rest % 128));
		}
		bytes.push(...digits);
	}
	return tagged(0x06, Buffer.from(bytes));
}

/** A context-specific tag. @param constructed whether it holds other values */
export function context(number: number, content: Uint8Array, constructed: boolean): Buffer {
	return tagged(0x80 | number | (constructed ? 0x20 : 0), content);
}

/** A time, as RFC 5280 section 4.1.2.5 says: UTCTime until 2049, GeneralizedTime from then on. */
export function time(date: Date): Buffer {
	const digits = date.toISOString().replace(/[-:T]|\.\d+/g, "");
	return date.getUTCFullYear() < 2050
		? tagged(0x17, Buffer.from(digits.slice(2)))
		: tagged(0x18, Buffer.from(digits));
}
