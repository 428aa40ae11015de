import { HEADER_LENGTH, SAMPLE_RATE, missingBetween, type Header } from "../../wire/header";
import type { PlayerInput, PlayerReport } from "./player-worklet";
import { SILENCE } from "./level";
import { createPlayer, type Player } from "./player";
import { resume } from "./resume";

/** How loud the doorbell is while one talks to it: it hears what it plays. */
const DUCKED = 0.25;
/** Seconds in which the loudness changes. */
const RAMP = 0.03;

/** Sound since the page was opened. */
export interface ListenerCounts extends PlayerReport {
	messages: number;
	/** Messages that are missing in the sequence: dropped before they came here. */
	missing: number;
}

/** Plays the doorbell's microphone. A browser lets it begin only in answer to a click. */
export class Listener {
	#context: AudioContext | undefined;
	#player: Player | undefined;
	#analyser: AnalyserNode | undefined;
	#loudness: GainNode | undefined;
	#opening: Promise<AudioContext> | undefined;
	#on = false;
	#volume = 1;
	#ducked = false;
	#header: Header | undefined;
	#messages = 0;
	#missing = 0;
	#report: PlayerReport = {
		received: 0,
		concealed: 0,
		dropped: 0,
		underruns: 0,
		depth: 0,
		target: 0,
		level: SILENCE,
	};

	get on(): boolean {
		return this.#on;
	}

	get context(): AudioContext | undefined {
		return this.#context;
	}

	/** What is heard, before the volume; made by the first `start`. */
	get analyser(): AnalyserNode | undefined {
		return this.#analyser;
	}

	/** The header of the message that came last. */
	get lastHeader(): Readonly<Header> | undefined {
		return this.#header;
	}

	get counts(): ListenerCounts {
		return { ...this.#report, messages: this.#messages, missing: this.#missing };
	}

	/** From here to the ear, milliseconds: what waits, and what the browser and the sound card hold. */
	get outputDelay(): number {
		const { baseLatency = 0, outputLatency = 0 } = this.#context ?? {};
		return this.#report.depth + (outputLatency || baseLatency) * 1000;
	}

	/** From 0 to 1. */
	get volume(): number {
		return this.#volume;
	}

	set volume(volume: number) {
		this.#volume = volume;
		this.#setLoudness();
	}

	/** Whether to be quieter because one talks. */
	set ducked(ducked: boolean) {
		this.#ducked = ducked;
		this.#setLoudness();
	}

	/**
	 * Starts playing what is pushed; to be called in answer to a click.
	 * @throws Error with a sentence for people
	 */
	async start(): Promise<void> {
		this.#on = true;
		try {
			await resume(await (this.#opening ??= this.#open()));
		} catch (error) {
			this.#on = false;
			void this.#context?.close();
			this.#context = this.#player = this.#analyser = this.#loudness = this.#opening = undefined;
			throw error;
		}
		if (!this.on) await this.#context?.suspend();
	}

	stop(): void {
		this.#on = false;
		this.#tell("clear");
		this.#report.level = SILENCE;
		void this.#context?.suspend();
	}

	/** Plays a message. @param data header and PCM */
	push(header: Header, data: ArrayBuffer): void {
		if (!this.#on) return;
		this.#messages++;
		if (this.#header) this.#missing += missingBetween(this.#header.sequence, header.sequence);
		this.#header = header;
		if (this.#context?.state === "running") this.#tell(data.slice(HEADER_LENGTH));
	}

	/** Forgets what waits: another doorbell is listened to, or the same anew. */
	clear(): void {
		this.#header = undefined;
		this.#tell("clear");
	}

	async #open(): Promise<AudioContext> {
		const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: "interactive" });
		const player = await createPlayer(context, (report) => {
			if (this.#on) this.#report = report;
		});
		const analyser = new AnalyserNode(context, { fftSize: 2048 });
		const loudness = new GainNode(context);
		player.output.connect(analyser).connect(loudness).connect(context.destination);
		this.#context = context;
		this.#player = player;
		this.#analyser = analyser;
		this.#loudness = loudness;
		this.#setLoudness();
		return context;
	}

	#tell(input: PlayerInput): void {
		this.#player?.send(input);
	}

	#setLoudness(): void {
		const { currentTime = 0 } = this.#context ?? {};
		this.#loudness?.gain.setTargetAtTime(this.#volume * (this.#ducked ? DUCKED : 1), currentTime, RAMP);
	}
}
