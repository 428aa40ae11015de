import { type Direction, directions } from "protocol/command-arguments";
import { messageOf } from "protocol/message-of";
import type { ConnectionName, Part } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import type { CameraPump } from "media/camera-pump";
import type { MicrophonePump } from "media/microphone-pump";
import type { Picture } from "media/parts";
import type { SpeakerPath } from "media/speaker-path";
import { Askers } from "doorbell/askers";

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

/**
 * What flows: each direction of sound, and pictures. Each flows while somebody wants it; who asked on a connection wants
 * nothing any more when it has ended.
 */
export class Streams {
	readonly #options: StreamsOptions;
	readonly #sound: Readonly<Record<Direction, Askers<true>>> = {
		esp2client: new Askers("the microphone"),
		client2esp: new Askers("the speaker"),
	};
	readonly #video = new Askers<Picture>("pictures");
	/** What the video connection wants by itself, as the original's server does. */
	#configured: Picture | undefined;
	#videoOpen = false;

	constructor(options: StreamsOptions) {
		this.#options = options;
	}

	/** Whether somebody can be seen or heard. */
	get watched(): boolean {
		const { microphone, camera } = this.#options.pumps;
		return microphone?.running === true || camera?.running === true;
	}

	/** What this makes the doorbell; undefined while nothing flows. */
	get activity(): "live" | "talking" | undefined {
		const { microphone, speaker, camera } = this.#options.pumps;
		if (speaker?.running) return "talking";
		return microphone?.running || camera?.running ? "live" : undefined;
	}

	/**
	 * Starts a direction of sound for somebody; harmless when it flows for them.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	startSound(direction: Direction, asker: string, cause: string): void {
		const pump = this.#soundPump(direction);
		if (!pump) throw this.#unavailable("codec");
		const askers = this.#sound[direction];
		askers.add(asker, true);
		try {
			this.#start("codec", () => pump.start());
		} catch (error) {
			askers.remove(asker);
			throw error;
		}
		this.#options.onChanged(cause);
	}

	/** Somebody does not want a direction of sound any more; harmless when they did not. */
	stopSound(direction: Direction, asker: string, cause: string): void {
		const askers = this.#sound[direction];
		askers.remove(asker);
		if (!askers.any) this.#soundPump(direction)?.stop();
		this.#options.onChanged(cause);
	}

	/**
	 * Starts pictures for somebody, or changes how they are. They flow while the video connection is open.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	startVideo(picture: Picture, asker: string, cause: string): void {
		if (!this.#options.pumps.camera) throw this.#unavailable("camera");
		this.#video.add(asker, picture);
		try {
			this.#settleVideo();
		} catch (error) {
			this.#video.remove(asker);
			throw error;
		}
		this.#options.onChanged(cause);
	}

	/** Somebody does not want pictures any more; harmless when they did not. */
	stopVideo(asker: string, cause: string): void {
		this.#video.remove(asker);
		this.#settleVideo();
		this.#options.onChanged(cause);
	}

	/**
	 * The video connection is open.
	 *
	 * @param configured pictures that flow without being asked for
	 */
	videoOpened(configured: Picture | undefined, cause: string): void {
		this.#videoOpen = true;
		this.#configured = configured;
		try {
			this.#settleVideo();
		} catch (error) {
			this.#video.clear();
			this.#configured = undefined;
			this.#options.onFault("camera", error);
		}
		this.#options.onChanged(cause);
	}

	/** A connection has ended, and with it what was asked for on it. */
	ended(connection: ConnectionName, cause: string): void {
		if (connection === "video") {
			this.#videoOpen = false;
			this.#configured = undefined;
		} else {
			for (const direction of directions) {
				this.#sound[direction].clear();
				this.#soundPump(direction)?.stop();
			}
			this.#video.clear();
		}
		this.#settleVideo();
		this.#options.onChanged(cause);
	}

	#settleVideo(): void {
		const { camera } = this.#options.pumps;
		const picture = this.#videoOpen ? (this.#video.newest ?? this.#configured) : undefined;
		if (picture) this.#start("camera", () => camera?.start(picture));
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
			const message = `the ${part} could not be started: ${messageOf(cause)}`;
			throw new ProtocolError("unavailable", message, { cause });
		}
	}

	#unavailable(part: Part): ProtocolError {
		return new ProtocolError("unavailable", this.#options.whyMissing(part));
	}
}
