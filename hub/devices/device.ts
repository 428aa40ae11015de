import type { ConnectionOwner, DeviceConnection, Dialect, Role } from "./device-connection";
import type { Log } from "../common/log";
import type { MediaMessage } from "../relay/media-message";
import type { TextMessage } from "../common/text";
import { HealthLog } from "./health-log";
import { Clock } from "../wire/clock";
import { isTime, readColors, readHello } from "./doorbell-says";
import { HubError } from "../common/errors";
import { Feed } from "../relay/feed";
import { Flow, type FlowTiming } from "../relay/flow";
import { frameText } from "../relay/frame";
import { Requests } from "./requests";
import { Speaker } from "../relay/speaker";
import { isObject, quote } from "../common/text";
import { hubTime } from "../common/time";
import { Kind } from "../wire/header";
import type {
	DeviceSummary,
	DoorbellStats,
	EventMessage,
	FloorMessage,
	HubMessage,
	LightMessage,
	StatsMessage,
} from "../wire/viewer";

/** Close code: another connection of the same device took this one's place (docs/protocol.md, "Close codes"). */
const REPLACED = 4000;
const FIRST_CLOCK_QUESTIONS = 3;

/** Who watches a doorbell and is told what it does. */
export interface Watcher {
	/**
	 * @param kind of news of the same kind only the newest matter
	 * @param frame a text frame, the same for all who watch
	 */
	sendNews(kind: string, frame: Buffer): void;
}

/** Is told what happens to a doorbell. */
export interface DeviceListener {
	/** What `summary` says has changed. */
	onChange(device: Device): void;
	/** The doorbell has said hello; `message` is all of it. */
	onHello(device: Device, message: TextMessage): void;
	/** The doorbell says that something has happened; `message` is all of it. */
	onEvent(device: Device, event: string, message: TextMessage): void;
	/** The doorbell has come (its first connection) or gone (its last). */
	onPresence(device: Device): void;
}

/** What is remembered of a doorbell while the hub does not run. */
export interface Remembered {
	name: string | null;
	firmware: string;
	board: string;
	/** When it was last connected, milliseconds since 1970. */
	seen: number | null;
}

/** Milliseconds. */
export interface DeviceTiming extends FlowTiming {
	/** How long a doorbell may take to answer a command. */
	answer: number;
}

/** One doorbell: its connections, what it said last, and the media that flow from and to it. */
export class Device implements ConnectionOwner {
	readonly id: string;
	readonly dialect: Dialect;
	readonly pictures: Feed;
	readonly sound: Feed;
	readonly speaker: Speaker;
	readonly #watchers = new Set<Watcher>();
	readonly #log: Log;
	readonly #timing: DeviceTiming;
	readonly #onChange: () => void;
	readonly #listener: DeviceListener;
	readonly #clock = new Clock();
	readonly #flows: { pictures: Flow; sound: Flow; speaker: Flow };
	readonly #connections: { audio?: DeviceConnection | undefined; video?: DeviceConnection | undefined } = {};
	#requests: Requests | undefined;
	/** The history of its statistics. */
	readonly health = new HealthLog();
	#name: string;
	#givenName: string | null = null;
	#firmware = "";
	#board = "";
	#newest: { message: MediaMessage; time: number } | undefined;
	#capabilities: string[] = [];
	#update: Record<string, unknown> | null = null;
	#state = "";
	#since = Date.now();
	#colors: string[] = [];
	#stats: DoorbellStats | null = null;

	/** @param listener is told what happens */
	constructor(id: string, dialect: Dialect, timing: DeviceTiming, log: Log, listener: DeviceListener) {
		const onChange = (): void => listener.onChange(this);
		this.id = id;
		this.dialect = dialect;
		this.#name = dialect === "original" ? "Original doorbell" : id;
		this.#timing = timing;
		this.#log = log;
		this.#onChange = onChange;
		this.#listener = listener;
		this.#flows = {
			pictures: this.#flow("camera", "video"),
			sound: this.#flow("microphone", "audio", { direction: "esp2client" }),
			speaker: this.#flow("speaker", "audio", { direction: "client2esp" }),
		};
		this.pictures = new Feed(this.#flows.pictures);
		this.sound = new Feed(this.#flows.sound);
		this.speaker = new Speaker(this.#flows.speaker, () => {
			this.#tell("floor", this.#floor);
			onChange();
		});
	}

	/** What people call it: the name given at the hub, or else its own. */
	get name(): string {
		return this.#givenName ?? this.#name;
	}

	get firmware(): string {
		return this.#firmware;
	}

	get board(): string {
		return this.#board;
	}

	get capabilities(): readonly string[] {
		return this.#capabilities;
	}

	/** The newest picture that has come, a JPEG, and when it came, milliseconds since 1970. */
	get thumbnail(): { picture: Buffer; time: number } | undefined {
		return this.#newest && { picture: this.#newest.message.payload, time: this.#newest.time };
	}

	/** Gives it a name at the hub. @param name null: its own */
	rename(name: string | null): void {
		this.#givenName = name;
		this.#onChange();
	}

