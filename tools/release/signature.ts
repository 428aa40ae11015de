import { constants, createHash, createPublicKey, type KeyObject, sign } from "node:crypto";
import { crc32 } from "node:zlib";
import { padded } from "./app-image";
import { ReleaseError } from "./release-error";

const sector = 4096;
const modulusLength = 384;
const saltLength = 32;

/**
 * Signs an image as espsecure does for Secure Boot v2, which signed updates without secure boot use, too: fills it up to a
 * sector and appends one more with the signature block (RSA-3072, RSASSA-PSS, SHA-256). ESP-IDF v6.0,
 * `docs/en/security/secure-boot-v2.rst`, "Signature Block Format". Throws a {@link ReleaseError} for another kind of key.
 */
export function signImage(image: Buffer, key: KeyObject): Buffer {
	const contents = padded(image, sector, 0xff);
	return Buffer.concat([contents, padded(signatureBlock(contents, key), sector, 0xff)]);
}

/** The block of 1,216 bytes for what is signed. */
export function signatureBlock(contents: Buffer, key: KeyObject): Buffer {
	const { modulus, exponent } = publicNumbers(key);
	const block = Buffer.alloc(1216);
	block[0] = 0xe7;
	block[1] = 2;
	createHash("sha256").update(contents).digest().copy(block, 4);
	littleEndian(modulus, modulusLength).copy(block, 36);
	block.writeUInt32LE(exponent, 420);
	littleEndian((1n << BigInt(2 * 8 * modulusLength)) % modulus, modulusLength).copy(block, 424);
	block.writeUInt32LE(montgomery(modulus), 808);
	const signature = sign("sha256", contents, {
		key,
		padding: constants.RSA_PKCS1_PSS_PADDING,
		saltLength,
	});
	signature.reverse().copy(block, 812);
	block.writeUInt32LE(crc(block.subarray(0, 1196)), 1196);
	return block;
}

function publicNumbers(key: KeyObject): { modulus: bigint; exponent: number } {
	const { kty, n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
	const modulus = Buffer.from(n, "base64url");
	if (kty !== "RSA" || modulus.length !== modulusLength)
		throw new ReleaseError(
			"bad-key",
			"the key must be an RSA key of 3,072 bits; npm run release -- --make-key makes one",
		);
	return {
		modulus: BigInt(`0x${modulus.toString("hex")}`),
		exponent: Buffer.from(e, "base64url").readUIntBE(0, Buffer.from(e, "base64url").length),
	};
}

function littleEndian(number: bigint, length: number): Buffer {
	return Buffer.from(number.toString(16).padStart(2 * length, "0"), "hex").reverse();
}

/** -1 / modulus mod 2^32 */
function montgomery(modulus: bigint): number {
	const low = modulus & 0xffffffffn;
	let inverse = 1n;
	for (let step = 0; step < 5; step++) inverse = (inverse * (2n - low * inverse)) & 0xffffffffn;
	return Number(-inverse & 0xffffffffn);
}

function crc(bytes: Buffer): number {
	return crc32(bytes);
}
