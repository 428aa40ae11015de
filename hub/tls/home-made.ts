import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { isIP } from "node:net";
import { join } from "node:path";
import { HubError } from "../common/errors";
import { isHomeName, makeAuthority, makeServerCertificate } from "./certificate";

/** A certificate with its key, and the authority that vouches for it where it is this hub's own: all PEM. */
export interface ServerCertificate {
	cert: string;
	key: string;
	authority?: string;
}

const AUTHORITY_DAYS = 20 * 365;
/** Below the 825 days that Apple's systems take. */
const SERVER_DAYS = 397;
/** When so many days are left, another is made. */
const RENEW_DAYS = 30;
const DAY = 86_400_000;
const NAME = /^(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*$/;

interface Files {
	folder: string;
	authority: string;
	authorityKey: string;
	certificate: string;
	key: string;
	names: string;
}

function filesIn(data: string): Files {
	const folder = join(data, "tls");
	return {
		folder,
		authority: join(folder, "authority.pem"),
		authorityKey: join(folder, "authority-key.pem"),
		certificate: join(folder, "certificate.pem"),
		key: join(folder, "key.pem"),
		names: join(folder, "names.json"),
	};
}

/** Whether a hub's own certificate was made in this data folder. */
export function hasCertificate(data: string): boolean {
	return existsSync(filesIn(data).certificate);
}

/**
 * Makes a certificate authority, if there is none yet, and a certificate for this machine's names and addresses.
 * @param given further names and addresses
 * @param host that the hub is bound to
 * @returns what to tell
 * @throws HubError `bad-name`, `data-folder`
 */
export function makeCertificate(data: string, given: readonly string[], host?: string): string {
	const files = filesIn(data);
	const asked = [...new Set([...readNames(files), ...given.map((name) => name.toLowerCase())])];
	for (const name of asked) {
		if (isIP(name) === 0 && !NAME.test(name)) {
			throw new HubError("bad-name", `"${name}" is neither a host's name nor an IP address`);
		}
	}
	mkdirSync(files.folder, { recursive: true, mode: 0o700 });
	const names = allNames(asked, host);
	let isNew = false;
	if (!existsSync(files.authority) || !vouchesFor(files, names)) {
		isNew = true;
		const subject = `Belltower at ${hostname()} ${new Date().toISOString().slice(0, 10)}`;
		const { certificate, key } = makeAuthority(
			subject,
			names.filter((name) => !isHomeName(name)),
			AUTHORITY_DAYS,
		);
		write(files.authorityKey, key.export({ type: "pkcs8", format: "pem" }).toString());
		write(files.authority, certificate);
	}
	write(files.names, JSON.stringify(asked));
	issue(files, names);
	const fingerprint = new X509Certificate(readFileSync(files.authority)).fingerprint256;
	return [
		`The certificate is for ${names.join(", ")}.`,
		isNew
			? `Its authority is new: trust ${files.authority} on every phone and computer, and give it to the doorbells (setting "ca").`
			: `Its authority is the one from before (${files.authority}).`,
		`Fingerprint (SHA-256) ${fingerprint}`,
	].join("\n");
}

/**
 * The hub's own certificate; made anew when it ends soon or this machine has another address.
 * @param host that the hub is bound to
 */
export function ownCertificate(data: string, host?: string): ServerCertificate {
	const files = filesIn(data);
	const names = allNames(readNames(files), host).filter((name) => mayVouch(files, name));
	const certificate = new X509Certificate(readFileSync(files.certificate));
	const left = (Date.parse(certificate.validTo) - Date.now()) / DAY;
	const covered = names.every((name) =>
		isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name),
	);
	if (left < RENEW_DAYS || !covered) issue(files, names);
	return {
		cert: readFileSync(files.certificate, "utf8"),
		key: readFileSync(files.key, "utf8"),
		authority: readFileSync(files.authority, "utf8"),
	};
}

function issue(files: Files, names: readonly string[]): void {
	const authority = new X509Certificate(readFileSync(files.authority));
	const { certificate, key } = makeServerCertificate(
		{
			subject: /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? "",
			publicKey: authority.publicKey,
			key: createPrivateKey(readFileSync(files.authorityKey)),
		},
		names,
		SERVER_DAYS,
	);
	write(files.key, key.export({ type: "pkcs8", format: "pem" }).toString());
	write(files.certificate, certificate);
}

/** This machine's names and addresses, and those that were asked for. */
function allNames(asked: readonly string[], host?: string): string[] {
	const own = hostname().toLowerCase();
	const addresses = Object.values(networkInterfaces())
		.flatMap((each) => each ?? [])
		.filter(({ address, scopeid }) => scopeid === undefined || scopeid === 0 || !address.startsWith("fe80"))
		.map(({ address }) => address)
		.filter(isHomeName);
	const bound = host !== undefined && isIP(host) !== 0 && !/^(0\.0\.0\.0|::)$/.test(host) ? [host] : [];
	const names = NAME.test(own) ? [own, ...(own.includes(".") ? [] : [`${own}.local`])] : [];
	return [...new Set([...asked, ...names, "localhost", "127.0.0.1", ...bound, ...addresses])];
}

function readNames(files: Files): string[] {
	if (!existsSync(files.names)) return [];
	const names: unknown = JSON.parse(readFileSync(files.names, "utf8"));
	return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

/** Whether the authority there is may vouch for all of these: those of a home, and those that it was made for. */
function vouchesFor(files: Files, names: readonly string[]): boolean {
	return names.every((name) => mayVouch(files, name));
}

function mayVouch(files: Files, name: string): boolean {
	if (isHomeName(name) || !existsSync(files.certificate)) return isHomeName(name);
	const before = new X509Certificate(readFileSync(files.certificate));
	return (isIP(name) === 0 ? before.checkHost(name) : before.checkIP(name)) !== undefined;
}

/** Writes a file whole, or not at all, for this user's eyes only. */
function write(path: string, content: string): void {
	writeFileSync(`${path}.new`, content, { mode: 0o600 });
	renameSync(`${path}.new`, path);
}
