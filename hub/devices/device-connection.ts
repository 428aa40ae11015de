import type { Duplex } from "node:stream";
import type { RawData, WebSocket } from "ws";
import type { Log } from "../common/log";
import type { SpeakerOutput } from "../relay/speaker";
import { asHubError, HubError } from "../common/errors";
import { Complaints } from "../common/log";
import { MediaMessage } from "../relay/media-message";
import { Outbox } from "../relay/outbox";
import { Spoken, SpokenPlain } from "../relay/spoken";
import { parseText, type TextMessage } from "../common/text";
import { hubTime } from "../common/time";
import { BYTES_PER_MILLISECOND, Kind } from "../wire/header";

/** Which of a doorbell's two connections. */
export type Role = "audio" | "video";
export type Dialect = "belltower.1" | "original";

/** Text that may wait for a doorbell, bytes; errors are no longer answered beyond. */
const TEXT_BACKLOG = 16_384;

/** What a connection tells the doorbell that it belongs to. */
export interface ConnectionOwner {
	media(message: MediaMessage, connection: DeviceConnection): void;
	/** @param kind what the message was to be */
	malformed(kind: number, connection: DeviceConnection): void;
	text(message: TextMessage, connection: DeviceConnection): void;
	closed(connection: DeviceConnection, code: number): void;
}

/** One WebSocket connection of a doorbell: turns what comes into messages that are in order, and drops and reports the rest. */
export class DeviceConnection implements SpeakerOutput {
	readonly role: Role;
	readonly dialect: Dialect;
	readonly #webSocket: WebSocket;
	readonly #outbox: Outbox;
	readonly #owner: ConnectionOwner;
	readonly #complaints: Complaints;
	readonly #kind: number;
	#received = 0;
	#played = 0;

	/** @param stream the socket under `webSocket` */
	constructor(
		role: Role,
		dialect: Dialect,
		webSocket: WebSocket,
		stream: Duplex,
		owner: ConnectionOwner,
		log: Log,
		device: string,
	) {
		this.role = role;
		this.dialect = dialect;
		this.#kind = role === "audio" ? Kind.PCM : Kind.JPEG;
		this.#webSocket = webSocket;
		this.#outbox = new Outbox(webSocket, stream);
		this.#owner = owner;
		this.#complaints = new Complaints(log, { device, connection: role });
		webSocket.on("message", (data, isBinary) => this.#onMessage(data, isBinary));
		webSocket.on("error", (error) => this.#complaints.add("connection", error.message));
		webSocket.on("close", (code) => owner.closed(this, code));
	}

	/** PCM messages that went to the speaker. */
	get sent(): number {
		return this.#outbox.sound.sent;
	}

	/** PCM messages that were dropped because the doorbell was slow. */
	get dropped(): number {
		return this.#outbox.sound.dropped;
	}

	play(pcm: Buffer): void {
		this.#outbox.sendSound(
			this.dialect === "original" ? new SpokenPlain(pcm) : new Spoken(pcm, this.#played++),
		);
	}

	/** Reports something of this doorbell that is not as it must be. */
	complain(code: string, message: string): void {
		this.#complaints.add(code, message);
	}

	/** Sends a text message. */
	send(text: string): void {
		this.#webSocket.send(text);
	}

	/** Answers what could not be taken. */
	sendError(error: HubError): void {
		if (this.dialect === "original" || this.#webSocket.bufferedAmount > TEXT_BACKLOG) return;
		this.send(JSON.stringify({ type: "error", error: { code: error.code, message: error.message } }));
	}

	close(code: number, reason: string): void {
		this.#webSocket.close(code, reason);
	}

	#onMessage(data: RawData, isBinary: boolean): void {
		const bytes = data as Buffer;
		if (isBinary) this.#onBinary(bytes);
		else this.#onText(bytes);
	}

	#onBinary(bytes: Buffer): void {
		let message: MediaMessage;
		try {
			message = this.dialect === "original" ? this.#addHeader(bytes) : MediaMessage.from(bytes);
		} catch (thrown) {
			const error = asHubError(thrown);
			this.#complaints.add(error.code, error.message);
			this.#owner.malformed(this.dialect === "original" ? this.#kind : (bytes[0] ?? 0), this);
			return;
		}
		this.#owner.media(message, this);
	}

	/** The original sends no header: the hub says when the message came, and for sound when it must have begun. */
	#addHeader(bytes: Buffer): MediaMessage {
		const duration = this.#kind === Kind.PCM ? bytes.byteLength / BYTES_PER_MILLISECOND : 0;
		const time = Math.max(0, hubTime() - Math.round(duration * 1000));
		const header = { kind: this.#kind, flags: 0, sequence: this.#received, time };
		const message = MediaMessage.of(header, bytes);
		this.#received++;
		return message;
	}

	#onText(bytes: Buffer): void {
		if (this.role === "video" || this.dialect === "original") {
			this.#complaints.add(
				"unexpected-text",
				`a text message of ${bytes.byteLength} bytes was ignored: text belongs on the audio connection of a belltower.1 doorbell`,
			);
			return;
		}
		try {
			this.#owner.text(parseText(bytes), this);
		} catch (thrown) {
			const error = asHubError(thrown);
			this.#complaints.add(error.code, error.message);
			this.sendError(error);
		}
	}
}
