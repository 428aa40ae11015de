import { type Check, CheckError } from "protocol/check";
import { AuthoritiesError, readAuthorities } from "tls/authorities";

/** How many bytes the text has in UTF-8. */
export function utf8Length(text: string): number {
	let length = 0;
	for (const character of text) {
		const code = character.codePointAt(0) ?? 0;
		length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
	}
	return length;
}

/** Whether there is no control character in the text. */
export function isPrintable(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 0x20 || code === 0x7f) return false;
	}
	return true;
}

const longestName = 64;

/** What people call the doorbell. */
export function checkName(value: unknown, name: string): string {
	const isName =
		typeof value === "string" && value.length > 0 && value.length <= longestName && isPrintable(value);
	if (!isName)
		throw new CheckError(name, value, `1 to ${longestName} characters, none of them a control character`);
	return value;
}

/** The name of a Wi-Fi network: at most 32 bytes (IEEE 802.11-2020 section 9.4.2.2), here as UTF-8; empty for none. */
export function checkSsid(value: unknown, name: string): string {
	if (typeof value !== "string" || utf8Length(value) > 32 || !isPrintable(value))
		throw new CheckError(name, value, "at most 32 bytes, none of them a control character");
	return value;
}

/** Whether it is a WPA passphrase (IEEE 802.11-2020 annex J.4.1), the 256-bit key itself, or empty for an open network. */
export function isWiFiPassword(value: string): boolean {
	return value === "" || /^[\x20-\x7e]{8,63}$/.test(value) || /^[0-9a-fA-F]{64}$/.test(value);
}

/** Certificates, one after the other, as PEM (RFC 7468 section 5), or one as DER in base64; empty for none. */
export const checkCertificates: Check<string> = (value, name) => {
	const rule = `empty, or certificates in PEM, or DER in base64, ${longestCertificates} characters in all`;
	if (typeof value !== "string" || value.length > longestCertificates)
		throw new CheckError(name, value, rule);
	const text = value.trim();
	if (text === "") return text;
	try {
		readAuthorities(text);
	} catch (error) {
		if (!(error instanceof AuthoritiesError)) throw error;
		throw new CheckError(name, value, `${rule}, but ${error.message}`);
	}
	return text;
};

/** With all else it must fit one blob of NVS. */
export const longestCertificates = 2400;