	/** Takes over what is remembered of it from before the hub's start. */
	remember({ name, firmware, board, seen }: Remembered): void {
		this.#givenName = name;
		this.#firmware = firmware;
		this.#board = board;
		this.#since = seen ?? this.#since;
	}

	get online(): boolean {
		return this.#connections.audio !== undefined || this.#connections.video !== undefined;
	}

	/** When it came or went last, milliseconds since 1970. */
	get since(): number {
		return this.#since;
	}

	/** How many watch it. */
	get watchers(): number {
		return this.#watchers.size;
	}

	/** Tells a watcher what the doorbell does, from now on until the function that is returned is called. */
	watch(watcher: Watcher): () => void {
		this.#watchers.add(watcher);
		watcher.sendNews("light", frameText(this.#light));
		watcher.sendNews("floor", frameText(this.#floor));
		this.#onChange();
		return () => {
			this.#watchers.delete(watcher);
			this.#onChange();
		};
	}

	get summary(): DeviceSummary {
		return {
			id: this.id,
			name: this.name,
			dialect: this.dialect,
			online: this.online,
			since: this.#since,
			state: this.#state,
			firmware: this.#firmware,
			board: this.#board,
			capabilities: this.#capabilities,
			viewers: this.#watchers.size,
			talker: this.speaker.talker,
			update: this.#update,
		};
	}

	/** A connection of this doorbell has opened. One of the same role that is still there is closed. */
	attach(connection: DeviceConnection): void {
		const { role } = connection;
		const wasOnline = this.online;
		const before = this.#connections[role];
		if (before) {
			this.#detach(role, "another connection of this device took its place");
			before.close(REPLACED, "another connection of this device took its place");
		}
		this.#connections[role] = connection;
		this.#log.info({ device: this.id, connection: role, dialect: connection.dialect }, "doorbell connected");
		this.#feed(role).restart();
		if (role === "audio") this.speaker.connect(connection);
		if (this.dialect === "original") {
			if (role === "video") {
				this.#flows.pictures.connect();
			} else {
				this.#flows.sound.connect();
				this.#flows.speaker.connect();
			}
		} else if (role === "audio") {
			this.#requests = new Requests((text) => connection.send(text), this.#timing.answer);
		}
		if (!wasOnline) {
			this.#since = Date.now();
			this.#listener.onPresence(this);
		}
		this.#onChange();
	}

	/**
	 * Sends a command to the doorbell.
	 * @returns the result's `value`
	 * @throws HubError `offline`, `unavailable`, or as `Requests.request`
	 */
	request(type: string, parameters?: Record<string, unknown>): Promise<Record<string, unknown>> {
		if (this.#requests) return this.#requests.request(type, parameters);
		return Promise.reject(
			this.dialect === "original"
				? new HubError("unavailable", "the original's device takes no commands")
				: new HubError("offline", `the doorbell ${this.id} is not connected`),
		);
	}

	/** To be called once a second. @param second counts the calls */
	tick(second: number): void {
		this.pictures.mark();
		this.sound.mark();
		const { pictures, sound, speaker } = this.#flows;
		const used = pictures.wanted + sound.wanted + speaker.wanted > 0;
		if (used && second % 5 === 0) this.#askClock(1);
		if (this.#watchers.size > 0) this.#tell("stats", this.#counts);
	}

	/** Closes both connections. */
	close(code: number, reason: string): void {
		for (const role of ["audio", "video"] as const) {
			const connection = this.#connections[role];
			if (!connection) continue;
			this.#detach(role, reason);
			connection.close(code, reason);
		}
	}

	media(message: MediaMessage, connection: DeviceConnection): void {
		if (this.#connections[connection.role] !== connection) return;
		if (message.header.kind === Kind.JPEG) {
			this.#newest = { message, time: Date.now() };
			this.pictures.publish(message);
		} else this.sound.publish(message);
	}

	malformed(kind: number, connection: DeviceConnection): void {
		const known = kind === Kind.JPEG || kind === Kind.PCM;
		const feed = known ? (kind === Kind.JPEG ? this.pictures : this.sound) : this.#feed(connection.role);
		feed.countMalformed();
	}

	text(message: TextMessage, connection: DeviceConnection): void {
		if (this.#connections.audio !== connection) return;
		switch (message.type) {
			case "hello":
				this.#onHello(message, connection);
				break;
			case "event":
				this.#onEvent(message, connection);
				break;
			case "stats":
				this.#stats = message;
				this.health.add(message, this.pictures.counts);
				break;
			case "result":
				this.#requests?.settle(message);
				break;
			case "error":
				connection.complain(
					"answered-error",
					`the doorbell could not take a message: ${quote(message["error"])}`,
				);
				break;
			default:
				throw new HubError("unknown-type", `the type ${quote(message.type)} is not known to the hub`);
		}
	}

	closed(connection: DeviceConnection, code: number): void {
		if (this.#connections[connection.role] !== connection) return;
		this.#log.info({ device: this.id, connection: connection.role, code }, "doorbell disconnected");
		this.#detach(connection.role, `the doorbell ${this.id} has disconnected`);
		this.#onChange();
	}

	#detach(role: Role, reason: string): void {
		this.#connections[role] = undefined;
		const error = new HubError("offline", reason);
		this.#feed(role).restart();
		if (role === "audio") {
			this.#requests?.close(error);
			this.#requests = undefined;
			this.#clock.reset();
			this.#stats = null;
			this.#colors = [];
			this.#state = "";
			for (const flow of Object.values(this.#flows)) {
				if (this.dialect !== "original" || flow !== this.#flows.pictures) flow.disconnect(error);
			}
			this.speaker.connect(undefined);
			this.#tell("light", this.#light);
		} else if (this.dialect === "original") {
			this.#flows.pictures.disconnect(error);
		}
		if (this.online) return;
		this.#since = Date.now();
		this.#listener.onPresence(this);
	}

	#feed(role: Role): Feed {
		return role === "audio" ? this.sound : this.pictures;
	}

	#flow(part: string, medium: "audio" | "video", parameters?: Record<string, unknown>): Flow {
		const command = async (type: string) => {
			if (this.dialect === "belltower.1") await this.request(type, parameters);
		};
		return new Flow(
			{
				start: () => command(`${medium}.start`),
				stop: () => command(`${medium}.stop`),
				onFault: ({ code, message }) => {
					this.#log.warn({ device: this.id, part, code }, message);
					this.#tellEvent({ type: "event", device: this.id, event: "fault", part, code, message });
				},
			},
			this.#timing,
		);
	}

	#onHello(message: TextMessage, connection: DeviceConnection): void {
		const hello = readHello(message);
		for (const fault of hello.faults) connection.complain("bad-hello", `hello: ${fault}`);
		if (message["device"] !== this.id) {
			connection.complain(
				"bad-hello",
				`hello: "device" is ${quote(message["device"])}, but the address says ${this.id}`,
			);
		}
		this.#name = hello.name ?? this.id;
		this.#firmware = hello.firmware;
		this.#board = hello.board;
		this.#capabilities = hello.capabilities;
		this.#update = isObject(message["update"]) ? message["update"] : null;
		this.#clock.reset();
		this.#log.info({ device: this.id, firmware: hello.firmware, board: hello.board }, "doorbell said hello");
		for (const flow of Object.values(this.#flows)) flow.connect();
		this.#askClock(FIRST_CLOCK_QUESTIONS);
		this.#listener.onHello(this, message);
		this.#onChange();
	}

	#onEvent(message: TextMessage, connection: DeviceConnection): void {
		const { event } = message;
		if (typeof event !== "string") {
			throw new HubError("bad-argument", `"event" is ${quote(event)}; it must be a string`);
		}
		if (event === "light") {
			const colors = readColors(message["colors"]);
			if (!colors) {
				throw new HubError(
					"bad-argument",
					'"colors" of the event light must be an array of colors as "#rrggbb"',
				);
			}
			this.#colors = colors;
			this.#tell("light", this.#light);
			return;
		}
		if (event === "state" && typeof message["state"] === "string") {
			this.#state = message["state"];
			this.#onChange();
		} else if (event === "update" && message["phase"] === "confirmed" && this.#update) {
			this.#update = { ...this.#update, trial: false };
			this.#onChange();
		} else if (event === "malformed" || event === "fault") {
			connection.complain(event, `the doorbell reports: ${quote(message["message"])}`);
		}
		this.#listener.onEvent(this, event, message);
		this.#tellEvent({ ...message, type: "event", device: this.id, event });
	}

	get #light(): LightMessage {
		return { type: "light", device: this.id, colors: this.#colors };
	}

	get #floor(): FloorMessage {
		return { type: "floor", device: this.id, talker: this.speaker.talker };
	}

	/** The original has no clock: the hub stamps its messages itself. */
	get #counts(): StatsMessage {
		return {
			type: "stats",
			device: this.id,
			doorbell: this.#stats,
			hub: { pictures: this.pictures.counts, sound: this.sound.counts, speaker: this.speaker.counts },
			clock: this.dialect === "original" ? { offset: 0, uncertainty: 0 } : this.#clock.estimate,
		};
	}

	#tellEvent(message: EventMessage): void {
		this.#tell(`event ${message.event} ${quote(message["part"])}`, message);
	}

	#tell(kind: string, message: HubMessage): void {
		if (this.#watchers.size === 0) return;
		const frame = frameText(message);
		for (const watcher of this.#watchers) watcher.sendNews(kind, frame);
	}

	#askClock(times: number): void {
		const requests = this.#requests;
		if (!requests) return;
		const sent = hubTime();
		requests.request("stats").then(
			(value) => {
				if (requests !== this.#requests) return;
				if (isObject(value) && isTime(value["time"])) {
					this.#clock.add(sent, hubTime(), value["time"]);
					this.#stats = value;
				}
				if (times > 1) this.#askClock(times - 1);
			},
			(error: unknown) =>
				this.#log.debug({ device: this.id, error }, "the doorbell's clock could not be read"),
		);
	}
}
