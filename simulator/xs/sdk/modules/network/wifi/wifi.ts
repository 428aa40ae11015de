import Timer from "timer";

/** A network on the simulated air. */
interface AirNetwork {
	ssid: string;
	/** None, or empty: it is open. */
	password?: string;
	/** In dBm. */
	rssi?: number;
	/** Whether it gives out addresses. */
	address?: boolean;
}

interface Dictionary {
	ssid: string;
	password?: string;
	station?: boolean;
}

type OnNotify = (message: string, reason?: number) => void;

const usualAir: AirNetwork[] = [{ ssid: "Simulated network", rssi: -50 }];

/** How long things take, in milliseconds. */
const scanTime = 30;
const joinTime = 20;
const addressTime = 10;
const watchInterval = 200;

let mode = 0;
let joined: AirNetwork | undefined;
let steps: ReturnType<typeof Timer.set> | undefined;
let scanning = false;
const listeners: OnNotify[] = [];

/** What is on the air now: as the file says that BELLTOWER_WIFI names, or one open network. */
function air(): AirNetwork[] {
	const text = native("xs_wifi_air").call(undefined) as string | undefined;
	return text === undefined ? usualAir : (JSON.parse(text) as { networks: AirNetwork[] }).networks;
}

function tell(message: string, reason?: number): void {
	for (const listener of listeners.slice()) listener(message, reason);
}

function next(step: () => void, milliseconds: number): void {
	steps = Timer.set(() => {
		steps = undefined;
		step();
	}, milliseconds);
}

function find({ ssid, password }: { ssid: string; password?: string | undefined }): AirNetwork | undefined {
	return air().find((each) => each.ssid === ssid && (each.password ?? "") === (password ?? ""));
}

function join(dictionary: Dictionary): void {
	const network = find(dictionary);
	if (!network) {
		tell("disconnect", air().some(({ ssid }) => ssid === dictionary.ssid) ? -1 : 0);
		return;
	}
	joined = network;
	tell("connect");
	if (network.address === false) watch();
	else
		next(() => {
			tell("gotIP");
			watch();
		}, addressTime);
}

/** Notices when the network is gone. */
function watch(): void {
	next(() => {
		if (joined && find(joined)) watch();
		else lose();
	}, watchInterval);
}

function lose(): void {
	const was = joined;
	joined = undefined;
	if (steps) Timer.clear(steps);
	steps = undefined;
	if (was) tell("disconnect", 0);
}

/** Wi-Fi as the SDK's class has it for the ESP32. Moddable SDK, documentation/network/wifi.md. */
export default class WiFi {
	#listener: OnNotify | undefined;

	constructor(dictionary?: Dictionary, onNotify?: OnNotify) {
		if (onNotify) listeners.push(onNotify);
		this.#listener = onNotify;
		if (dictionary) WiFi.connect(dictionary);
	}
	close(): void {
		const index = this.#listener ? listeners.indexOf(this.#listener) : -1;
		if (index >= 0) listeners.splice(index, 1);
		this.#listener = undefined;
	}
	static get mode(): number {
		return mode;
	}
	static set mode(value: number) {
		mode = value;
		if (!(value & 1)) lose();
	}
	static scan(_options: object, callback: (network: object | null) => void): void {
		if (scanning) throw new Error("already scanning");
		scanning = true;
		Timer.set(() => {
			scanning = false;
			for (const { ssid, rssi = -60, password } of air())
				callback({ ssid, rssi, authentication: password ? "wpa2_psk" : "none" });
			callback(null);
		}, scanTime);
	}
	static connect(dictionary: Dictionary): void {
		lose();
		mode |= 1;
		next(() => join(dictionary), joinTime);
	}
	static disconnect(): void {
		lose();
	}
	static accessPoint({ password, station }: Dictionary): void {
		if (password !== undefined && password.length < 8) throw new Error("password too short - 8 bytes min");
		mode = station ? 3 : 2;
	}
}
