/** Moddable SDK, documentation/network/wifi.md. */
declare module "wifi" {
	interface FoundNetwork {
		ssid: string;
		/** In dBm. */
		rssi: number;
		/** `none` for an open one. */
		authentication?: string;
	}

	/** What has happened; after `disconnect` -1 says that the password was rejected. */
	type OnNotify = (message: string, reason?: number) => void;

	export default class WiFi {
		constructor(dictionary?: { ssid: string; password?: string }, onNotify?: OnNotify);
		close(): void;
		/** 1 station, 2 access point, 3 both. */
		static mode: number;
		/** Called with each network, and with nothing at the end. */
		static scan(options: object, callback: (network?: FoundNetwork | null) => void): void;
		static connect(dictionary: { ssid: string; password?: string }): void;
		static disconnect(): void;
		static accessPoint(dictionary: {
			ssid: string;
			password?: string;
			station?: boolean;
			max?: number;
		}): void;
	}
}
