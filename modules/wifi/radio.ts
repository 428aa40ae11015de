/** A network that was found. */
export interface FoundNetwork {
	readonly ssid: string;
	/** How strong it is, in dBm. */
	readonly signal: number;
	/** Whether it wants no password. */
	readonly open: boolean;
}

/** What a radio tells. */
export type RadioEvent = "joined" | "address" | "lost" | "rejected";

/** Wi-Fi, as a station and as an access point. */
export interface Radio {
	/**
	 * Told of what happens to the station: it has joined a network; it has an address there; it has lost it or could not
	 * join; the password was rejected.
	 */
	onEvent: (event: RadioEvent) => void;
	/** Starts to join a network; an empty password for an open one. */
	join(ssid: string, password: string): void;
	/** Leaves the network, or gives up to join it. */
	leave(): void;
	/** Calls back with the networks there are, the strongest first, or throws where it can't look now. */
	scan(found: (networks: FoundNetwork[]) => void): void;
	/** Opens an access point, beside the station; an empty password for an open one. */
	openAccessPoint(ssid: string, password: string): void;
	closeAccessPoint(): void;
}
