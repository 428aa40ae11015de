import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Device } from "../devices/device";
import type { Watcher } from "../devices/watchers";
import type { Devices } from "../devices/devices";
import type { Log } from "../common/log";
import type { Rings } from "../rings/rings";
import type { TextMessage } from "../common/text";
import { asHubError, HubError } from "../common/errors";
import { Complaints } from "../common/log";
import { frameText } from "../relay/frame";
import { MediaMessage } from "../relay/media-message";
import { Outbox } from "../relay/outbox";
import { isObject, parseText, quote } from "../common/text";
import { hubTime } from "../common/time";
import { Kind } from "../wire/header";
import {
	DEVICE_COMMANDS,
	type DeliveryMessage,
	type ErrorMessage,
	type HubMessage,
	type Talker,
} from "../wire/viewer";

type Value = Record<string, unknown>;

/** What a command comes to. */
interface Outcome {
	value?: Value;
	/** What is to happen when the result has been sent. */
	after?: () => void;
}

type Handler = (message: TextMessage) => Outcome | Promise<Outcome>;

/** Sound that a viewer may send in one message, milliseconds. */
const LONGEST_SOUND = 200;
const POLICY_VIOLATION = 1008;
/** Seconds between two messages about what was delivered, if nothing was dropped. */
const DELIVERY_INTERVAL = 5;
/** Bytes that may wait in the socket before an answer; a viewer that asks on without reading is cut off. */
const MOST_WAITING = 1_048_576;

/** One page (docs/viewer.md): watches one doorbell at a time. */
export class Viewer implements Watcher {
	readonly id: number;
	readonly #talker: Talker;
	readonly #webSocket: WebSocket;
	readonly #outbox: Outbox;
	readonly #devices: Devices;
	readonly #rings: Rings;
	readonly #complaints: Complaints;
	#device: Device | undefined;
	#pictures: (() => void) | undefined;
	#sound: (() => void) | undefined;
	#unwatch: (() => void) | undefined;
	#toldDropped = 0;

