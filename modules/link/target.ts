import { type ConnectionName, paths, subprotocol } from "protocol/messages";
import { type Address, resourceOf } from "link/address";
import type { ConnectionOptions } from "link/connection";

/** Whom a link connects to, and as whom. */
export interface LinkTarget {
	address: Address;
	/** The doorbell's ID. */
	device: string;
	/** What the server knows the doorbell by; empty for none. */
	token: string;
}

/** What is asked of the server. docs/protocol.md, "Two connections". */
export type Request = Pick<ConnectionOptions, "secure" | "host" | "port" | "path" | "protocol" | "headers">;

/** The request for one of the two connections. */
export function requestOf({ address, device, token }: LinkTarget, name: ConnectionName): Request {
	const { secure, host, port } = address;
	const headers = new Map<string, string>();
	if (token) headers.set("Authorization", `Bearer ${token}`);
	return {
		secure,
		host,
		port,
		path: resourceOf(address, paths[name], device),
		protocol: subprotocol,
		headers,
	};
}

/** Where a request goes, as a person reads it; without the token and the query, where somebody may have put another. */
export function shownRequest({ secure, host, port, path }: Request): string {
	return `${secure ? "wss" : "ws"}://${host}:${port}${path.replace(/\?.*/, "")}`;
}
