import type { Direction } from "protocol/command-arguments";
import type { ConnectionName, Part } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import type { CameraPump } from "media/camera-pump";
import type { MicrophonePump } from "media/microphone-pump";
import type { Picture } from "media/parts";
import type { SpeakerPath } from "media/speaker-path";

/** The pumps that there are: one that is missing has no part, or one that could not be made. */
export interface Pumps {
	microphone?: MicrophonePump | undefined;
	speaker?: SpeakerPath | undefined;
	camera?: CameraPump | undefined;
}

/** What streams need. */
export interface StreamsOptions {
	pumps: Pumps;
	/** Told when what flows may have changed, and by what. */
	onChanged: (cause: string) => void;
	/** Told when a part can't be started. */
	onFault: (part: Part, error: unknown) => void;
	/** Why a part is missing, as one sentence. */
	whyMissing: (part: Part) => string;
}

interface Video {
	readonly picture: Picture;
	/** The connection that asked for it, and with which it ends. */
	readonly asker: ConnectionName;
}

/** What flows: each direction of sound, and pictures. Each belongs to the connection that asked for it. */
export class Streams {
	readonly #options: StreamsOptions;
	#video: Video | undefined;
	#videoOpen = false;

	constructor(options: StreamsOptions) {
		this.#options = options;
	}

	/** What this makes the doorbell; undefined while nothing flows. */
	get activity(): "live" | "talking" | undefined {
		const { microphone, speaker, camera } = this.#options.pumps;
		if (speaker?.running) return "talking";
		return microphone?.running || camera?.running ? "live" : undefined;
	}

	/**
	 * Starts a direction of sound; harmless when it flows.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	startSound(direction: Direction, cause: string): void {
		const pump = this.#soundPump(direction);
		if (!pump) throw this.#unavailable("codec");
		this.#start("codec", () => pump.start());
		this.#options.onChanged(cause);
	}

	/** Stops a direction of sound; harmless when it does not flow. */
	stopSound(direction: Direction, cause: string): void {
		this.#soundPump(direction)?.stop();
		this.#options.onChanged(cause);
	}

	/**
	 * Starts pictures, or changes how they are. They flow while the video connection is open.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	startVideo(picture: Picture, asker: ConnectionName, cause: string): void {
		if (!this.#options.pumps.camera) throw this.#unavailable("camera");
		this.#video = { picture, asker };
		this.#settleVideo();
		this.#options.onChanged(cause);
	}

	/** Stops pictures; harmless when they don't flow. */
	stopVideo(cause: string): void {
		this.#video = undefined;
		this.#settleVideo();
		this.#options.onChanged(cause);
	}

	/** The video connection is open. */
	videoOpened(cause: string): void {
		this.#videoOpen = true;
		try {
			this.#settleVideo();
		} catch (error) {
			this.#video = undefined;
			this.#options.onFault("camera", error);
		}
		this.#options.onChanged(cause);
	}

	/** A connection has ended, and with it what it asked for. */
	ended(connection: ConnectionName, cause: string): void {
		const { microphone, speaker } = this.#options.pumps;
		if (connection === "video") this.#videoOpen = false;
		else for (const pump of [microphone, speaker]) pump?.stop();
		if (this.#video?.asker === connection) this.#video = undefined;
		this.#settleVideo();
		this.#options.onChanged(cause);
	}

	#settleVideo(): void {
		const { camera } = this.#options.pumps;
		const video = this.#videoOpen ? this.#video : undefined;
		if (video) this.#start("camera", () => camera?.start(video.picture));
		else camera?.stop();
	}

	#soundPump(direction: Direction): MicrophonePump | SpeakerPath | undefined {
		const { microphone, speaker } = this.#options.pumps;
		return direction === "esp2client" ? microphone : speaker;
	}

	#start(part: Part, start: () => void): void {
		try {
			start();
		} catch (cause) {
			const message = `the ${part} could not be started: ${cause instanceof Error ? cause.message : String(cause)}`;
			throw new ProtocolError("unavailable", message, { cause });
		}
	}

	#unavailable(part: Part): ProtocolError {
		return new ProtocolError("unavailable", this.#options.whyMissing(part));
	}
}
