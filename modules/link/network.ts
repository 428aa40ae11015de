/** The network under the links, such as the Wi-Fi connection. While it is down no link tries to connect. */
export interface Network {
	/** Whether the doorbell has an address in a network. */
	readonly up: boolean;
	/** Why it is down, as one sentence without its period; empty while it is up. */
	readonly reason: string;
	/** Set by the doorbell; whoever implements this calls it after each change of `up` or `reason`. */
	onChanged: () => void;
}

/** A network that is always up, as a computer's is taken to be. */
export const alwaysUp: Network = Object.freeze({ up: true, reason: "", onChanged: () => undefined }, true);
