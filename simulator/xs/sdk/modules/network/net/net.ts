/** What is known of the network. Moddable SDK, documentation/network/network.md, "class Net". */
export default class Net {
	/** Undefined for everything: the computer's network is not the doorbell's. */
	static get(_what: string): undefined {
		return undefined;
	}
	private constructor();
	private constructor() {}
}
