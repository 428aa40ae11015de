import type { UpdateEvent } from "protocol/events";
import { VirtualTime } from "../../support/virtual-time";
import { FlashFirmware } from "update/firmware";
import { UpdateFeature } from "update/update-feature";
import type { UpdateJob } from "update/update-record";
import { FakeImageServer } from "./fake-image-server";

const flash = {
	open: (size: number): void => native("xs_flash_open").call(undefined, size),
	close: (): void => native("xs_flash_close").call(undefined),
	put: (address: number, bytes: Uint8Array): void => native("xs_flash_put").call(undefined, address, bytes),
	get: (address: number, bytes: Uint8Array): void => native("xs_flash_get").call(undefined, address, bytes),
	cut: (operation: number, permille: number): void =>
		native("xs_flash_cut").call(undefined, operation, permille),
	powerOn: (): void => native("xs_flash_power_on").call(undefined),
	isOn: (): boolean => native("xs_flash_is_on").call(undefined),
	unerased: (): number => native("xs_flash_unerased").call(undefined),
	boot: (): string | undefined => native("xs_flash_boot").call(undefined),
	hash: (bytes: Uint8Array): ArrayBuffer => native("xs_flash_hash").call(undefined, bytes),
};

const slotSize = 0x10000;
const slots = [0x20000, 0x30000] as const;
const flashSize = 0x40000;
const chip = 9;
export const board = "trial";

/** A small image as ESP-IDF's are: a header, a segment with a description, a checksum, a hash. */
export function makeImage(version: string, length: number, imageBoard = board, imageChip = chip): Uint8Array {
	const segment = 256 + Math.ceil(length / 4) * 4;
	const end = (24 + 8 + segment + 16) & ~15;
	const image = new Uint8Array(end + 32);
	const view = new DataView(image.buffer);
	image.set([0xe9, 1, 2, 0x3f]);
	view.setUint16(12, imageChip, true);
	image[23] = 1;
	view.setUint32(28, segment, true);
	view.setUint32(32, 0xabcd5432, true);
	image.set(new Uint8Array(ArrayBuffer.fromString(`${version}+${imageBoard}`)), 48);
	for (let index = 32 + 256; index < 32 + segment; index++) image[index] = (index * 7 + (index >> 8)) & 0xff;
	let checksum = 0xef;
	for (let index = 32; index < 32 + segment; index++) checksum ^= image[index] ?? 0;
	image[end - 1] = checksum;
	image.set(new Uint8Array(flash.hash(image.subarray(0, end))), end);
	return image;
}

/** What is announced of an image. */
export function jobOf(version: string, image: Uint8Array): UpdateJob {
	const digits = [...new Uint8Array(flash.hash(image))].map((byte) => byte.toString(16).padStart(2, "0"));
	return {
		url: "/image",
		size: image.length,
		sha256: digits.join(""),
		version,
		board,
		force: false,
		faults: [],
	};
}

class TestedFirmware extends FlashFirmware {
	readonly #world: World;
	constructor(world: World) {
		super();
		this.#world = world;
	}
	override restart(): void {
		this.#world.restarts = true;
	}
	override setDeadline(): void {}
	override clearDeadline(): void {}
	override get resetReason(): number {
		return this.#world.resetReason;
	}
	override get freeMemory(): number {
		return this.#world.freeMemory ?? super.freeMemory;
	}
}

/** A doorbell of which there is nothing but its flash and what updates it, whose power can be cut. */
export class World {
	time = new VirtualTime();
	readonly server = new FakeImageServer();
	readonly events: UpdateEvent[] = [];
	feature: UpdateFeature | undefined;
	restarts = false;
	resetReason = 1;
	connected = true;
	hasSent = true;
	faults: string[] = [];
	ringing = false;
	/** Whether media flow. */
	busy = false;
	/** Internal memory that is free, in bytes, where it is not what the simulated chip has. */
	freeMemory: number | undefined;
	version = "";
	/** The image's address, where it is not `/image` on the hub. */
	url: string | undefined;
	/** What is kept over restarts. */
	memory: string | undefined;

