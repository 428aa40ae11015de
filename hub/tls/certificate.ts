import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { isIP } from "node:net";
import { bits, context, identifier, integer, octets, sequence, set, text, time, yes } from "./der";

/** Object identifiers of RFC 5280 and RFC 8017. */
const COMMON_NAME = "2.5.4.3";
const SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
const SERVER_AUTHENTICATION = "1.3.6.1.5.5.7.3.1";
const Extension = {
	subjectKey: "2.5.29.14",
	keyUsage: "2.5.29.15",
	subjectNames: "2.5.29.17",
	basicConstraints: "2.5.29.19",
	nameConstraints: "2.5.29.30",
	authorityKey: "2.5.29.35",
	extendedKeyUsage: "2.5.29.37",
} as const;

/** A certificate and its key. */
export interface Issued {
	/** PEM. */
	certificate: string;
	key: KeyObject;
}

interface Contents {
	subject: string;
	issuer: string;
	from: Date;
	until: Date;
	publicKey: KeyObject;
	signer: KeyObject;
	extensions: readonly Buffer[];
}

/**
 * A key pair. RSA with 2,048 bits: every browser takes it, and of what a doorbell's chip can verify it is by far the
 * quickest.
 */
export function makeKey(): { publicKey: KeyObject; privateKey: KeyObject } {
	return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/**
 * Makes a certificate authority that can vouch for a home's names and addresses only (RFC 5280 section 4.2.1.10), so
 * that its key, if it is ever stolen, opens no other site. Not marked critical, as a doorbell's chip knows no such limit.
 * @param names further names that it may vouch for
 */
export function makeAuthority(subject: string, names: readonly string[], days: number): Issued {
	const { publicKey, privateKey } = makeKey();
	const key = keyId(publicKey);
	const allowed = [...HOME_NAMES, ...names.filter((name) => isIP(name) === 0)].map((name) =>
		sequence(context(2, Buffer.from(name), false)),
	);
	const networks = [...HOME_NETWORKS, ...names.filter((name) => isIP(name) !== 0).map(alone)].map(
		([address, length]) =>
			sequence(context(7, Buffer.concat([addressBytes(address), mask(address, length)]), false)),
	);
	const certificate = issue({
		subject,
		issuer: subject,
		...validity(days),
		publicKey,
		signer: privateKey,
		extensions: [
			extension(Extension.basicConstraints, sequence(yes(), integer(Buffer.from([0]))), true),
			extension(Extension.keyUsage, bits(Buffer.from([0x06]), 1), true),
			extension(Extension.subjectKey, octets(key)),
			extension(
				Extension.nameConstraints,
				sequence(context(0, Buffer.concat([...allowed, ...networks]), true)),
			),
		],
	});
	return { certificate, key: privateKey };
}

/** Makes a server's certificate. @param names and addresses of the server */
export function makeServerCertificate(
	authority: { subject: string; publicKey: KeyObject; key: KeyObject },
	names: readonly string[],
	days: number,
): Issued {
	const { publicKey, privateKey } = makeKey();
	const subjects = names.map((name) =>
		isIP(name) === 0 ? context(2, Buffer.from(name), false) : context(7, addressBytes(name), false),
	);
	const certificate = issue({
		subject: names[0] ?? "Belltower",
		issuer: authority.subject,
		...validity(days),
		publicKey,
		signer: authority.key,
		extensions: [
			extension(Extension.basicConstraints, sequence(), true),
			extension(Extension.keyUsage, bits(Buffer.from([0xa0]), 5), true),
			extension(Extension.extendedKeyUsage, sequence(identifier(SERVER_AUTHENTICATION))),
			extension(Extension.subjectKey, octets(keyId(publicKey))),
			extension(Extension.authorityKey, sequence(context(0, keyId(authority.publicKey), false))),
			extension(Extension.subjectNames, sequence(...subjects)),
		],
	});
	return { certificate, key: privateKey };
}

const HOME_NAMES = ["localhost", "local", "lan", "home", "internal", "home.arpa", "fritz.box"];
const HOME_NETWORKS: readonly (readonly [string, number])[] = [
	["10.0.0.0", 8],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.168.0.0", 16],
	["100.64.0.0", 10],
	["::1", 128],
	["fc00::", 7],
	["fe80::", 10],
];

/** Whether an authority vouches for this name or address without having been made for it. */
export function isHomeName(name: string): boolean {
	const version = isIP(name);
	if (version === 0) return HOME_NAMES.some((home) => name === home || name.endsWith(`.${home}`));
	return HOME_NETWORKS.some(([network, length]) => {
		if (isIP(network) !== version) return false;
		const limits = mask(network, length);
		const wanted = addressBytes(network);
		return addressBytes(name).every((byte, index) => (byte & (limits[index] ?? 0)) === wanted[index]);
	});
}

function issue({ subject, issuer, from, until, publicKey, signer, extensions }: Contents): string {
	const algorithm = sequence(identifier(SHA256_WITH_RSA), Buffer.from([0x05, 0x00]));
	const serial = randomBytes(16);
	serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
	const contents = sequence(
		context(0, integer(Buffer.from([2])), true),
		integer(serial),
		algorithm,
		name(issuer),
		sequence(time(from), time(until)),
		name(subject),
		publicKey.export({ type: "spki", format: "der" }),
		context(3, sequence(...extensions), true),
	);
	const signature = sign("sha256", contents, signer);
	const bytes = sequence(contents, algorithm, bits(signature));
	const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function name(commonName: string): Buffer {
	return sequence(set(sequence(identifier(COMMON_NAME), text(commonName))));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
	return sequence(identifier(id), ...(critical ? [yes()] : []), octets(value));
}

/** RFC 5280 section 4.2.1.2, method 1. */
function keyId(key: KeyObject): Buffer {
	const pkcs1 = key.export({ type: "pkcs1", format: "der" });
	return createHash("sha1").update(pkcs1).digest();
}

/** From an hour ago, for clocks that are slow. */
function validity(days: number): { from: Date; until: Date } {
	return { from: new Date(Date.now() - 3_600_000), until: new Date(Date.now() + days * 86_400_000) };
}

function alone(address: string): readonly [string, number] {
	return [address, isIP(address) === 4 ? 32 : 128];
}

function mask(address: string, length: number): Buffer {
	const bytes = Buffer.alloc(isIP(address) === 4 ? 4 : 16);
	for (let bit = 0; bit < length; bit++) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
	return bytes;
}

/** An IP address as 4 or 16 bytes. */
function addressBytes(address: string): Buffer {
	if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
	const [plain = ""] = address.split("%");
	const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(plain);
	const hex = (high: string | undefined, low: string | undefined) =>
		(Number(high) * 256 + Number(low)).toString(16);
	const groups = dotted
		? `${dotted[1] ?? ""}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}`
		: plain;
	const [before = "", after] = groups.split("::");
	const left = before === "" ? [] : before.split(":");
	const right = after === undefined || after === "" ? [] : after.split(":");
	const middle = Array<string>(8 - left.length - right.length).fill("0");
	const bytes = Buffer.alloc(16);
	for (const [index, group] of [...left, ...middle, ...right].entries()) {
		bytes.writeUInt16BE(parseInt(group, 16), index * 2);
	}
	return bytes;
}
