import WiFi from "wifi";
import type { FoundNetwork, Radio, RadioEvent } from "wifi/radio";

const events: Readonly<Record<string, RadioEvent>> = Object.freeze(
	{
		connect: "joined",
		gotIP: "address",
		disconnect: "lost",
	},
	true,
);
const station = 1;
/** As a station beside an access point. */
const both = 3;
const mostNetworks = 16;
/** How many phones may be on the access point at a time. */
const mostStations = 2;

/** The SDK's Wi-Fi. */
export class SdkRadio implements Radio {
	onEvent: (event: RadioEvent) => void = () => undefined;

	constructor() {
		new WiFi(undefined, (message: string, reason?: number) => {
			const event = events[message];
			if (event) this.onEvent(event === "lost" && reason === -1 ? "rejected" : event);
		});
	}

	join(ssid: string, password: string): void {
		WiFi.connect({ ssid, ...(password && { password }) });
	}

	leave(): void {
		WiFi.disconnect();
	}

	scan(found: (networks: FoundNetwork[]) => void): void {
		const networks = new Map<string, FoundNetwork>();
		WiFi.scan({}, (network) => {
			if (!network) {
				const sorted = [...networks.values()].sort((one, other) => other.signal - one.signal);
				found(sorted.slice(0, mostNetworks));
				return;
			}
			const { ssid, rssi: signal, authentication } = network;
			const known = networks.get(ssid);
			if (ssid && (!known || known.signal < signal))
				networks.set(ssid, { ssid, signal, open: authentication === "none" });
		});
	}

	openAccessPoint(ssid: string, password: string): void {
		const options = { ssid, ...(password && { password }), station: true, max: mostStations };
		WiFi.accessPoint(options);
		if (WiFi.mode !== both) WiFi.mode = both;
	}

	closeAccessPoint(): void {
		WiFi.mode = station;
	}
}
