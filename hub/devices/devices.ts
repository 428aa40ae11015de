import type { Log } from "../common/log";
import type { DeviceSummary } from "../wire/viewer";
import { Device, type DeviceTiming } from "./device";
import { HubError } from "../common/errors";
import { ORIGINAL_DEVICE } from "../wire/viewer";

/** Doorbells that are remembered; of those that are not connected the one that left first is forgotten for another. */
const MOST_DEVICES = 1000;
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

/** All doorbells that have come since the hub started. */
export class Devices {
	readonly #devices = new Map<string, Device>();
	readonly #timing: DeviceTiming;
	readonly #log: Log;
	#onChange: () => void = () => undefined;

	constructor(timing: DeviceTiming, log: Log) {
		this.#timing = timing;
		this.#log = log;
	}

	/** Has `listener` called when what `summaries` says has changed. */
	onChange(listener: () => void): void {
		this.#onChange = listener;
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
		const dialect = id === ORIGINAL_DEVICE ? "original" : "belltower.1";
		const device = new Device(id, dialect, this.#timing, this.#log, this.changed);
		this.#devices.set(id, device);
		return device;
	}

	#forgetOne(): void {
		let oldest: Device | undefined;
		for (const device of this) {
			if (device.online || device.watchers > 0) continue;
			if (!oldest || device.since < oldest.since) oldest = device;
		}
		if (!oldest) {
			throw new HubError(
				"too-many-devices",
				`${MOST_DEVICES} devices are in use already; this one can't be added`,
			);
		}
		this.#devices.delete(oldest.id);
	}
}
