import type { Event } from "protocol/events";
import type { ConnectionName, Part } from "protocol/messages";
import type { Dialect } from "link/handlers";
import { Indicator } from "indicator/indicator";
import type { Speaker } from "media/parts";
import { SharedSpeaker } from "media/shared-speaker";
import { AudioHandlers } from "doorbell/audio-handlers";
import { builtInHandlers } from "doorbell/built-in-handlers";
import { CommandExecutor } from "doorbell/command-executor";
import { Entrance } from "doorbell/entrance";
import { greeting } from "doorbell/greeting";
import { Health } from "doorbell/health";
import { Links } from "doorbell/links";
import { MalformedReporter } from "doorbell/malformed";
import type { DoorbellOptions } from "doorbell/options";
import { OriginalServer } from "doorbell/original-server";
import { bytesPerMessage, makePumps } from "doorbell/parts";
import { usualPicture, worstPicture } from "doorbell/pictures";
import { Restarter } from "doorbell/restarter";
import { type SetUpPhase, Situation } from "doorbell/situation";
import { StateMachine } from "doorbell/state-machine";
import { type DoorbellState, stateTable, type Wish } from "doorbell/states";
import { StatisticsReport } from "doorbell/statistics";
import { type Pumps, Streams } from "doorbell/streams";
import { Teller } from "doorbell/teller";
import { VideoHandlers } from "doorbell/video-handlers";

/**
 * The doorbell: two links to one server, sound and pictures on them as the server commands or the settings say, a bell, a
 * door, and a light that tells what it is doing. A part that is missing or fails is told of, and the rest goes on.
 */
export class Doorbell {
	readonly #options: DoorbellOptions;
	readonly #links: Links;
	readonly #pumps: Pumps;
	readonly #health: Health;
	readonly #machine: StateMachine<DoorbellState>;
	readonly #streams: Streams;
	readonly #original: OriginalServer;
	readonly #statistics: StatisticsReport;
	readonly #indicator: Indicator | undefined;
	readonly #teller: Teller;
	readonly #entrance: Entrance;
	readonly #situation: Situation;
	readonly #restarter: Restarter;
	readonly #audio: AudioHandlers;
	readonly #video: VideoHandlers;