	/** A doorbell that was flashed with `image` over USB, and is switched on. */
	constructor(image: Uint8Array, { slotCount = 2 } = {}) {
		flash.open(flashSize);
		const table = [
			{ label: "otadata", type: 1, subtype: 0, offset: 0xf000, size: 0x2000 },
			{ label: "ota_0", type: 0, subtype: 0x10, offset: slots[0], size: slotSize },
			{ label: "ota_1", type: 0, subtype: 0x11, offset: slots[1], size: slotSize },
		];
		for (const [index, entry] of table.slice(0, 1 + slotCount).entries()) {
			const bytes = new Uint8Array(32);
			const view = new DataView(bytes.buffer);
			view.setUint16(0, 0x50aa, true);
			bytes[2] = entry.type;
			bytes[3] = entry.subtype;
			view.setUint32(4, entry.offset, true);
			view.setUint32(8, entry.size, true);
			bytes.set(new Uint8Array(ArrayBuffer.fromString(entry.label)), 12);
			flash.put(0x8000 + 32 * index, bytes);
		}
		flash.put(slots[0], image);
		this.boot();
	}

	close(): void {
		flash.close();
	}

	/** Starts what the boot loader chooses. Returns its version; undefined if there is nothing to start. */
	boot(): string | undefined {
		const booted = flash.boot();
		this.restarts = false;
		this.feature = undefined;
		this.time = new VirtualTime();
		this.version = booted?.split("+")[0] ?? "";
		if (booted === undefined) return undefined;
		this.feature = new UpdateFeature({
			firmware: new TestedFirmware(this),
			memory: {
				read: () => this.memory,
				write: (text) => {
					if (!flash.isOn()) throw new Error("the power is off");
					this.memory = text;
				},
			},
			open: this.server.opener(this.time),
			time: this.time,
			log: () => undefined,
			board,
			version: this.version,
			hub: { host: "hub", port: 8000, secure: false },
			token: "secret",
			trial: { limit: 20_000, idle: 5000 },
			doorbell: () => this,
			isConnected: () => this.connected,
			isBusy: () => this.busy,
			tell: (event) => this.events.push(event),
			onLoading: () => undefined,
			timing: { patience: 4000, firstRetry: 500, longestRetry: 2000, tries: 4, pause: 50 },
		});
		this.feature.start();
		this.feature.hello();
		return this.version;
	}

	refusal(): string | undefined {
		return this.ringing ? "the doorbell rings (state ringing)" : undefined;
	}

	/** Asks for an update, as the hub does. */
	update(job: UpdateJob): void {
		void this.feature?.handlers.update?.({ type: "update", ...job });
	}

	/** Lets time pass, and starts anew when the firmware asks for it, until nothing happens any more or the power is off. */
	run(seconds = 300): void {
		for (let step = 0; step < seconds * 4; step++) {
			if (!flash.isOn()) return;
			this.time.advance(250);
			if (this.restarts && flash.isOn()) {
				this.resetReason = 3;
				this.boot();
			}
			if (this.isSettled) return;
		}
	}

	/** Whether the last that was told is an end. */
	get isSettled(): boolean {
		const phase = this.events.at(-1)?.phase;
		return phase === "confirmed" || phase === "failed" || phase === "rolled-back";
	}

	/** Switches the power off and on. */
	powerCycle(): string | undefined {
		flash.powerOn();
		this.resetReason = 1;
		return this.boot();
	}

	/** Cuts the power in a later operation of the flash. */
	cutPower(operation: number, permille: number): void {
		flash.cut(operation, permille);
	}

	get isOn(): boolean {
		return flash.isOn();
	}

	get unerased(): number {
		return flash.unerased();
	}

	/** What lies in a slot. */
	slot(index: 0 | 1, length: number): Uint8Array {
		const bytes = new Uint8Array(length);
		flash.get(slots[index], bytes);
		return bytes;
	}
}
