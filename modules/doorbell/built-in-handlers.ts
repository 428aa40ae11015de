import type { CommandHandlers } from "protocol/handlers";
import type { Part, Statistics } from "protocol/messages";
import { ProtocolError } from "protocol/protocol-error";
import { type Indicator, readHex } from "indicator/indicator";
import type { Codec, Picture } from "media/parts";
import type { Streams } from "doorbell/streams";

/** What the doorbell's own commands act on. */
export interface CommandTargets {
	streams: Streams;
	codec: Codec | undefined;
	indicator: Indicator | undefined;
	/** The picture where a command says nothing of it. */
	picture: () => Picture;
	statistics: () => Statistics;
	/** Restarts the doorbell soon, after the result has been sent. */
	restart: (cause: string) => void;
	/** Why a part is missing, as one sentence. */
	whyMissing: (part: Part) => string;
}

/** How long `identify` lasts, in milliseconds. docs/protocol.md, "Commands". */
const identification = 5000;

/** The handlers of the doorbell's own commands. */
export function builtInHandlers(targets: CommandTargets): CommandHandlers {
	const { streams, statistics, restart, whyMissing } = targets;
	const codec = (): Codec => {
		if (!targets.codec) throw new ProtocolError("unavailable", whyMissing("codec"));
		return targets.codec;
	};
	const indicator = (): Indicator => {
		if (!targets.indicator) throw new ProtocolError("unavailable", whyMissing("light"));
		return targets.indicator;
	};
	return {
		"audio.start": ({ type, direction, asker }) => {
			streams.startSound(direction, asker, `${type} ${direction}`);
			return undefined;
		},
		"audio.stop": ({ type, direction, asker }) => {
			streams.stopSound(direction, asker, `${type} ${direction}`);
			return undefined;
		},
		"video.start": ({ type, asker, ...asked }) => {
			const picture = targets.picture();
			const { frameSize = picture.frameSize, quality = picture.quality } = asked;
			const { framesPerSecond = picture.framesPerSecond } = asked;
			streams.startVideo({ frameSize, quality, framesPerSecond }, asker, type);
			return undefined;
		},
		"video.stop": ({ type, asker }) => {
			streams.stopVideo(asker, type);
			return undefined;
		},
		"speaker.volume": ({ volume }) => {
			codec().volume = volume;
			return undefined;
		},
		"microphone.gain": ({ gain }) => {
			codec().gain = gain;
			return undefined;
		},
		identify: () => {
			indicator().identify(identification);
			return undefined;
		},
		led: ({ color, seconds }) => {
			indicator().color(readHex(color), seconds * 1000);
			return undefined;
		},
		stats: () => statistics(),
		restart: ({ type }) => {
			restart(type);
			return undefined;
		},
	};
}
