import Net from "net";

/** Signal strength of the Wi-Fi connection in dBm, or null where there is none. */
export function signalStrength(): number | null {
	return Net.get("RSSI") ?? null;
}

/** The addresses of the name servers that the network names, or `fallback` where it names none. */
export function nameServers(fallback: readonly string[]): readonly string[] {
	const servers = Net.get("DNS");
	return servers?.length ? servers : fallback;
}
