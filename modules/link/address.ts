import { shown } from "protocol/check";

/** Where a server is. */
export interface Address {
	/** Whether to speak TLS: `wss`. */
	secure: boolean;
	host: string;
	port: number;
	/** What comes before each connection's own path; empty, or starts with a slash and does not end with one. */
	prefix: string;
	/** The query without its question mark; empty where there is none. */
	query: string;
}

/** An address that can't be used; the message says why and what would be right. */
export class AddressError extends Error {
	override readonly name = "AddressError";
	readonly code = "bad-address";

	constructor(address: unknown, why: string) {
		super(`the hub's address is ${shown(address)}: ${why}; an address looks like "ws://192.168.1.10:8000"`);
	}
}

/** A hub's own port; over TLS a hub is behind a proxy or has taken the scheme's own. */
const defaultPorts = Object.freeze({ ws: 8000, wss: 443 } as const, true);
const longestHost = 253;

/**
 * Reads `ws://HOST[:PORT][/PREFIX][?QUERY]`, or `wss://…` for TLS. RFC 6455 section 3, without IPv6 addresses; unless it
 * is given, the port is 8000, or 443 over TLS.
 *
 * @throws AddressError
 */
export function parseAddress(address: unknown): Address {
	if (typeof address !== "string") throw new AddressError(address, "it must be a string");
	const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address);
	if (!scheme) throw new AddressError(address, `it must start with "ws://" or "wss://"`);
	const name = (scheme[1] ?? "").toLowerCase();
	if (name !== "ws" && name !== "wss")
		throw new AddressError(address, `its scheme is ${shown(name)}, and it must be "ws" or "wss"`);
	const rest = address.slice(scheme[0].length);
	if (/[^\x21-\x7e]/.test(rest)) throw new AddressError(address, "it has a character that is not allowed");
	if (rest.includes("#")) throw new AddressError(address, "it must not have a fragment (#)");

	const end = rest.search(/[/?]/);
	const authority = end < 0 ? rest : rest.slice(0, end);
	const resource = end < 0 ? "" : rest.slice(end);
	const question = resource.indexOf("?");
	const path = question < 0 ? resource : resource.slice(0, question);
	return {
		secure: name === "wss",
		...parseAuthority(address, authority, defaultPorts[name]),
		prefix: path.replace(/\/+$/, ""),
		query: question < 0 ? "" : resource.slice(question + 1),
	};
}

/** The resource that is asked for: prefix, path and query, and the device's ID in the query. */
export function resourceOf(address: Address, path: string, device: string): string {
	const query = `${address.query}${address.query && "&"}device=${encodeURIComponent(device)}`;
	return `${address.prefix}${path}?${query}`;
}

function parseAuthority(
	address: string,
	authority: string,
	defaultPort: number,
): { host: string; port: number } {
	if (authority.includes("@"))
		throw new AddressError(address, "it must not have a user; the token has a setting of its own");
	if (authority.includes("[")) throw new AddressError(address, "IPv6 addresses are not known here");
	const parts = authority.split(":");
	const [host = "", port] = parts;
	if (parts.length > 2) throw new AddressError(address, "it has more than one colon after the host");
	if (!host) throw new AddressError(address, "the host is missing");
	if (!isHost(host)) throw new AddressError(address, `${shown(host)} is no host name`);
	return { host, port: port === undefined ? defaultPort : parsePort(address, port) };
}

function parsePort(address: string, text: string): number {
	const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
	if (port < 1 || port > 65535)
		throw new AddressError(address, `the port is ${shown(text)}, and it must be a number from 1 to 65535`);
	return port;
}

function isHost(host: string): boolean {
	if (host.length > longestHost) return false;
	if (/^[0-9.]+$/.test(host)) return isIPv4(host);
	return host.split(".").every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}

/** Whether `host` is an IPv4 address in numbers. */
export function isIPv4(host: string): boolean {
	const parts = host.split(".");
	return parts.length === 4 && parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) <= 255);
}
