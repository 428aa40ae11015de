import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import { TLSSocket } from "node:tls";
import { HubError } from "../common/errors";

/** Where a request comes from, as far as it can be believed. */
export interface Origin {
	/** The address of who asks, or of the nearest proxy that is not ours. */
	address: string;
	/** Whether the way from the browser is encrypted. */
	secure: boolean;
	/** The host, with port, that the browser asked for. */
	host: string;
}

/**
 * Proxies whose word about a request is taken (`X-Forwarded-For`, `-Proto`, `-Host`). Anybody can send these headers:
 * from an address that is not listed they are ignored.
 */
export class Proxies {
	readonly #list = new BlockList();
	readonly #any: boolean;

	/** @param addresses IP addresses or networks, such as 10.0.0.0/8. @throws HubError `bad-proxy` */
	constructor(addresses: readonly string[]) {
		this.#any = addresses.length > 0;
		for (const entry of addresses) {
			const [address = "", bits] = entry.split("/");
			const version = isIP(address);
			const most = version === 4 ? 32 : 128;
			const prefix = bits === undefined ? most : Number(bits);
			if (version === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most) {
				throw new HubError(
					"bad-proxy",
					`the proxy "${entry}" is neither an IP address nor a network such as 10.0.0.0/8`,
				);
			}
			this.#list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
		}
	}

	get any(): boolean {
		return this.#any;
	}

	/** Whether a request was passed on by something that is not a configured proxy. */
	isForeign(request: IncomingMessage): boolean {
		const { headers, socket } = request;
		const passedOn = "x-forwarded-for" in headers || "x-forwarded-host" in headers || "forwarded" in headers;
		return passedOn && !this.#trusts(plain(socket.remoteAddress));
	}

	/** Where a request comes from. */
	originOf(request: IncomingMessage): Origin {
		const { headers, socket } = request;
		const origin: Origin = {
			address: plain(socket.remoteAddress),
			secure: socket instanceof TLSSocket,
			host: headers.host ?? "",
		};
		if (!this.#any || !this.#trusts(origin.address)) return origin;
		const hops = words(headers["x-forwarded-for"]).map(plain);
		while (hops.length > 0 && this.#trusts(origin.address)) origin.address = hops.pop() ?? origin.address;
		const protocol = words(headers["x-forwarded-proto"])[0];
		if (protocol !== undefined) origin.secure = protocol === "https";
		origin.host = words(headers["x-forwarded-host"])[0] ?? origin.host;
		return origin;
	}

	#trusts(address: string): boolean {
		const version = isIP(address);
		return version !== 0 && this.#list.check(address, version === 4 ? "ipv4" : "ipv6");
	}
}

/** An IPv4 address as such, also where a socket for IPv6 took the connection. */
function plain(address: string | undefined): string {
	return (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}

function words(header: string | string[] | undefined): string[] {
	return (typeof header === "string" ? header : (header ?? []).join(","))
		.split(",")
		.map((word) => word.trim())
		.filter((word) => word !== "");
}
