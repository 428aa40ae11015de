import type { Command } from "protocol/commands";
import type { Statistics } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import type { Indicator } from "indicator/indicator";
import type { Codec, Picture } from "media/parts";
import type { Streams } from "doorbell/streams";

/** What commands act on. */
export interface CommandTargets {
	streams: Streams;
	codec: Codec | undefined;
	indicator: Indicator | undefined;
	/** The picture where a command says nothing of it. */
	picture: Picture;
	statistics: () => Statistics;
	/** Why a part is missing, as one sentence. */
	whyMissing: (part: "codec" | "light") => string;
}

/** How long `identify` lasts, in milliseconds. docs/protocol.md, "Commands". */
const identification = 5000;

/** Carries commands out. */
export class CommandExecutor {
	readonly #targets: CommandTargets;

	constructor(targets: CommandTargets) {
		this.#targets = targets;
	}

	/**
	 * Carries a command out, and returns the result's value where it has one.
	 *
	 * @throws ProtocolError `unavailable`
	 */
	execute(command: Command): object | undefined {
		const { streams, picture, statistics } = this.#targets;
		switch (command.type) {
			case "audio.start":
				streams.startSound(command.direction, `${command.type} ${command.direction}`);
				return undefined;
			case "audio.stop":
				streams.stopSound(command.direction, `${command.type} ${command.direction}`);
				return undefined;
			case "video.start": {
				const { frameSize = picture.frameSize, quality = picture.quality } = command;
				const { framesPerSecond = picture.framesPerSecond } = command;
				streams.startVideo({ frameSize, quality, framesPerSecond }, "audio", command.type);
				return undefined;
			}
			case "video.stop":
				streams.stopVideo(command.type);
				return undefined;
			case "speaker.volume":
				this.#codec.volume = command.volume;
				return undefined;
			case "microphone.gain":
				this.#codec.gain = command.gain;
				return undefined;
			case "identify":
				this.#indicator.identify(identification);
				return undefined;
			case "stats":
				return statistics();
		}
	}

	get #codec(): Codec {
		const { codec, whyMissing } = this.#targets;
		if (!codec) throw new ProtocolError("unavailable", whyMissing("codec"));
		return codec;
	}

	get #indicator(): Indicator {
		const { indicator, whyMissing } = this.#targets;
		if (!indicator) throw new ProtocolError("unavailable", whyMissing("light"));
		return indicator;
	}
}
