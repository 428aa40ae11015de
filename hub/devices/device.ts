import type { ConnectionOwner, DeviceConnection, Dialect, Role } from "./device-connection";
import type { Log } from "../common/log";
import type { Feed } from "../relay/feed";
import type { MediaMessage } from "../relay/media-message";
import type { Speaker } from "../relay/speaker";
import type { TextMessage } from "../common/text";
import type { DeviceListener, DeviceTiming } from "./device-listener";
import type { DeviceSummary, FloorMessage, StatsMessage } from "../wire/viewer";
import { HubError } from "../common/errors";
import { quote } from "../common/text";
import { frameText } from "../relay/frame";
import { DeviceClock } from "./device-clock";
import { DeviceMedia, type DatedPicture } from "./device-media";
import { readHello } from "./doorbell-says";
import { HealthLog } from "./health-log";
import { Profile, type Remembered } from "./profile";
import { Requests } from "./requests";
import { Told } from "./told";
import { Watchers, type Watcher } from "./watchers";

/** Close code: another connection of the same device took this one's place (docs/protocol.md, "Close codes"). */
const REPLACED = 4000;
const FIRST_CLOCK_QUESTIONS = 3;

/** One doorbell: its connections, and what it says on them. */
export class Device implements ConnectionOwner {
	readonly id: string;
	readonly dialect: Dialect;
	/** The history of its statistics. */
	readonly health = new HealthLog();
	readonly #media: DeviceMedia;
	readonly #profile: Profile;
	readonly #clock: DeviceClock;
	readonly #told: Told;
	readonly #watchers = new Watchers();
	readonly #log: Log;
	readonly #timing: DeviceTiming;
	readonly #listener: DeviceListener;
	readonly #connections: { audio?: DeviceConnection | undefined; video?: DeviceConnection | undefined } = {};
	#requests: Requests | undefined;
	#since = Date.now();
	#pictured: number | null = null;

