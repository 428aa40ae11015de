const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 with padding (RFC 4648 section 4). XS 13 has no `toBase64`. */
export function base64(bytes: Uint8Array): string {
	let text = "";
	for (let index = 0; index < bytes.length; index += 3) {
		const group = ((bytes[index] ?? 0) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0);
		for (let digit = 0; digit < 4; digit++)
			text += index + digit > bytes.length ? "=" : alphabet.charAt((group >> (18 - digit * 6)) & 63);
	}
	return text;
}
