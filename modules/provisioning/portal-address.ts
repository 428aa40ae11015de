import { isIPv4 } from "link/address";

/** Where the page is served: the chip's own access point, unless the image says otherwise. */
export interface PortalAddress {
	/** Of the access point: ESP-IDF's default. */
	address: string;
	/** The address to listen on; all where it is not given. */
	bind?: string;
	http: number;
	dns: number;
}

const usual: PortalAddress = Object.freeze({ address: "192.168.4.1", http: 80, dns: 53 }, true);

/** Reads `setup` of the configuration. */
export function readPortalAddress(config: unknown): PortalAddress {
	const given: Record<string, unknown> = typeof config === "object" && config !== null ? { ...config } : {};
	const { address, bind, http, dns } = given;
	return {
		address: typeof address === "string" && isIPv4(address) ? address : usual.address,
		...(typeof bind === "string" && { bind }),
		http: typeof http === "number" ? http : usual.http,
		dns: typeof dns === "number" ? dns : usual.dns,
	};
}