	readonly #handlers: Readonly<Record<string, Handler>> = {
		watch: (message) => this.#watch(message),
		"talk.start": (message) => this.#startTalking(message),
		"talk.stop": () => this.#stopTalking(),
		"device.command": (message) => this.#command(message),
		answer: (message) => this.#ring(message, "answer"),
		end: (message) => this.#ring(message, "end"),
		clock: () => ({ value: { time: hubTime() } }),
	};

	/**
	 * @param label how others see this viewer
	 * @param stream the socket under `webSocket`
	 */
	constructor(
		id: number,
		label: string,
		webSocket: WebSocket,
		stream: Duplex,
		devices: Devices,
		rings: Rings,
		log: Log,
	) {
		this.id = id;
		this.#talker = { viewer: id, label };
		this.#webSocket = webSocket;
		this.#devices = devices;
		this.#rings = rings;
		this.#complaints = new Complaints(log, { viewer: id });
		this.#outbox = new Outbox(webSocket, stream);
		webSocket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
		webSocket.on("error", (error) => this.#complaints.add("connection", error.message));
		webSocket.on("close", () => this.#leave());
	}

	/** Says what this hub is. */
	hello(hub: string): void {
		this.#answer({ type: "hello", viewer: this.id, hub, time: hubTime() });
	}

	sendNews(kind: string, frame: Buffer): void {
		this.#outbox.sendNews(kind, frame);
	}

	/** To be called once a second. @param second counts the calls */
	tick(second: number): void {
		const { pictures, sound, roundTrip } = this.#outbox;
		const dropped = pictures.dropped + sound.dropped;
		if (!this.#device || (dropped === this.#toldDropped && (second + this.id) % DELIVERY_INTERVAL !== 0))
			return;
		this.#toldDropped = dropped;
		this.#sendNews({ type: "delivery", pictures, sound, roundTrip });
	}

	close(code: number, reason: string): void {
		this.#webSocket.close(code, reason);
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		const bytes = data as Buffer;
		if (isBinary) this.#onBinary(bytes);
		else void this.#onText(bytes);
	}

	#onBinary(bytes: Buffer): void {
		try {
			const message = MediaMessage.from(bytes);
			if (message.header.kind !== Kind.PCM)
				throw new HubError("unknown-kind", "a viewer can send PCM (kind 1) only");
			if (message.duration > LONGEST_SOUND) {
				throw new HubError(
					"too-long",
					`a message carries ${message.duration} ms of sound; at most ${LONGEST_SOUND} are taken`,
				);
			}
			this.#needDevice().speaker.play(this.#talker, message.payload);
		} catch (thrown) {
			const error = asHubError(thrown);
			if (error.code === "no-floor" || error.code === "not-watching") return;
			this.#device?.speaker.countMalformed();
			this.#complaints.add(error.code, error.message);
			this.#sendNews({ type: "error", error: { code: error.code, message: error.message } });
		}
	}

	async #onText(bytes: Buffer): Promise<void> {
		let message: TextMessage;
		try {
			message = parseText(bytes);
		} catch (thrown) {
			const error = asHubError(thrown);
			this.#complaints.add(error.code, error.message);
			this.#sendNews({ type: "error", error: { code: error.code, message: error.message } });
			return;
		}
		const given = message["id"];
		const id = typeof given === "string" || typeof given === "number" ? given : null;
		try {
			const handler = Object.hasOwn(this.#handlers, message.type) ? this.#handlers[message.type] : undefined;
			if (!handler)
				throw new HubError("unknown-type", `the type ${quote(message.type)} is not known to the hub`);
			const { value, after } = await handler(message);
			this.#answer({ type: "result", id, ok: true, ...(value && { value }) });
			after?.();
		} catch (thrown) {
			const { code, message: sentence } = asHubError(thrown);
			this.#answer({ type: "result", id, ok: false, error: { code, message: sentence } });
		}
	}

	/** Sends an answer: each, in order. */
	#answer(message: HubMessage): void {
		if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
		if (this.#webSocket.bufferedAmount <= MOST_WAITING) {
			this.#webSocket.send(JSON.stringify(message));
			return;
		}
		this.#complaints.add("too-slow", "a viewer does not read the answers it asks for and was disconnected");
		this.close(POLICY_VIOLATION, "answers are not read");
		this.#webSocket.terminate();
	}

	#sendNews(message: DeliveryMessage | ErrorMessage): void {
		this.sendNews(message.type, frameText(message));
	}

	#watch(message: TextMessage): Outcome {
		const { device: id } = message;
		const pictures = readSwitch(message, "pictures", true);
		const sound = readSwitch(message, "sound", false);
		if (id === null) {
			this.#leave();
			return {};
		}
		if (typeof id !== "string") {
			throw new HubError("bad-argument", `"device" is ${quote(id)}; it must be a device's ID or null`);
		}
		const device = this.#devices.get(id);
		if (!device) throw new HubError("unknown-device", `no doorbell of the ID ${quote(id)} has connected yet`);
		if (device !== this.#device) {
			this.#leave();
			this.#device = device;
			this.#unwatch = device.watch(this);
		}
		const showNewest = pictures && !this.#pictures;
		if (pictures) {
			this.#pictures ??= device.pictures.subscribe(this.#outbox.sendPicture);
		} else {
			this.#pictures?.();
			this.#pictures = undefined;
		}
		if (sound) {
			this.#sound ??= device.sound.subscribe(this.#outbox.sendSound);
		} else {
			this.#sound?.();
			this.#sound = undefined;
		}
		const value = { device: device.summary };
		return showNewest ? { value, after: () => this.#showNewest(device) } : { value };
	}

	#showNewest(device: Device): void {
		const { newest, flow } = device.pictures;
		if (newest && flow.running && this.#pictures && this.#device === device) this.#outbox.sendPicture(newest);
	}

	/** Stops watching, listening and talking. */
	#leave(): void {
		const device = this.#device;
		if (!device) return;
		this.#device = undefined;
		this.#pictures?.();
		this.#sound?.();
		this.#pictures = this.#sound = undefined;
		this.#unwatch?.();
		this.#outbox.clear();
		device.speaker.stop(this.#talker);
	}

	async #startTalking(message: TextMessage): Promise<Outcome> {
		const takeOver = readSwitch(message, "takeOver", false);
		await this.#needDevice().speaker.start(this.#talker, takeOver);
		return {};
	}

	#stopTalking(): Outcome {
		this.#device?.speaker.stop(this.#talker);
		return {};
	}

	async #command(message: TextMessage): Promise<Outcome> {
		const { command } = message;
		const parameters = message["arguments"] ?? {};
		const known = DEVICE_COMMANDS.find((name) => name === command);
		if (!known) {
			throw new HubError(
				"bad-argument",
				`"command" is ${quote(command)}; it must be one of ${DEVICE_COMMANDS.join(", ")}`,
			);
		}
		if (!isObject(parameters)) throw new HubError("bad-argument", '"arguments" must be an object');
		return { value: await this.#needDevice().request(known, parameters) };
	}

	async #ring({ ring }: TextMessage, action: "answer" | "end"): Promise<Outcome> {
		if (typeof ring !== "string") {
			throw new HubError("bad-argument", `"ring" is ${quote(ring)}; it must be a ring's ID`);
		}
		return { value: { ring: await this.#rings[action](ring, this.#talker.label) } };
	}

	#needDevice(): Device {
		if (!this.#device) throw new HubError("not-watching", "no doorbell is watched; ask by watch first");
		return this.#device;
	}
}

function readSwitch(message: TextMessage, field: string, otherwise: boolean): boolean {
	const value = message[field] ?? otherwise;
	if (typeof value !== "boolean") {
		throw new HubError("bad-argument", `"${field}" is ${quote(value)}; it must be true or false`);
	}
	return value;
}
