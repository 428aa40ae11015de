import type { Time, TimerHandle } from "clock/time";
import { directions } from "protocol/command-arguments";
import {
	type Capability,
	type ConnectionName,
	type Event,
	type Hello,
	type Part,
	protocolVersion,
	sound,
	type Statistics,
	type WireState,
} from "protocol/messages";
import type { Connect } from "link/connection";
import { type Dialect, Link, type LinkTarget } from "link/link";
import { type Indication, Indicator, type Strip, writeHex } from "indicator/indicator";
import { CameraPump } from "media/camera-pump";
import { MicrophonePump } from "media/microphone-pump";
import type { Camera, Codec, Picture } from "media/parts";
import { SpeakerPath } from "media/speaker-path";
import type { Settings } from "settings/settings";
import { AudioHandlers } from "doorbell/audio-handlers";
import { builtInHandlers } from "doorbell/built-in-handlers";
import { CommandExecutor } from "doorbell/command-executor";
import type { Feature } from "doorbell/feature";
import { Health } from "doorbell/health";
import { MalformedReporter } from "doorbell/malformed";
import { StateMachine } from "doorbell/state-machine";
import { type DoorbellState, transitions } from "doorbell/states";
import { StatisticsReport } from "doorbell/statistics";
import { type Pumps, Streams } from "doorbell/streams";
import { VideoHandlers } from "doorbell/video-handlers";

/** The size of a microphone's message: what the original sends. docs/protocol.md, "The original dialect". */
export const bytesPerMessage = 492;

const statisticsInterval = 2000;

/** How many pixels the event `light` tells of at most. docs/protocol.md, "What a doorbell says". */
const pixelsTold = 256;

/** A strip and its length. */
export interface Light extends Strip {
	readonly length: number;
}

/** The parts that there are. */
export interface Parts {
	codec?: Codec | undefined;
	camera?: Camera | undefined;
	light?: Light | undefined;
}

/** What a doorbell is made of. */
export interface DoorbellOptions {
	settings: Settings;
	parts: Parts;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** Fills in what the engine's heap uses. */
	memory: (into: Statistics["memory"]) => void;
	/** Signal strength of the Wi-Fi connection in dBm, or null. */
	signal: () => number | null;
	/** What other modules add. */
	features?: readonly Feature[];
}

/**
 * The doorbell: two links to one server, sound and pictures on them as the server commands or the settings say, and a
 * light that tells what it is doing. A part that is missing or fails is told of, and the rest goes on.
 */
export class Doorbell {
	readonly #options: DoorbellOptions;
	readonly #pumps: Pumps;
	readonly #links: Readonly<Record<ConnectionName, Link>>;
	readonly #health: Health;
	readonly #streams: Streams;
	readonly #machine: StateMachine<DoorbellState>;
	readonly #statistics: StatisticsReport;
	readonly #indicator: Indicator | undefined;
	readonly #audio: AudioHandlers;
	readonly #video: VideoHandlers;
	readonly #light: Event & { event: "light" } = { type: "event", event: "light", colors: [] };
	#reporting: TimerHandle | undefined;
	#updating = false;

