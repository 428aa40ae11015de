import {
	type Check,
	defaulting,
	flag,
	listOf,
	matching,
	oneOf,
	optional,
	record,
	textOf,
	wholeNumberIn,
} from "protocol/check";

/** A direction of sound: the doorbell's microphone is heard, or the doorbell plays. */
export const directions = Object.freeze(["esp2client", "client2esp"] as const, true);
export type Direction = (typeof directions)[number];

/** The sizes of a picture that a server can ask for. */
export const frameSizes = Object.freeze(["QVGA", "VGA", "SVGA", "XGA", "SXGA", "UXGA"] as const, true);
export type FrameSize = (typeof frameSizes)[number];

/** What a picture can be asked to be; shared by commands and settings. */
export const pictureChecks = Object.freeze(
	{
		frameSize: oneOf(...frameSizes),
		quality: wholeNumberIn(4, 63),
		framesPerSecond: wholeNumberIn(1, 30),
	},
	true,
);

/** What sound can be asked to be; shared by commands and settings. */
export const soundChecks = Object.freeze(
	{
		volume: wholeNumberIn(0, 100),
		gain: wholeNumberIn(0, 42),
	},
	true,
);

/** The sounds that a doorbell has built in. */
export const chimeSounds = Object.freeze(["ding-dong", "ding", "alarm"] as const, true);
export type ChimeSound = (typeof chimeSounds)[number];

/** The ID of a ring. */
export const checkRing = textOf(1, 32);

const direction = oneOf(...directions);
const asker = defaulting(textOf(1, 64), "");
const largestImage = 16 * 1024 * 1024;
const mostSettings = 64;

/** Each command that there is, and its arguments. docs/protocol.md, "Commands". */
export const commandArguments = Object.freeze(
	{
		"audio.start": { direction, asker },
		"audio.stop": { direction, asker },
		"video.start": {
			frameSize: optional(pictureChecks.frameSize),
			quality: optional(pictureChecks.quality),
			framesPerSecond: optional(pictureChecks.framesPerSecond),
			asker,
		},
		"video.stop": { asker },
		"speaker.volume": { volume: soundChecks.volume },
		"microphone.gain": { gain: soundChecks.gain },
		chime: { sound: defaulting(oneOf(...chimeSounds), "ding-dong"), volume: optional(soundChecks.volume) },
		"door.open": {},
		led: {
			color: matching(() => /^#[0-9a-f]{6}$/i, 'a color such as "#ff8000"'),
			seconds: wholeNumberIn(1, 60),
		},
		identify: {},
		stats: {},
		restart: {},
		"ring.acknowledge": { ring: checkRing },
		"ring.answer": { ring: checkRing },
		"ring.end": { ring: checkRing },
		"settings.describe": { from: defaulting(wholeNumberIn(0, mostSettings), 0) },
		"settings.get": { names: optional(listOf(textOf(1, 64), mostSettings)) },
		"settings.set": { settings: record },
		update: {
			url: textOf(1, 1024),
			size: wholeNumberIn(1, largestImage),
			sha256: matching(() => /^[0-9a-f]{64}$/i, "64 hexadecimal digits"),
			version: textOf(1, 32),
			board: textOf(1, 64),
			force: defaulting(flag, false),
		},
		"update.cancel": {},
		"update.rollback": {},
	} as const satisfies Record<string, Record<string, Check<unknown>>>,
	true,
);
