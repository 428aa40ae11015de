import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { HubError } from "../common/errors";

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;

interface Cost {
	/** N, r and p of RFC 7914. */
	N: number;
	r: number;
	p: number;
}

/** 32 MiB and about a quarter of a second: one of the settings that OWASP's Password Storage Cheat Sheet gives as equal. */
const COST: Cost = { N: 2 ** 15, r: 8, p: 3 };
const LENGTH = 32;
/** Hashes that are computed at a time, so that attempts to sign in can't take all memory. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 20;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Hashes a password with scrypt (RFC 7914), which Node brings: memory-hard, and without another dependency.
 * @returns `scrypt$N$r$p$salt$hash`
 * @throws HubError `bad-argument` if it is too short or too long, `busy`
 */
export async function hashPassword(password: string): Promise<string> {
	if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
		throw new HubError(
			"bad-argument",
			`the password has ${password.length} characters; it must have ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD}`,
			{ field: "password" },
		);
	}
	const salt = randomBytes(16);
	const hash = await derive(password, salt, COST);
	return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/**
 * Whether this is the password that was hashed. Without a hash it takes as long and is false, so that the time does not
 * tell which names exist.
 * @throws HubError `busy`
 */
export async function isPassword(password: string, stored: string | undefined): Promise<boolean> {
	const [, N, r, p, salt = "", hash = ""] = (stored ?? "").split("$");
	const cost = stored === undefined ? COST : { N: Number(N), r: Number(r), p: Number(p) };
	const wanted = Buffer.from(hash, "base64url");
	const derived = await derive(password, Buffer.from(salt, "base64url"), cost);
	return wanted.byteLength === derived.byteLength && timingSafeEqual(derived, wanted);
}

async function derive(password: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> {
	if (running >= MOST_AT_ONCE) {
		if (waiting.length >= MOST_WAITING) {
			throw new HubError("busy", "too many are signing in at this moment; try again in some seconds");
		}
		await new Promise<void>((resolve) => waiting.push(resolve));
	}
	running++;
	try {
		return await new Promise((resolve, reject) => {
			const options = { N, r, p, maxmem: 256 * N * r };
			scrypt(password.normalize("NFKC"), salt, LENGTH, options, (error, key) =>
				error ? reject(error) : resolve(key),
			);
		});
	} finally {
		running--;
		waiting.shift()?.();
	}
}
