import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../build/layout";
import { ReleaseError } from "./release-error";

/** Where the key is looked for. Git ignores the folder. */
export const usualKey = join(root, "keys", "release.pem");

/**
 * Makes a key for signing: RSA, 3,072 bits, as PEM that only its owner can read. Throws a {@link ReleaseError} if there is
 * a file already: a key that is overwritten is lost, and with it every doorbell that trusts it.
 */
export function makeKey(path: string): void {
	if (existsSync(path))
		throw new ReleaseError(
			"key-exists",
			`${path} is there already; doorbells may trust it, so it stays as it is`,
		);
	const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 3072, publicExponent: 65537 });
	mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
	writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
}

/** Reads a key. Throws a {@link ReleaseError} that says how to make one, if there is none. */
export function readKey(path: string): KeyObject {
	let pem: Buffer;
	try {
		pem = readFileSync(path);
	} catch (cause) {
		throw new ReleaseError(
			"no-key",
			`there is no key at ${path}; make one with: npm run release -- --make-key, and keep it well (docs/updates.md)`,
			{ cause },
		);
	}
	try {
		return createPrivateKey(pem);
	} catch (cause) {
		throw new ReleaseError("bad-key", `${path} is no private key in PEM`, { cause });
	}
}
