/** Moddable SDK, documentation/network/network.md, "class Net". What a platform does not know is undefined. */
declare module "net" {
	const Net: {
		/** Signal strength of the Wi-Fi connection, in dBm. */
		get(what: "RSSI"): number | undefined;
		/** Addresses of the name servers. */
		get(what: "DNS"): string[] | undefined;
	};
	export { Net as default };
}
