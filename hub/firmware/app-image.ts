import { createHash, createPublicKey, constants, type KeyObject, verify } from "node:crypto";
import { HubError } from "../common/errors";

/** What an app image says of itself. ESP-IDF v6.0, `esp_app_format.h`, `esp_app_desc.h`. */
export interface AppImageInfo {
	/** As people know it, without the board. */
	version: string;
	board: string;
	/** Such as `esp32s3`. */
	chip: string;
	project: string;
	/** The SHA-256 of the public key that it is signed with, in hexadecimal digits; null if it is not signed. */
	key: string | null;
}

const CHIPS: Readonly<Record<number, string>> = { 0: "esp32", 9: "esp32s3" };
const SECTOR = 4096;
const DESCRIPTION_MAGIC = 0xabcd5432;
const VERSION = /^(\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]+)?)\+([a-z0-9-]{1,24})$/;

/**
 * Reads an app image and checks that it is whole: its checksum, its hash, and its signature if it has one.
 * @throws HubError `bad-image`
 */
export function readAppImage(image: Buffer): AppImageInfo {
	const end = checkContents(image);
	const chip = CHIPS[image.readUInt16LE(12)];
	if (chip === undefined)
		throw bad(`it is for the chip ${image.readUInt16LE(12)}, of which Belltower knows nothing`);
	if (image.readUInt32LE(32) !== DESCRIPTION_MAGIC) throw bad("it has no description of its program");
	const described = text(image, 48, 32);
	const [, version, board] = VERSION.exec(described) ?? [];
	if (version === undefined || board === undefined)
		throw bad(`its version is "${described}"; it must name the board, too, such as "1.2.3+esp32s3"`);
	return { version, board, chip, project: text(image, 80, 32), key: checkSignature(image, end) };
}

/** @returns where the image ends, from its start */
function checkContents(image: Buffer): number {
	if (image.length < 336 || image[0] !== 0xe9) throw bad("it does not start as an app image does, with E9");
	let offset = 24;
	let checksum = 0xef;
	for (let segment = 0; segment < (image[1] ?? 0); segment++) {
		const length = offset + 8 <= image.length ? image.readUInt32LE(offset + 4) : 0;
		offset += 8;
		if (offset + length > image.length) throw bad("it ends in the middle of a segment");
		for (let index = offset; index < offset + length; index++) checksum ^= image[index] ?? 0;
		offset += length;
	}
	offset = (offset + 16) & ~15;
	if (image[offset - 1] !== checksum) throw bad("its checksum is wrong");
	if (image[23] !== 1) throw bad("it has no hash");
	const hash = createHash("sha256").update(image.subarray(0, offset)).digest();
	if (!hash.equals(image.subarray(offset, offset + 32))) throw bad("its hash is wrong");
	return offset + 32;
}

/** ESP-IDF v6.0, `docs/en/security/secure-boot-v2.rst`, "Signature Block Format", RSA. */
function checkSignature(image: Buffer, end: number): string | null {
	const signed = Math.ceil(end / SECTOR) * SECTOR;
	const block = image.subarray(signed, signed + 1216);
	if (block.length < 1216 || block[0] !== 0xe7 || block[1] !== 2) return null;
	const key = publicKey(block);
	const isRight = verify(
		"sha256",
		image.subarray(0, signed),
		{ key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
		Buffer.from(block.subarray(812, 1196)).reverse(),
	);
	if (!isRight) throw bad("its signature is not one of its contents");
	return createHash("sha256").update(block.subarray(36, 812)).digest("hex");
}

function publicKey(block: Buffer): KeyObject {
	const n = Buffer.from(block.subarray(36, 420)).reverse().toString("base64url");
	const e = Buffer.alloc(4);
	e.writeUInt32BE(block.readUInt32LE(420));
	return createPublicKey({ format: "jwk", key: { kty: "RSA", n, e: e.toString("base64url") } });
}

function text(image: Buffer, offset: number, length: number): string {
	return image.toString("latin1", offset, offset + length).replace(/\0.*$/s, "");
}

function bad(why: string): HubError {
	return new HubError("bad-image", `this is no firmware that can be stored: ${why}`);
}
