import { Complaints, type Log } from "../common/log";
import type { TextMessage } from "../common/text";
import type { DeviceStore } from "./device-store";
import type { DeviceSummary } from "../wire/viewer";
import type { DeviceTiming } from "./device-listener";
import { Device } from "./device";
import { asHubError, HubError } from "../common/errors";
import { ORIGINAL_DEVICE } from "../wire/viewer";

/** Doorbells that are remembered; of those that are not connected the one that left first is forgotten for another. */
const MOST_DEVICES = 1000;
const POLICY_VIOLATION = 1008;
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Checks a device's identity.
 * @throws HubError `bad-device`, with what is allowed
 */
export function checkDeviceId(id: string | null): string {
	if (id === null) throw new HubError("bad-device", 'the address must name the device: "?device=ID"');
	if (!ID.test(id) || id === ORIGINAL_DEVICE) {
		throw new HubError(
			"bad-device",
			`a device's ID has 1 to 64 characters a-z, 0-9 and "-", does not start with "-", and is not "${ORIGINAL_DEVICE}"`,
		);
	}
	return id;
}

/** Is told of something that happened to any doorbell. */
export type DeviceEventListener = (device: Device, event: string, message: TextMessage) => void;

/** All doorbells that are known: entered by somebody, or that have come. */
export class Devices {
	readonly #devices = new Map<string, Device>();
	readonly #timing: DeviceTiming;
	readonly #log: Log;
	readonly #complaints: Complaints;
	readonly #store: DeviceStore;
	readonly #eventListeners: DeviceEventListener[] = [];
	readonly #presenceListeners: ((device: Device) => void)[] = [];
	readonly #helloListeners: ((device: Device, message: TextMessage) => void)[] = [];
	/** Doorbells that have come, gone or said hello since it was written down. */
	readonly #unwritten = new Set<Device>();
	#onChange: () => void = () => undefined;

	constructor(timing: DeviceTiming, store: DeviceStore, log: Log) {
		this.#timing = timing;
		this.#store = store;
		this.#log = log;
		this.#complaints = new Complaints(log, {});
		for (const known of store.all()) this.#make(known.id).remember(known);
	}

	/** Has `listener` called when what `summaries` says has changed. */
	onChange(listener: () => void): void {
		this.#onChange = listener;
	}

	/** Has `listener` called with each event that a doorbell tells of. */
	onEvent(listener: DeviceEventListener): void {
		this.#eventListeners.push(listener);
	}

	/** Has `listener` called with each `hello`. */
	onHello(listener: (device: Device, message: TextMessage) => void): void {
		this.#helloListeners.push(listener);
	}

	/** Has `listener` called when a doorbell comes or goes. */
	onPresence(listener: (device: Device) => void): void {
		this.#presenceListeners.push(listener);
	}

	/** To be called when what `summaries` says has changed. */
	readonly changed = (): void => this.#onChange();

	get size(): number {
		return this.#devices.size;
	}

	get summaries(): DeviceSummary[] {
		return [...this].map((device) => device.summary);
	}

	[Symbol.iterator](): IterableIterator<Device> {
		return this.#devices.values();
	}

	get(id: string): Device | undefined {
		return this.#devices.get(id);
	}

	/**
	 * The device of this identity, made if it is new.
	 * @throws HubError `too-many-devices`
	 */
	claim(id: string): Device {
		const known = this.#devices.get(id);
		if (known) return known;
		if (this.#devices.size >= MOST_DEVICES) this.#forgetOne();
		return this.#make(id);
	}

	/** Forgets a doorbell; its connections end. */
	remove(id: string): void {
		const device = this.#devices.get(id);
		this.#devices.delete(id);
		device?.close(POLICY_VIOLATION, "this doorbell was removed at the hub");
		this.changed();
	}

	/** Takes over what another program has changed in the database. */
	reload(): void {
		for (const known of this.#store.all()) this.claim(known.id).rename(known.name);
		for (const device of [...this]) {
			if (!device.online && !this.#store.get(device.id)) this.#devices.delete(device.id);
		}
		this.changed();
	}

	/** Writes down what has changed; to be called about once a second. */
	flush(): void {
		if (this.#unwritten.size === 0) return;
		const known = [...this.#unwritten].filter((device) => this.#devices.get(device.id) === device);
		try {
			this.#store.see(known);
			this.#unwritten.clear();
		} catch (error) {
			/* Doorbells work on without it; the next flush tries again. */
			const { code, message } = asHubError(error);
			this.#complaints.add(code, `doorbells' comings and goings could not be stored: ${message}`);
		}
	}

	#make(id: string): Device {
		const dialect = id === ORIGINAL_DEVICE ? "original" : "belltower.1";
		const device = new Device(id, dialect, this.#timing, this.#log, {
			onChange: this.changed,
			onPresence: (device) => {
				this.#see(device);
				for (const listener of this.#presenceListeners) listener(device);
			},
			onHello: (device, message) => {
				this.#see(device);
				for (const listener of this.#helloListeners) listener(device, message);
			},
			onEvent: (device, event, message) => {
				for (const listener of this.#eventListeners) listener(device, event, message);
			},
		});
		this.#devices.set(id, device);
		return device;
	}

	/** A new doorbell is written down at once; what changes then waits, as many may come at once after a power cut. */
	readonly #see = (device: Device): void => {
		this.#unwritten.add(device);
		if (!this.#store.get(device.id)) this.flush();
	};

	#forgetOne(): void {
		let oldest: Device | undefined;
		for (const device of this) {
			if (device.online || device.watchers > 0 || this.#store.get(device.id)?.kept) continue;
			if (!oldest || device.since < oldest.since) oldest = device;
		}
		if (!oldest) {
			throw new HubError(
				"too-many-devices",
				`${MOST_DEVICES} devices are in use already; this one can't be added`,
			);
		}
		this.#devices.delete(oldest.id);
		this.#store.remove(oldest.id);
	}
}
