import { lookup as resolve } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { HubError } from "../common/errors";

/** Networks that are not the public internet (IANA's special-purpose registries, RFC 6890). */
const SPECIAL: readonly string[] = [
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/4",
	"240.0.0.0/4",
	"::/96",
	"64:ff9b::/96",
	"64:ff9b:1::/48",
	"100::/64",
	"2001::/23",
	"2001:db8::/32",
	"2002::/16",
	"3fff::/20",
	"fc00::/7",
	"fe80::/10",
	"fec0::/10",
	"ff00::/8",
];

/**
 * Where webhooks may go: to the public internet, and to what the configuration names. Else whoever may enter a webhook
 * could have the hub ask routers, cameras and clouds' own services on its side of the firewall (SSRF).
 */
export class Targets {
	readonly #special = listOf(SPECIAL);
	readonly #allowedNetworks: BlockList;
	readonly #allowedNames: ReadonlySet<string>;

	/** @param allowed host names, addresses and networks that are allowed besides */
	constructor(allowed: readonly string[]) {
		const networks = allowed.filter((each) => isIP(each.split("/")[0] ?? "") !== 0);
		this.#allowedNetworks = listOf(networks);
		this.#allowedNames = new Set(
			allowed.filter((each) => !networks.includes(each)).map((name) => name.toLowerCase()),
		);
	}

	/** Checks a webhook's address as far as can be without a look-up. @throws HubError `bad-address` */
	check(address: string): URL {
		const url = URL.canParse(address) ? new URL(address) : undefined;
		if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) {
			throw refused("the address of a webhook must be a whole http: or https: address");
		}
		if (url.username !== "" || url.password !== "") {
			throw refused("the address of a webhook can't have a name and password in it");
		}
		const host = url.hostname.replace(/^\[|\]$/g, "");
		if (isIP(host) !== 0 || /(^|\.)localhost$/.test(host)) this.#checkAddress(host, host);
		return url;
	}

	/**
	 * Looks a host's name up for a connection, and refuses addresses that are not allowed. As the connection is made to
	 * just the address that was checked, a name that resolves to another one the next time (DNS rebinding) gains nothing.
	 */
	readonly lookup: LookupFunction = (hostname, options, callback) => {
		resolve(hostname, { ...options, all: true }, (error, addresses) => {
			if (error) {
				callback(error, "", 0);
				return;
			}
			try {
				for (const { address } of addresses) this.#checkAddress(hostname, address);
			} catch (thrown) {
				callback(thrown as HubError, "", 0);
				return;
			}
			const [first] = addresses;
			if (options.all) callback(null, addresses);
			else callback(null, first?.address ?? "", first?.family ?? 0);
		});
	};

	#checkAddress(host: string, address: string): void {
		if (this.#allowedNames.has(host.toLowerCase())) return;
		const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").split("%")[0] ?? "";
		const version = isIP(plain);
		const family = version === 4 ? "ipv4" : "ipv6";
		if (version !== 0 && this.#allowedNetworks.check(plain, family)) return;
		if (version !== 0 && !this.#special.check(plain, family) && !isMapped(plain)) return;
		throw refused(
			`${host} is in this hub's own network; BELLTOWER_WEBHOOK_HOSTS can name it as one that webhooks may go to`,
		);
	}
}

/** An IPv4 address in IPv6's clothes, written in hexadecimal. */
function isMapped(address: string): boolean {
	return /^(::|(0+:){5})ffff:/i.test(address);
}

function refused(message: string): HubError {
	return new HubError("bad-address", message, { field: "url" });
}

function listOf(networks: readonly string[]): BlockList {
	const list = new BlockList();
	for (const network of networks) {
		const [address = "", bits] = network.split("/");
		const isFour = isIP(address) === 4;
		list.addSubnet(
			address,
			bits === undefined ? (isFour ? 32 : 128) : Number(bits),
			isFour ? "ipv4" : "ipv6",
		);
	}
	return list;
}
