import { EventEmitter, once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";
import { HEADER_LENGTH, Kind, readHeader, writeHeader, type Header } from "../../hub/wire/header";

/** The smallest bytes that pass for a JPEG on the way: start and end marker around a number. */
export function tinyJpeg(number: number, length = 64): Buffer {
	const bytes = Buffer.alloc(length, 0x20);
	bytes.set([0xff, 0xd8]);
	bytes.writeUInt32BE(number, 2);
	bytes.set([0xff, 0xd9], length - 2);
	return bytes;
}

/** A message of belltower.1: header and payload. */
export function withHeader(header: Partial<Header>, payload: Uint8Array): Buffer {
	const bytes = Buffer.alloc(HEADER_LENGTH + payload.byteLength);
	writeHeader(bytes, { kind: Kind.PCM, flags: 0, sequence: 0, time: 0, ...header });
	bytes.set(payload, HEADER_LENGTH);
	return bytes;
}

export interface Command {
	type: string;
	id: number;
	[parameter: string]: unknown;
}

export interface FakeDeviceOptions {
	/** "belltower.1" by default; "original" offers no subprotocol and sends no identity and no text. */
	dialect?: "belltower.1" | "original";
	id?: string;
	token?: string;
	/** What it answers to a command; `{ok: true}` by default, nothing if undefined is returned. */
	answer?: (command: Command) => Record<string, unknown> | undefined;
	/** How it connects, such as which authority it trusts. */
	client?: ClientOptions;
	/** Whether it says hello by itself; true by default. */
	hello?: boolean;
}

/**
 * Plays a doorbell to the hub, byte by byte as docs/protocol.md says. Emits `command` with each command, `played` with the
 * PCM and the header (undefined in the original dialect), `text` with any other text.
 */
export class FakeDevice extends EventEmitter {
	readonly id: string;
	readonly dialect: "belltower.1" | "original";
	readonly commands: Command[] = [];
	readonly texts: Record<string, unknown>[] = [];
	readonly played: { header: Header | undefined; pcm: Buffer }[] = [];
	audio!: WebSocket;
	video!: WebSocket;
	readonly #hub: string;
	readonly #options: FakeDeviceOptions;
	readonly #sequence = { [Kind.PCM]: 0, [Kind.JPEG]: 0 };

	/** @param hub its address, http: or ws: */
	constructor(hub: string, options: FakeDeviceOptions = {}) {
		super();
		this.#hub = hub.replace(/^http/, "ws");
		this.#options = options;
		this.id = options.id ?? "front-door";
		this.dialect = options.dialect ?? "belltower.1";
	}

	/** A doorbell of which both connections are open. */
	static async connect(hub: string, options?: FakeDeviceOptions): Promise<FakeDevice> {
		const device = new FakeDevice(hub, options);
		await device.openAudio();
		await device.openVideo();
		return device;
	}

	/** Its clock: microseconds, started long before the hub's. */
	get time(): number {
		return Math.round(performance.now() * 1000) + 5_000_000_000;
	}

	async openAudio(): Promise<void> {
		this.audio = await this.#open("/ws/from_esp");
		this.audio.on("message", (data: Buffer, isBinary) => this.#onMessage(data, isBinary));
		if (this.dialect === "belltower.1" && this.#options.hello !== false) this.hello();
	}

	async openVideo(): Promise<void> {
		this.video = await this.#open("/ws/image");
	}

	hello(fields: Record<string, unknown> = {}): void {
		this.say({
			type: "hello",
			device: this.id,
			name: "Front door",
			firmware: "0.1.0",
			board: "fake",
			protocol: 1,
			capabilities: ["microphone", "speaker", "camera", "light"],
			audio: { sampleRate: 16000, channels: 1, bytesPerMessage: 492 },
			time: this.time,
			...fields,
		});
	}

	say(message: Record<string, unknown>): void {
		this.audio.send(JSON.stringify(message));
	}

	/** Sends microphone sound. */
	sendSound(pcm: Buffer, header: Partial<Header> = {}): void {
		this.audio.send(this.#message(Kind.PCM, pcm, header));
	}

	/** Sends a picture. */
	sendPicture(jpeg: Buffer, header: Partial<Header> = {}): void {
		this.video.send(this.#message(Kind.JPEG, jpeg, header));
	}

	/** The next command of this type, or the one that came already. */
	async command(type: string, after = 0): Promise<Command> {
		for (;;) {
			const found = this.commands.slice(after).find((command) => command.type === type);
			if (found) return found;
			await once(this, "command");
		}
	}

	async close(): Promise<void> {
		const open = [this.audio, this.video].filter((webSocket) => webSocket.readyState !== WebSocket.CLOSED);
		await Promise.all(
			open.map((webSocket) => {
				webSocket.close();
				return once(webSocket, "close");
			}),
		);
	}

	/** Skips numbers, as a doorbell does that drops what it captured. */
	skip(kind: 1 | 2, count: number): void {
		this.#sequence[kind] += count;
	}

	#message(kind: 1 | 2, payload: Buffer, header: Partial<Header>): Buffer {
		if (this.dialect === "original") return payload;
		return withHeader({ kind, sequence: this.#sequence[kind]++, time: this.time, ...header }, payload);
	}

	async #open(path: string): Promise<WebSocket> {
		const query = this.dialect === "original" ? "" : `?device=${this.id}`;
		const { token, client } = this.#options;
		const webSocket = new WebSocket(
			`${this.#hub}${path}${query}`,
			this.dialect === "original" ? [] : ["belltower.1"],
			{ ...client, ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }) },
		);
		await once(webSocket, "open");
		return webSocket;
	}

	#onMessage(data: Buffer, isBinary: boolean): void {
		if (isBinary) {
			const original = this.dialect === "original";
			const header = original ? undefined : readHeader(data);
			const pcm = original ? data : data.subarray(HEADER_LENGTH);
			this.played.push({ header, pcm });
			this.emit("played", pcm, header);
			return;
		}
		const message = JSON.parse(data.toString()) as Record<string, unknown>;
		if (message["id"] === undefined) {
			this.texts.push(message);
			this.emit("text", message);
			return;
		}
		const command = message as Command;
		this.commands.push(command);
		this.emit("command", command);
		const answer = this.#options.answer ?? (() => ({ ok: true }));
		const clock = command.type === "stats" ? { value: { type: "stats", time: this.time } } : {};
		const result = answer(command);
		if (result) this.say({ type: "result", id: command.id, ...clock, ...result });
	}
}
