import type { Time } from "clock/time";
import { directions } from "protocol/command-arguments";
import type { Event } from "protocol/events";
import type { ConnectionName, Part, Statistics } from "protocol/messages";
import type { Connect } from "link/connection";
import type { Dialect } from "link/handlers";
import { Link } from "link/link";
import type { LinkTarget } from "link/target";
import type { Network } from "link/network";
import { Indicator } from "indicator/indicator";
import type { Picture, Speaker } from "media/parts";
import { SharedSpeaker } from "media/shared-speaker";
import type { Settings } from "settings/settings";
import { AudioHandlers } from "doorbell/audio-handlers";
import { builtInHandlers } from "doorbell/built-in-handlers";
import { Call } from "doorbell/call";
import { CommandExecutor } from "doorbell/command-executor";
import { display } from "doorbell/display";
import { Entrance } from "doorbell/entrance";
import type { Feature } from "doorbell/feature";
import { greeting } from "doorbell/greeting";
import { Health } from "doorbell/health";
import { MalformedReporter } from "doorbell/malformed";
import { bytesPerMessage, makePumps, type Parts } from "doorbell/parts";
import { StateMachine } from "doorbell/state-machine";
import { type DoorbellState, stateTable, type Wish } from "doorbell/states";
import { StatisticsReport } from "doorbell/statistics";
import { type Pumps, Streams } from "doorbell/streams";
import { Teller } from "doorbell/teller";
import { VideoHandlers } from "doorbell/video-handlers";

export { bytesPerMessage, type Light, type Parts } from "doorbell/parts";

/** What a doorbell is made of. */
export interface DoorbellOptions {
	/** What holds. The same object for ever; `settingsChanged` tells that it has changed. */
	settings: Settings;
	parts: Parts;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** Fills in what the engine's heap uses. */
	memory: (into: Statistics["memory"]) => void;
	/** Signal strength of the Wi-Fi connection in dBm, or null. */
	signal: () => number | null;
	/** Makes a text of 1 to 32 characters unlike any other, also after a restart. */
	makeId: () => string;
	/** Starts the program anew. */
	restart: () => void;
	/** Forgets what was set, for the restart that follows. */
	factoryReset?: () => void;
	/** What the links need to be up; one that is always up by default. */
	network?: Network;
	/** What other modules add. */
	features?: readonly Feature[];
}

/** Before a restart: until the last result is with TCP, and then until the server has heard that we go; in milliseconds. */
const restartDelay = 200;
const farewell = 300;

/** Settings with which the links connect. */
const targetSettings: readonly string[] = Object.freeze(["hub", "device", "token"], true);

/**
 * The doorbell: two links to one server, sound and pictures on them as the server commands or the settings say, a bell, a
 * door, and a light that tells what it is doing. A part that is missing or fails is told of, and the rest goes on.
 */
export class Doorbell {
	readonly #options: DoorbellOptions;
	readonly #links: Readonly<Record<ConnectionName, Link>>;
	readonly #pumps: Pumps;
	readonly #health: Health;
	readonly #machine: StateMachine<DoorbellState>;
	readonly #streams: Streams;
	readonly #statistics: StatisticsReport;
	readonly #indicator: Indicator | undefined;
	readonly #teller: Teller;
	readonly #entrance: Entrance;
	readonly #call: Call;
	readonly #audio: AudioHandlers;
	readonly #video: VideoHandlers;
	#started = false;
	#updating = false;
	#restarting = false;