	constructor(options: DoorbellOptions) {
		this.#options = options;
		const { settings, parts, connect, time, log, network, restart, factoryReset } = options;
		const { codec, light } = parts;
		const speaker = codec && new SharedSpeaker(codec);
		const malformed = { audio: this.#makeReporter("audio"), video: this.#makeReporter("video") };
		this.#links = new Links({
			settings,
			connect,
			time,
			log,
			network,
			onChanged: () => this.#situation.indicate(),
		});
		this.#pumps = makePumps({
			parts,
			links: this.#links,
			speaker: speaker?.share(),
			malformed: malformed.audio,
			time,
			worst: () => worstPicture(settings),
			onChoice: (choice) => this.tell({ type: "event", event: "picture", ...choice }, "picture"),
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
			onChanged: (cause) => this.#situation.settle(cause),
			onFault: (part, error) => this.fault(part, error),
			whyMissing: (part) => this.#health.whyMissing(part),
		});
		this.#original = new OriginalServer({
			settings,
			streams: this.#streams,
			sound: codec !== undefined,
			pictures: parts.camera !== undefined,
			onFault: (error) => this.fault("codec", error),
		});
		this.#statistics = this.#makeStatistics();
		this.#indicator =
			light &&
			new Indicator({ strip: light, length: light.length, time, onChanged: () => this.#teller.light() });
		this.#teller = this.#makeTeller();
		this.#restarter = new Restarter({ time, log, stop: (cause) => this.stop(cause), restart, factoryReset });
		this.#entrance = this.#makeEntrance(speaker?.share());
		this.#situation = this.#makeSituation();
		this.#audio = this.#makeAudioHandlers(malformed.audio);
		this.#video = new VideoHandlers({
			pumps: this.#pumps,
			malformed: malformed.video,
			onOpened: (dialect) => this.#videoOpened(dialect),
			onEnded: (reason) => this.#streams.ended("video", reason),
		});
	}

	/** Connects, and goes on connecting; called once. */
	start(): void {
		if (!this.#links.target)
			this.#options.log("not connecting: hub, device, token and ca must be valid first");
		this.#situation.started = true;
		this.#situation.settle("started");
		this.#links.start(this.#audio, this.#video);
	}

	/** The doorbell has to be set up before it can be started, and is so far with that. */
	showSetUp(phase: SetUpPhase): void {
		this.#situation.setUp = phase;
		this.#situation.indicate();
	}

	/** Tells the servers that the doorbell goes away, and stops what flows and what is held. */
	stop(cause: string): void {
		this.#links.stop(cause);
		this.#audioEnded(cause);
		this.#streams.ended("video", cause);
		this.#entrance.stop(cause);
	}

	/** Stops and starts anew, soon: what is said to the server before is still sent. Harmless when repeated. */
	restart(cause: string): void {
		this.#restarter.restart(cause);
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

	/** Settings of these names have changed; those that count after a restart are not heeded. */
	settingsChanged(names: readonly string[]): void {
		const { settings, parts } = this.#options;
		if (parts.codec && names.includes("volume")) parts.codec.volume = settings.volume;
		if (parts.codec && names.includes("gain")) parts.codec.gain = settings.gain;
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
		return this.#situation.updating;
	}
	set updating(updating: boolean) {
		this.#situation.updating = updating;
		this.#situation.settle(updating ? "an update is loaded" : "no update is loaded any more");
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
		// As whom the doorbell connects, and what it says of itself, counts after a restart only.
		const { device, name, firmware, board } = settings;
		const identity = { device, name, firmware, board };
		return new Teller({
			post: (message, key) => this.#audio.post(message, key),
			hears: () => this.#audio.hasText,
			time,
			log,
			health,
			statistics: this.#statistics,
			hello: () => greeting({ identity, parts, health, features, bytesPerMessage, time }),
			indicator: () => this.#indicator,
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
			onChanged: (cause) => this.#situation.settle(cause),
			onRung: () => this.#links.tryNow(),
			onFault: (part, error) => this.fault(part, error),
			onReset: () => this.#restarter.factoryReset(),
			whyMissing: (part) => this.#health.whyMissing(part),
		});
	}

	#makeSituation(): Situation {
		return new Situation({
			machine: this.#machine,
			links: this.#links,
			streams: this.#streams,
			rings: this.#entrance.rings,
			health: this.#health,
			indicator: this.#indicator,
			time: this.#options.time,
		});
	}

	#makeExecutor(): CommandExecutor {
		const { settings, parts, features = [] } = this.#options;
		const executor = new CommandExecutor();
		executor.register(
			builtInHandlers({
				streams: this.#streams,
				codec: parts.codec,
				indicator: this.#indicator,
				picture: () => usualPicture(settings),
				statistics: () => this.#statistics.read(),
				restart: (cause) => this.restart(cause),
				whyMissing: (part) => this.#health.whyMissing(part),
			}),
		);
		executor.register(this.#entrance.handlers);
		for (const { handlers } of features) executor.register(handlers);
		return executor;
	}

	#makeAudioHandlers(malformed: MalformedReporter): AudioHandlers {
		const executor = this.#makeExecutor();
		return new AudioHandlers({
			link: this.#links.audio,
			pumps: this.#pumps,
			malformed,
			log: this.#options.log,
			execute: (command) => executor.execute(command),
			onOpened: (dialect) => this.#audioOpened(dialect),
			onEnded: (reason) => this.#audioEnded(reason),
		});
	}

	#audioOpened(dialect: Dialect): void {
		if (dialect === "original") {
			this.#situation.settle("connected");
			this.#original.startSound();
			return;
		}
		this.#teller.connected();
		const before = this.state;
		this.#situation.settle("connected");
		// Who has not been told of the present state is, also where it is the same as before the connection.
		if (this.state === before) this.#teller.state(before, "connected");
		this.#entrance.rings.connected();
	}

	#audioEnded(reason: string): void {
		this.#teller.disconnected();
		this.#entrance.rings.hangUp(reason);
		this.#streams.ended("audio", reason);
	}

	#videoOpened(dialect: Dialect): void {
		const configured = dialect === "original" ? this.#original.picture : undefined;
		this.#streams.videoOpened(configured, "the video connection is open");
	}

	#told(event: Event): void {
		this.#teller.event(event);
		this.#situation.indicate();
	}
}
