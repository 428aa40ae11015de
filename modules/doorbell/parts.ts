import type { Time } from "clock/time";
import type { PictureChoice } from "protocol/events";
import type { ConnectionName } from "protocol/messages";
import type { Link } from "link/link";
import type { Strip } from "indicator/indicator";
import { CameraPump } from "media/camera-pump";
import { MicrophonePump } from "media/microphone-pump";
import type { Camera, Codec, Picture, Speaker } from "media/parts";
import { SpeakerPath } from "media/speaker-path";
import type { BellPin, DoorPin } from "doorbell/entrance";
import type { MalformedReporter } from "doorbell/malformed";
import type { Pumps } from "doorbell/streams";

/** The size of a microphone's message: what the original sends. docs/protocol.md, "The original dialect". */
export const bytesPerMessage = 492;

/** A strip and its length. */
export interface Light extends Strip {
	readonly length: number;
}

/** The parts that there are. */
export interface Parts {
	codec?: Codec | undefined;
	camera?: Camera | undefined;
	light?: Light | undefined;
	bell?: BellPin | undefined;
	door?: DoorPin | undefined;
}

/** What pumps need. */
export interface PumpsOptions {
	parts: Pick<Parts, "codec" | "camera">;
	links: Readonly<Record<ConnectionName, Link>>;
	/** The codec's speaker as what is said has it. */
	speaker: Speaker | undefined;
	malformed: MalformedReporter;
	time: Time;
	/** What pictures are never made worse than. */
	worst: () => Picture;
	/** Told when the link makes other pictures necessary, or better ones possible. */
	onChoice: (choice: Readonly<PictureChoice>) => void;
}

/** Makes the pumps that there are parts for. */
export function makePumps({ parts, links, speaker, malformed, time, worst, onChoice }: PumpsOptions): Pumps {
	const { codec, camera } = parts;
	const { audio, video } = links;
	const microphone = codec && new MicrophonePump({ microphone: codec, link: audio, time, bytesPerMessage });
	const soundDropped = (): number => microphone?.counts.dropped ?? 0;
	return {
		microphone,
		speaker:
			speaker && new SpeakerPath({ speaker, onMalformed: (code, message) => malformed.add(code, message) }),
		camera: camera && new CameraPump({ camera, link: video, time, worst, soundDropped, onChoice }),
	};
}
