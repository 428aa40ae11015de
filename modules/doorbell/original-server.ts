import { directions } from "protocol/command-arguments";
import type { Picture } from "media/parts";
import type { Settings } from "settings/settings";
import { usualPicture } from "doorbell/pictures";
import type { Streams } from "doorbell/streams";

/** What serves the original's server. */
export interface OriginalServerOptions {
	settings: Settings;
	streams: Pick<Streams, "startSound">;
	/** Whether there is a codec, and a camera. */
	sound: boolean;
	pictures: boolean;
	/** Told when the codec can't be started. */
	onFault: (error: unknown) => void;
}

/** Streams to a server that knows no commands what the settings say. docs/protocol.md, "Two dialects". */
export class OriginalServer {
	readonly #options: OriginalServerOptions;

	constructor(options: OriginalServerOptions) {
		this.#options = options;
	}

	/** Starts sound, as the audio connection to such a server is open. */
	startSound(): void {
		const { settings, streams, sound, onFault } = this.#options;
		for (const direction of directions) {
			if (!settings.original[direction] || !sound) continue;
			try {
				streams.startSound(direction, "", "as configured");
			} catch (error) {
				onFault(error);
			}
		}
	}

	/** The picture that the video connection to such a server begins with; undefined for none. */
	get picture(): Picture | undefined {
		const { settings, pictures } = this.#options;
		return settings.original.video && pictures ? usualPicture(settings) : undefined;
	}
}