	constructor(options: DoorbellOptions) {
		this.#options = options;
		const { parts, time, log, features = [] } = options;
		const { codec, light } = parts;
		const speaker = codec && new SharedSpeaker(codec);
		this.#links = { audio: this.#makeLink("audio"), video: this.#makeLink("video") };
		const malformed = { audio: this.#makeReporter("audio"), video: this.#makeReporter("video") };
		this.#pumps = makePumps({
			parts,
			links: this.#links,
			speaker: speaker?.share(),
			malformed: malformed.audio,
			time,
			worst: () => this.#worstPicture,
			onChoice: (choice) =>
				void this.#teller.event({ type: "event", event: "picture", ...choice }, "picture"),
		});
		this.#health = new Health({
			fault: (part, error) => this.#told({ type: "event", event: "fault", part, ...error }),
			recovered: (part) => this.#told({ type: "event", event: "recovered", part }),
		});
		this.#machine = new StateMachine("starting", stateTable, (state, before, cause) => {
			log(`state: ${before} to ${state} (${cause})`);
			this.#teller.state(state, cause);
		});
		this.#streams = new Streams({
			pumps: this.#pumps,
			onChanged: (cause) => this.#settle(cause),
			onFault: (part, error) => this.fault(part, error),
			whyMissing: (part) => this.#whyMissing(part),
		});
		this.#statistics = this.#makeStatistics();
		this.#indicator =
			light &&
			new Indicator({ strip: light, length: light.length, time, onChanged: () => this.#teller.light() });
		this.#teller = this.#makeTeller();
		this.#entrance = this.#makeEntrance(speaker?.share());
		this.#call = new Call(time, () => this.#entrance.rings.hangUp("nothing flows"));
		const executor = this.#makeExecutor();
		for (const { handlers } of features) executor.register(handlers);
		this.#audio = new AudioHandlers({
			link: this.#links.audio,
			pumps: this.#pumps,
			malformed: malformed.audio,
			log,
			execute: (command) => executor.execute(command),
			onOpened: (dialect) => this.#audioOpened(dialect),
			onEnded: (reason) => this.#audioEnded(reason),
		});
		this.#video = new VideoHandlers({
			pumps: this.#pumps,
			malformed: malformed.video,
			onOpened: (dialect) => this.#videoOpened(dialect),
			onEnded: (reason) => this.#streams.ended("video", reason),
		});
		const { network } = options;
		if (network) network.onChanged = () => this.#eachLink((link) => link.networkChanged());
	}

	/** Connects, and goes on connecting; called once. */
	start(): void {
		if (!this.#target) this.#options.log("not connecting: hub, device, token and ca must be valid first");
		this.#started = true;
		this.#settle("started");
		this.#links.audio.start(this.#audio);
		this.#links.video.start(this.#video);
	}

	/** Tells the servers that the doorbell goes away, and stops what flows and what is held. */
	stop(cause: string): void {
		this.#eachLink((link) => link.stop(1001, cause));
		this.#audioEnded(cause);
		this.#streams.ended("video", cause);
		this.#entrance.stop(cause);
	}

	/** Stops and starts anew, soon: what is said to the server before is still sent. Harmless when repeated. */
	restart(cause: string): void {
		if (this.#restarting) return;
		this.#restarting = true;
		const { log, time, restart } = this.#options;
		log(`restarting (${cause})`);
		time.set(() => {
			this.stop(`restarting: ${cause}`);
			time.set(restart, farewell);
		}, restartDelay);
	}

	/** What the doorbell is doing. */
	get state(): DoorbellState {
		return this.#machine.state;
	}

	/** The codec has recorded. */
	codecReadable(): void {
		this.#pumps.microphone?.pump();
	}

	/** The camera has a frame. */
	cameraReadable(): void {
		this.#pumps.camera?.pump();
	}

	/** The pin of the bell's button has an edge. */
	bellChanged(): void {
		this.#entrance.bellChanged();
	}

	/** A part has failed, or could not be made. */
	fault(part: Part, error: unknown): void {
		this.#health.fault(part, error);
	}

	/** A part works that had failed. */
	recovered(part: Part): void {
		this.#health.recovered(part);
	}

	/** Settings of these names have changed. */
	settingsChanged(names: readonly string[]): void {
		const { settings, parts } = this.#options;
		if (parts.codec && names.includes("volume")) parts.codec.volume = settings.volume;
		if (parts.codec && names.includes("gain")) parts.codec.gain = settings.gain;
		if (!names.some((name) => targetSettings.includes(name))) return;
		this.#eachLink((link) => link.retarget(this.#target));
		this.#settle("the settings have changed");
	}

	/**
	 * Tells the server of an event, where it is there to be told.
	 *
	 * @param key an earlier message of the same key that still waits is not sent any more
	 */
	tell(event: Event, key?: string): void {
		this.#teller.event(event, key);
	}

	/** Whether an update is being loaded. */
	get updating(): boolean {
		return this.#updating;
	}
	set updating(updating: boolean) {
		this.#updating = updating;
		this.#settle(updating ? "an update is loaded" : "no update is loaded any more");
	}

	/** Why something does not fit what the doorbell is doing, as a sentence; undefined where it fits. */
	refusal(wish: Wish): string | undefined {
		return this.#machine.refusal(wish);
	}

	/** Whether there is a server that is told of events. */
	get connected(): boolean {
		return this.#audio.hasText;
	}

	/** Whether sound or pictures have been sent since the start. */
	get hasSent(): boolean {
		const { microphone, camera } = this.#pumps;
		return (microphone?.counts.messages ?? 0) + (camera?.counts.frames ?? 0) > 0;
	}

	/** Whether sound or pictures flow, whatever else the doorbell is doing. */
	get flowing(): boolean {
		return this.#streams.activity !== undefined;
	}

	/** The parts that do not work. */
	get faults(): readonly Part[] {
		return this.#health.faulty;
	}

	#makeLink(name: ConnectionName): Link {
		const { connect, time, log, network } = this.#options;
		const onChanged = name === "audio" ? { onChanged: () => this.#indicate() } : {};
		return new Link({
			name,
			target: this.#target,
			connect,
			time,
			log,
			...onChanged,
			...(network && { network }),
		});
	}

	get #target(): LinkTarget | undefined {
		const { hub, device, token, ca } = this.#options.settings;
		const valid = hub && device !== undefined && token !== undefined && ca !== undefined;
		return valid ? { address: hub, device, token } : undefined;
	}

	#makeReporter(connection: ConnectionName): MalformedReporter {
		const { time } = this.#options;
		return new MalformedReporter({ connection, time, report: (event) => this.#told(event) });
	}

	#makeStatistics(): StatisticsReport {
		const { parts, time, memory, signal } = this.#options;
		const { codec, camera } = parts;
		return new StatisticsReport({
			time,
			state: () => this.state,
			pumps: this.#pumps,
			codec,
			camera,
			links: this.#links,
			memory,
			signal,
		});
	}

	#makeTeller(): Teller {
		const { settings, parts, time, log, features = [] } = this.#options;
		const health = this.#health;
		return new Teller({
			post: (message, key) => this.#audio.post(message, key),
			hears: () => this.#audio.hasText,
			time,
			log,
			health,
			hello: () => greeting({ settings, parts, health, features, bytesPerMessage, time }),
			indicator: () => this.#indicator,
			statistics: this.#statistics,
		});
	}

	#makeEntrance(speaker: Speaker | undefined): Entrance {
		const { settings, parts, time, log, makeId } = this.#options;
		const { bell, door, codec: player } = parts;
		return new Entrance({
			settings,
			bell,
			door,
			player,
			speaker,
			indicator: this.#indicator,
			machine: this.#machine,
			time,
			log,
			makeId,
			tell: (event) => this.#teller.event(event),
			onChanged: (cause) => this.#settle(cause),
			onRung: () => this.#eachLink((link) => link.tryNow()),
			onFault: (part, error) => this.fault(part, error),
			onReset: () => this.#reset(),
			whyMissing: (part) => this.#whyMissing(part),
		});
	}

	#makeExecutor(): CommandExecutor {
		const { codec } = this.#options.parts;
		const executor = new CommandExecutor();
		executor.register(
			builtInHandlers({
				streams: this.#streams,
				codec,
				indicator: this.#indicator,
				picture: () => this.#picture,
				statistics: () => this.#statistics.read(),
				restart: (cause) => this.restart(cause),
				whyMissing: (part) => this.#whyMissing(part),
			}),
		);
		executor.register(this.#entrance.handlers);
		return executor;
	}

	#eachLink(act: (link: Link) => void): void {
		act(this.#links.audio);
		act(this.#links.video);
	}

	#audioOpened(dialect: Dialect): void {
		if (dialect === "belltower") this.#teller.connected();
		this.#settle("connected");
		if (dialect === "belltower") this.#entrance.rings.connected();
		else this.#startOriginalSound();
	}

	#audioEnded(reason: string): void {
		this.#teller.disconnected();
		this.#entrance.rings.hangUp(reason);
		this.#streams.ended("audio", reason);
	}

	#videoOpened(dialect: Dialect): void {
		const configured = dialect === "original" && this.#options.settings.original.video && this.#pumps.camera;
		this.#streams.videoOpened(configured ? this.#picture : undefined, "the video connection is open");
	}

	#startOriginalSound(): void {
		const { original } = this.#options.settings;
		for (const direction of directions) {
			if (!original[direction] || !this.#options.parts.codec) continue;
			try {
				this.#streams.startSound(direction, "", "as configured");
			} catch (error) {
				this.fault("codec", error);
			}
		}
	}

	#reset(): void {
		try {
			this.#options.factoryReset?.();
		} catch (error) {
			this.#options.log(`the settings could not be reset: ${String(error)}`);
		}
		this.restart("factory reset");
	}

	/** Brings the state to what is so. */
	#settle(cause: string): void {
		this.#machine.become(this.#present, cause);
		this.#call.settle(this.#entrance.rings.answered, this.#streams.activity !== undefined);
		this.#indicate();
	}

	get #present(): DoorbellState {
		const { rings } = this.#entrance;
		if (!this.#started) return "starting";
		if (rings.ringing) return "ringing";
		if (this.#updating) return "updating";
		const flowing = this.#streams.activity ?? (rings.answered ? "live" : undefined);
		if (flowing) return flowing;
		if (!this.#target) return "failed";
		return this.#links.audio.open ? "idle" : "connecting";
	}

	#indicate(): void {
		if (!this.#indicator) return;
		const { state } = this;
		const facts = { state, link: this.#links.audio.activity, watched: this.#streams.watched };
		display(this.#indicator, { ...facts, healthy: this.#health.good }, this.#options.time);
	}

	get #worstPicture(): Picture {
		const { lowestFrameSize, worstQuality, lowestFramesPerSecond } = this.#options.settings;
		return { frameSize: lowestFrameSize, quality: worstQuality, framesPerSecond: lowestFramesPerSecond };
	}

	get #picture(): Picture {
		const { frameSize, quality, framesPerSecond } = this.#options.settings;
		return { frameSize, quality, framesPerSecond };
	}

	#told(event: Event): void {
		this.#teller.event(event);
		this.#indicate();
	}

	#whyMissing(part: Part): string {
		const fault = this.#health.faultOf(part);
		return fault ? `the ${part} is missing: ${fault.message}` : `this board has no ${part}`;
	}
}