	constructor(options: DoorbellOptions) {
		this.#options = options;
		const { parts, time, log, memory, signal, features = [] } = options;
		const { codec, camera, light } = parts;
		this.#links = { audio: this.#makeLink("audio"), video: this.#makeLink("video") };
		const malformed = this.#makeReporters();
		this.#pumps = this.#makePumps(malformed.audio);
		this.#health = new Health({
			fault: (part, error) => this.#event({ type: "event", event: "fault", part, ...error }),
			recovered: (part) => this.#event({ type: "event", event: "recovered", part }),
		});
		this.#machine = new StateMachine("connecting", transitions, (state, before, cause) => {
			log(`state: ${before} to ${state} (${cause})`);
			this.#tellState(cause);
		});
		this.#streams = new Streams({
			pumps: this.#pumps,
			onChanged: (cause) => this.#settle(cause),
			onFault: (part, error) => this.fault(part, error),
			whyMissing: (part) => this.#whyMissing(part),
		});
		this.#statistics = new StatisticsReport({
			time,
			state: () => this.#wireState,
			pumps: this.#pumps,
			codec,
			camera,
			links: this.#links,
			memory,
			signal,
		});
		this.#indicator =
			light &&
			new Indicator({ strip: light, length: light.length, time, onChanged: () => this.#tellLight() });
		const executor = new CommandExecutor();
		executor.register(
			builtInHandlers({
				streams: this.#streams,
				codec,
				indicator: this.#indicator,
				picture: () => this.#picture,
				statistics: () => this.#statistics.read(),
				whyMissing: (part) => this.#whyMissing(part),
			}),
		);
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
	}

	/** Connects, and goes on connecting; called once. */
	start(): void {
		if (!this.#target) this.#options.log("not connecting: hub, device and token must be valid first");
		this.#indicate();
		this.#links.audio.start(this.#audio);
		this.#links.video.start(this.#video);
	}

	/** What the doorbell is doing. */
	get state(): DoorbellState {
		return this.#machine.state;
	}

	/** Whether it is connected to a server that is told of events. */
	get connected(): boolean {
		return this.#audio.hasText;
	}

	/** Whether it has sent sound or pictures since it started. */
	get hasSent(): boolean {
		const { microphone, camera } = this.#pumps;
		return (microphone?.counts.messages ?? 0) + (camera?.counts.frames ?? 0) > 0;
	}

	/** The parts that do not work. */
	get faults(): readonly Part[] {
		return this.#health.faulty;
	}

	/** An update is being loaded, or not any more. */
	set updating(updating: boolean) {
		this.#updating = updating;
		this.#settle(updating ? "an update is loaded" : "no update is loaded any more");
	}

	/** The codec has recorded. */
	codecReadable(): void {
		this.#pumps.microphone?.pump();
	}

	/** The camera has a frame. */
	cameraReadable(): void {
		this.#pumps.camera?.pump();
	}

	/** A part has failed, or could not be made. */
	fault(part: Part, error: unknown): void {
		this.#health.fault(part, error);
	}

	/** A part works that had failed. */
	recovered(part: Part): void {
		this.#health.recovered(part);
	}

	/**
	 * Tells the server of an event, where it is there to be told.
	 *
	 * @param key an earlier message of the same key that still waits is not sent any more
	 */
	tell(event: Event, key?: string): void {
		this.#audio.post(event, key);
	}

	#makeLink(name: ConnectionName): Link {
		const { connect, time, log } = this.#options;
		return new Link({ name, target: this.#target, connect, time, log });
	}

	get #target(): LinkTarget | undefined {
		const { hub, device, token } = this.#options.settings;
		return hub && device !== undefined && token !== undefined ? { address: hub, device, token } : undefined;
	}

	#makeReporters(): Record<ConnectionName, MalformedReporter> {
		const { time } = this.#options;
		const report = (event: Event & { event: "malformed" }): void => this.#event(event);
		return {
			audio: new MalformedReporter({ connection: "audio", time, report }),
			video: new MalformedReporter({ connection: "video", time, report }),
		};
	}

	#makePumps(malformed: MalformedReporter): Pumps {
		const { parts, time } = this.#options;
		const { codec, camera } = parts;
		const { audio, video } = this.#links;
		return {
			microphone: codec && new MicrophonePump({ microphone: codec, link: audio, time, bytesPerMessage }),
			speaker:
				codec &&
				new SpeakerPath({ speaker: codec, onMalformed: (code, message) => malformed.add(code, message) }),
			camera: camera && new CameraPump({ camera, link: video, time }),
		};
	}

	#audioOpened(dialect: Dialect): void {
		if (dialect === "belltower") {
			this.#audio.post(this.#hello());
			this.#health.tell((part, error) => this.#audio.post({ type: "event", event: "fault", part, ...error }));
			this.#tellLight();
			this.#reporting = this.#options.time.repeat(() => this.#report(), statisticsInterval);
		}
		this.#settle("connected");
		if (dialect === "original") this.#startOriginalSound();
	}

	#audioEnded(reason: string): void {
		this.#options.time.clear(this.#reporting);
		this.#reporting = undefined;
		this.#streams.ended("audio", reason);
	}

	#videoOpened(dialect: Dialect): void {
		const cause = "the video connection is open";
		const { settings } = this.#options;
		if (dialect === "original" && settings.original.video && this.#pumps.camera)
			this.#streams.startVideo(this.#picture, "video", cause);
		this.#streams.videoOpened(cause);
	}

	#startOriginalSound(): void {
		const { original } = this.#options.settings;
		for (const direction of directions) {
			if (!original[direction] || !this.#options.parts.codec) continue;
			try {
				this.#streams.startSound(direction, "as configured");
			} catch (error) {
				this.fault("codec", error);
			}
		}
	}

	#settle(cause: string): void {
		const still = this.#updating ? "updating" : "idle";
		const activity = this.#streams.activity ?? (this.#links.audio.open ? still : "connecting");
		if (this.state === "connecting" && activity === "talking") this.#machine.become("idle", cause);
		this.#machine.become(activity, cause);
		this.#indicate();
	}

	#indicate(): void {
		this.#indicator?.show(this.#indication);
	}

	/** What flows is always shown; what is wrong, where nothing flows. */
	get #indication(): Indication {
		const { state } = this;
		if (state === "live" || state === "talking" || state === "updating") return state;
		if (!this.#target) return "fault";
		return state === "idle" && !this.#health.good ? "fault" : state;
	}

	get #wireState(): WireState {
		return this.state === "connecting" ? "idle" : this.state;
	}

	get #picture(): Picture {
		const { frameSize, quality, framesPerSecond } = this.#options.settings;
		return { frameSize, quality, framesPerSecond };
	}

	#report(): void {
		this.#statistics.measure();
		this.#audio.post(this.#statistics.read(), "stats");
	}

	#event(event: Event): void {
		const { log } = this.#options;
		if (event.event === "fault") log(`${event.part}: ${event.message} (${event.code})`);
		else if (event.event === "recovered") log(`${event.part}: works again`);
		else if (event.event === "malformed")
			log(`link ${event.connection}: malformed: ${event.message} (${event.code}, ${event.count})`);
		this.#audio.post(event);
		this.#indicate();
	}

	#tellState(cause: string): void {
		this.#audio.post({ type: "event", event: "state", state: this.#wireState, cause }, "state");
	}

	#tellLight(): void {
		if (!this.#indicator || !this.#audio.hasText) return;
		writeHex(this.#indicator.colors.subarray(0, 3 * pixelsTold), this.#light.colors);
		this.#audio.post(this.#light, "light");
	}

	#hello(): Hello {
		const { settings, time, features = [] } = this.#options;
		const added: Pick<Hello, "update"> = {};
		for (const feature of features) Object.assign(added, feature.hello?.());
		return {
			type: "hello",
			device: settings.device ?? "",
			name: settings.name,
			firmware: settings.firmware,
			board: settings.board.name,
			protocol: protocolVersion,
			capabilities: this.#capabilities,
			audio: { sampleRate: sound.sampleRate, channels: sound.channels, bytesPerMessage },
			time: time.now(),
			...added,
		};
	}

	get #capabilities(): Capability[] {
		const { codec, camera, light } = this.#options.parts;
		const capabilities: Capability[] = [];
		if (codec && !this.#health.faultOf("codec")) capabilities.push("microphone", "speaker");
		if (camera && !this.#health.faultOf("camera")) capabilities.push("camera");
		if (light && !this.#health.faultOf("light")) capabilities.push("light");
		for (const { capability } of this.#options.features ?? []) capabilities.push(capability);
		return capabilities;
	}

	#whyMissing(part: Part): string {
		const fault = this.#health.faultOf(part);
		return fault ? `the ${part} is missing: ${fault.message}` : `this board has no ${part}`;
	}
}
