import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A new token: 256 random bits, in 43 characters that need no escaping in an address.
 * @param prefix says what it is for, so that one that turns up somewhere can be told
 */
export function makeToken(prefix: string): string {
	return `${prefix}_${randomBytes(32).toString("base64url")}`;
}

/** A new identity for a row: 96 random bits, in a form that no program takes for an option. */
export function makeId(): string {
	return randomBytes(12).toString("hex");
}

/**
 * What is stored of a token. One SHA-256 is right here, and a slow hash is not: a token of 256 random bits can't be
 * guessed at any speed, and this runs at every request. Passwords, which people choose, are hashed by password.ts.
 */
export function hashToken(token: string): Buffer {
	return createHash("sha256").update(token).digest();
}

/** Compares secrets in a time that does not depend on where they differ. */
export function equalSecrets(given: string, wanted: string): boolean {
	return timingSafeEqual(hashToken(given), hashToken(wanted));
}
