import { UpdateError } from "update/update-error";
import { type ImageVersion, splitVersion } from "update/versions";

/** How much of an image `readImageHeader` needs. ESP-IDF v6.0, `esp_app_format.h`, `esp_app_desc.h`. */
export const imageHeaderLength = 24 + 8 + 48;

/** What the start of an image says of it. */
export interface ImageHeader extends ImageVersion {
	/** `esp_chip_id_t` */
	chip: number;
}

const magic = 0xe9;
const descriptionMagic = 0xabcd5432;
const description = 32;
const versionOffset = description + 16;
const versionLength = 32;

/**
 * Reads the start of an app image: `esp_image_header_t`, a segment's header, `esp_app_desc_t`.
 *
 * @throws UpdateError `bad-image`
 */
export function readImageHeader(bytes: Uint8Array): ImageHeader {
	const byte = (offset: number): number => bytes[offset] ?? 0;
	if (bytes.length < imageHeaderLength || byte(0) !== magic)
		throw new UpdateError("bad-image", "this is no app image: it must start with E9");
	const word =
		(byte(description) |
			(byte(description + 1) << 8) |
			(byte(description + 2) << 16) |
			(byte(description + 3) << 24)) >>>
		0;
	if (word !== descriptionMagic)
		throw new UpdateError("bad-image", "the image has no description of its program (esp_app_desc_t)");
	let text = "";
	for (let index = 0; index < versionLength; index++) {
		const code = byte(versionOffset + index);
		if (code === 0) break;
		text += String.fromCharCode(code);
	}
	return { chip: byte(12) | (byte(13) << 8), ...splitVersion(text) };
}
