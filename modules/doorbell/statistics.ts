import type { Time } from "clock/time";
import type { ConnectionName, Statistics, WireState } from "protocol/messages";
import type { Link } from "link/link";
import type { Camera, CameraPartStatistics, Codec, CodecStatistics } from "media/parts";
import type { Pumps } from "doorbell/streams";

/** Where the numbers come from. */
export interface StatisticsSources {
	time: Time;
	state: () => WireState;
	pumps: Pumps;
	codec: Codec | undefined;
	camera: Camera | undefined;
	links: Readonly<Record<ConnectionName, Pick<Link, "statistics">>>;
	memory: (into: Statistics["memory"]) => void;
	signal: () => number | null;
}

const millisecond = 1000;
const silence = -96;

/** Fills one `stats` message, again and again. docs/protocol.md says what each number is. */
export class StatisticsReport {
	readonly #sources: StatisticsSources;
	readonly #startedAt: number;
	readonly #codec: CodecStatistics = {
		overruns: 0,
		underruns: 0,
		dropped: 0,
		concealed: 0,
		depth: 0,
		target: 0,
		speed: 0,
		inputLevel: silence,
		outputLevel: silence,
	};
	readonly #camera: CameraPartStatistics = { broken: 0, restarts: 0 };
	readonly #message: Statistics = {
		type: "stats",
		time: 0,
		uptime: 0,
		state: "starting",
		microphone: { messages: 0, bytes: 0, dropped: 0, overruns: 0, queue: 0, level: silence },
		speaker: {
			messages: 0,
			bytes: 0,
			malformed: 0,
			ignored: 0,
			dropped: 0,
			underruns: 0,
			concealed: 0,
			depth: 0,
			target: 0,
			speed: 0,
			level: silence,
			volume: null,
		},
		camera: {
			frames: 0,
			bytes: 0,
			dropped: 0,
			broken: 0,
			restarts: 0,
			framesPerSecond: 0,
			age: 0,
			choice: null,
		},
		memory: { chunks: 0, slots: 0, collections: 0 },
		link: {
			audio: { state: "closed", connects: 0, reason: "", nextTry: 0 },
			video: { state: "closed", connects: 0, reason: "", nextTry: 0 },
		},
		signal: null,
	};

	constructor(sources: StatisticsSources) {
		this.#sources = sources;
		this.#startedAt = sources.time.now();
	}

	/** The message with the numbers of now; it is filled anew by the next call. */
	read(): Statistics {
		const { time, state, links, memory, signal } = this.#sources;
		const message = this.#message;
		message.time = time.now();
		message.uptime = Math.round((message.time - this.#startedAt) / millisecond);
		message.state = state();
		this.#readSound();
		this.#readPictures();
		memory(message.memory);
		links.audio.statistics(message.link.audio);
		links.video.statistics(message.link.video);
		message.signal = signal();
		return message;
	}

	#readSound(): void {
		const { pumps, codec } = this.#sources;
		const { microphone, speaker } = this.#message;
		codec?.stats(this.#codec);
		Object.assign(microphone, pumps.microphone?.counts);
		microphone.overruns = this.#codec.overruns;
		microphone.queue = Math.round(pumps.microphone?.queue ?? 0);
		microphone.level = tenths(pumps.microphone?.running ? this.#codec.inputLevel : silence);
		Object.assign(speaker, pumps.speaker?.counts);
		speaker.dropped = this.#codec.dropped;
		speaker.underruns = this.#codec.underruns;
		speaker.concealed = this.#codec.concealed;
		speaker.depth = Math.round(this.#codec.depth);
		speaker.target = Math.round(this.#codec.target);
		speaker.speed = this.#codec.speed;
		speaker.level = tenths(pumps.speaker?.running ? this.#codec.outputLevel : silence);
		speaker.volume = codec?.volume ?? null;
	}

	#readPictures(): void {
		const { pumps, camera: part } = this.#sources;
		const { camera } = this.#message;
		part?.stats(this.#camera);
		Object.assign(camera, pumps.camera?.counts);
		camera.broken = this.#camera.broken;
		camera.restarts = this.#camera.restarts;
		camera.choice = pumps.camera?.choice ?? null;
	}

	/** Measures the rate of pictures anew; between two calls it stays. */
	measure(): void {
		this.#message.camera.framesPerSecond = tenths(this.#sources.pumps.camera?.measureRate() ?? 0);
	}
}

function tenths(value: number): number {
	return Math.round(value * 10) / 10;
}