	/** @param listener is told what happens */
	constructor(id: string, dialect: Dialect, timing: DeviceTiming, log: Log, listener: DeviceListener) {
		this.id = id;
		this.dialect = dialect;
		this.#timing = timing;
		this.#log = log;
		this.#listener = listener;
		this.#profile = new Profile(id, dialect);
		this.#told = new Told(id);
		this.#clock = new DeviceClock(id, log, (stats) => (this.#told.stats = stats));
		this.#media = new DeviceMedia(dialect, timing, {
			command: (type, parameters) => this.request(type, parameters),
			onFault: (part, { code, message }) => {
				this.#log.warn({ device: id, part, code }, message);
				this.#tellEvent("fault", { part, code, message });
			},
			onFloor: () => {
				this.#watchers.tell("floor", this.#floor);
				this.#changed();
			},
		});
	}

	/** What people call it: the name given at the hub, or else its own. */
	get name(): string {
		return this.#profile.name;
	}

	get firmware(): string {
		return this.#profile.firmware;
	}

	get board(): string {
		return this.#profile.board;
	}

	get capabilities(): readonly string[] {
		return this.#profile.capabilities;
	}

	get pictures(): Feed {
		return this.#media.pictures;
	}

	get sound(): Feed {
		return this.#media.sound;
	}

	get speaker(): Speaker {
		return this.#media.speaker;
	}

	/** The newest picture that has come since the hub's start. */
	get thumbnail(): DatedPicture | undefined {
		return this.#media.newest;
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

	get summary(): DeviceSummary {
		const { name, firmware, board, capabilities, update } = this.#profile;
		return {
			id: this.id,
			name,
			dialect: this.dialect,
			online: this.online,
			since: this.#since,
			pictured: this.thumbnail?.time ?? this.#pictured,
			state: this.#told.state,
			firmware,
			board,
			capabilities,
			viewers: this.#watchers.size,
			talker: this.speaker.talker,
			update,
		};
	}

	/** Gives it a name at the hub. @param name null: its own */
	rename(name: string | null): void {
		this.#profile.givenName = name;
		this.#changed();
	}

	/** Takes over what is remembered of it from before the hub's start. */
	remember(remembered: Remembered): void {
		this.#profile.remember(remembered);
		this.#since = remembered.seen ?? this.#since;
		this.#pictured = remembered.pictured;
	}

	/** Tells a watcher what the doorbell does, from now on until the function that is returned is called. */
	watch(watcher: Watcher): () => void {
		this.#watchers.add(watcher);
		watcher.sendNews("light", frameText(this.#told.light));
		watcher.sendNews("floor", frameText(this.#floor));
		this.#changed();
		return () => {
			this.#watchers.remove(watcher);
			this.#changed();
		};
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
		this.#media.mark();
		if (this.#media.inUse && second % 5 === 0) this.#askClock(1);
		if (this.#watchers.size > 0) this.#watchers.tell("stats", this.#counts);
	}

	/** A connection of this doorbell has opened. One of the same role that is still there is closed. */
	attach(connection: DeviceConnection): void {
		const { role, dialect } = connection;
		const wasOnline = this.online;
		const before = this.#connections[role];
		if (before) {
			this.#detach(role, "another connection of this device took its place");
			before.close(REPLACED, "another connection of this device took its place");
		}
		this.#connections[role] = connection;
		this.#log.info({ device: this.id, connection: role, dialect }, "doorbell connected");
		this.#media.attach(connection);
		if (role === "audio" && dialect !== "original") {
			this.#requests = new Requests((text) => connection.send(text), this.#timing.answer);
		}
		if (!wasOnline) this.#present();
		this.#changed();
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
		if (this.#connections[connection.role] === connection) this.#media.publish(message);
	}

	malformed(kind: number, connection: DeviceConnection): void {
		this.#media.malformed(kind, connection.role);
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
				this.#told.stats = message;
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
		this.#changed();
	}

	#detach(role: Role, reason: string): void {
		this.#connections[role] = undefined;
		const error = new HubError("offline", reason);
		if (role === "audio") {
			this.#requests?.close(error);
			this.#requests = undefined;
			this.#clock.reset();
			this.#told.reset();
		}
		this.#media.detach(role, error);
		if (role === "audio") this.#watchers.tell("light", this.#told.light);
		if (!this.online) this.#present();
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
		this.#profile.take(hello, message);
		this.#clock.reset();
		this.#log.info({ device: this.id, firmware: hello.firmware, board: hello.board }, "doorbell said hello");
		this.#media.start();
		this.#askClock(FIRST_CLOCK_QUESTIONS);
		this.#listener.onHello(this, message);
		this.#changed();
	}

	#onEvent(message: TextMessage, connection: DeviceConnection): void {
		const { event, state } = message;
		if (typeof event !== "string") {
			throw new HubError("bad-argument", `"event" is ${quote(event)}; it must be a string`);
		}
		if (event === "light") {
			this.#told.takeLight(message);
			this.#watchers.tell("light", this.#told.light);
			return;
		}
		if (event === "state" && typeof state === "string") {
			this.#told.state = state;
			this.#changed();
		} else if (event === "update" && message["phase"] === "confirmed") {
			if (this.#profile.confirmUpdate()) this.#changed();
		} else if (event === "malformed" || event === "fault") {
			connection.complain(event, `the doorbell reports: ${quote(message["message"])}`);
		}
		this.#listener.onEvent(this, event, message);
		this.#tellEvent(event, message);
	}

	#changed(): void {
		this.#listener.onChange(this);
	}

	#present(): void {
		this.#since = Date.now();
		this.#listener.onPresence(this);
	}

	get #floor(): FloorMessage {
		return { type: "floor", device: this.id, talker: this.speaker.talker };
	}

	/** The original has no clock: the hub stamps its messages itself. */
	get #counts(): StatsMessage {
		return {
			type: "stats",
			device: this.id,
			doorbell: this.#told.stats,
			hub: this.#media.counts,
			clock: this.dialect === "original" ? { offset: 0, uncertainty: 0 } : this.#clock.estimate,
		};
	}

	#tellEvent(event: string, details: Record<string, unknown>): void {
		const message = { ...details, type: "event", device: this.id, event } as const;
		this.#watchers.tell(`event ${event} ${quote(details["part"])}`, message);
	}

	#askClock(times: number): void {
		const requests = this.#requests;
		if (requests) this.#clock.ask(requests, times, () => requests === this.#requests);
	}
}
