import type { DeviceConnection, Dialect, Role } from "./device-connection";
import type { HubError } from "../common/errors";
import type { MediaMessage } from "../relay/media-message";
import type { StatsMessage } from "../wire/viewer";
import { Feed } from "../relay/feed";
import { Flow, type FlowTiming } from "../relay/flow";
import { Speaker } from "../relay/speaker";
import { Kind } from "../wire/header";

/** What media need of their doorbell. */
export interface MediaControl {
	/** Sends a command that starts or stops a stream. */
	command(type: string, parameters?: Record<string, unknown>): Promise<unknown>;
	/** A stream could not be started or stopped. */
	onFault(part: string, error: HubError): void;
	/** Another one, or nobody, talks. */
	onFloor: () => void;
}

/** A picture and when it came, milliseconds since 1970. */
export interface DatedPicture {
	picture: Buffer;
	time: number;
}

/** The media of one doorbell: what comes from its camera and microphone, and what goes to its speaker. */
export class DeviceMedia {
	readonly pictures: Feed;
	readonly sound: Feed;
	readonly speaker: Speaker;
	readonly #dialect: Dialect;
	readonly #flows: { pictures: Flow; sound: Flow; speaker: Flow };
	#newest: { message: MediaMessage; time: number } | undefined;

	constructor(dialect: Dialect, timing: FlowTiming, control: MediaControl) {
		const flow = (part: string, medium: Role, parameters?: Record<string, unknown>): Flow => {
			const command = async (verb: string): Promise<void> => {
				if (dialect === "belltower.1") await control.command(`${medium}.${verb}`, parameters);
			};
			return new Flow(
				{
					start: () => command("start"),
					stop: () => command("stop"),
					onFault: (error) => control.onFault(part, error),
				},
				timing,
			);
		};
		this.#dialect = dialect;
		this.#flows = {
			pictures: flow("camera", "video"),
			sound: flow("microphone", "audio", { direction: "esp2client" }),
			speaker: flow("speaker", "audio", { direction: "client2esp" }),
		};
		this.pictures = new Feed(this.#flows.pictures);
		this.sound = new Feed(this.#flows.sound);
		this.speaker = new Speaker(this.#flows.speaker, control.onFloor);
	}

	/** Whether anybody sees, hears or talks. */
	get inUse(): boolean {
		const { pictures, sound, speaker } = this.#flows;
		return pictures.wanted + sound.wanted + speaker.wanted > 0;
	}

	/** The newest picture that has come since the hub's start, a JPEG. */
	get newest(): DatedPicture | undefined {
		return this.#newest && { picture: this.#newest.message.payload, time: this.#newest.time };
	}

	get counts(): StatsMessage["hub"] {
		return { pictures: this.pictures.counts, sound: this.sound.counts, speaker: this.speaker.counts };
	}

	/** A connection has opened. The original's streams flow with it; others when the doorbell has said hello. */
	attach(connection: DeviceConnection): void {
		const { role } = connection;
		this.#feed(role).restart();
		if (role === "audio") this.speaker.connect(connection);
		if (this.#dialect !== "original") return;
		if (role === "video") {
			this.#flows.pictures.connect();
		} else {
			this.#flows.sound.connect();
			this.#flows.speaker.connect();
		}
	}

	/** The doorbell has said hello: what is wanted is started. */
	start(): void {
		for (const flow of Object.values(this.#flows)) flow.connect();
	}

	/** A connection has ended. Commands go by the audio connection, so with it nothing flows; the original needs none. */
	detach(role: Role, error: HubError): void {
		this.#feed(role).restart();
		if (role === "audio") {
			for (const flow of Object.values(this.#flows)) {
				if (this.#dialect !== "original" || flow !== this.#flows.pictures) flow.disconnect(error);
			}
			this.speaker.connect(undefined);
		} else if (this.#dialect === "original") {
			this.#flows.pictures.disconnect(error);
		}
	}

	publish(message: MediaMessage): void {
		if (message.header.kind === Kind.JPEG) {
			this.#newest = { message, time: Date.now() };
			this.pictures.publish(message);
		} else this.sound.publish(message);
	}

	/** @param kind what the message was to be @param role of the connection that it came by */
	malformed(kind: number, role: Role): void {
		const known = kind === Kind.JPEG || kind === Kind.PCM;
		const feed = known ? (kind === Kind.JPEG ? this.pictures : this.sound) : this.#feed(role);
		feed.countMalformed();
	}

	/** To be called once a second. */
	mark(): void {
		this.pictures.mark();
		this.sound.mark();
	}

	#feed(role: Role): Feed {
		return role === "audio" ? this.sound : this.pictures;
	}
}
