import type { Direction } from "protocol/command-arguments";
import type { CommandId } from "protocol/commands";
import type { Event, PictureChoice } from "protocol/events";
import type { ErrorCode } from "protocol/protocol-error";

/** The subprotocol that a doorbell offers. docs/protocol.md, "Two dialects". */
export const subprotocol = "belltower.1";

/** The version of belltower that `hello` tells. */
export const protocolVersion = 1;

/** The sound's format on the wire, in both dialects: signed 16-bit little-endian, one channel. */
export const sound = Object.freeze({ sampleRate: 16000, channels: 1, bytesPerSample: 2 } as const, true);

/** The paths of the two connections. docs/protocol.md, "Two connections". */
export const paths = Object.freeze({ audio: "/ws/from_esp", video: "/ws/image" } as const, true);

/** One of the two connections. */
export type ConnectionName = keyof typeof paths;

/** What a doorbell is doing. docs/protocol.md, "States". */
export const states = Object.freeze(
	["starting", "connecting", "idle", "ringing", "live", "talking", "updating", "failed"] as const,
	true,
);
export type WireState = (typeof states)[number];

/** A part whose failure is told by an event. */
export type Part = "camera" | "codec" | "light" | "bell" | "door";

/** What a doorbell can do. */
export type Capability =
	"microphone" | "speaker" | "camera" | "light" | "bell" | "door" | "chime" | "settings" | "update";

/** A code and a sentence. */
export interface ErrorInformation {
	code: string;
	message: string;
}

/** Says who the doorbell is, first on each connection. */
export interface Hello {
	type: "hello";
	device: string;
	name: string;
	firmware: string;
	board: string;
	protocol: number;
	capabilities: Capability[];
	audio: { sampleRate: number; channels: number; bytesPerMessage: number };
	time: number;
	update?: UpdateInformation;
}

/** Which firmware runs, and which was refused last. */
export interface UpdateInformation {
	slot: string;
	version: string;
	/** Whether this firmware is on trial, and goes if it does not prove itself. */
	trial: boolean;
	signed: boolean;
	refused: { version: string; code: string; message: string } | null;
}

/** The one answer to a command. */
export type Result =
	| { type: "result"; id: CommandId; ok: true; value?: object }
	| { type: "result"; id: CommandId; ok: false; error: { code: ErrorCode; message: string; field?: string } };

/** The answer to a text that is no message. */
export interface ErrorMessage {
	type: "error";
	error: ErrorInformation;
}

/** Counts and gauges. docs/protocol.md has the unit of each. */
export interface Statistics {
	type: "stats";
	time: number;
	uptime: number;
	state: WireState;
	microphone: MicrophoneStatistics;
	speaker: SpeakerStatistics;
	camera: CameraStatistics;
	memory: { chunks: number; slots: number; collections: number };
	link: Record<ConnectionName, LinkStatistics>;
	signal: number | null;
}

export interface MicrophoneStatistics {
	messages: number;
	bytes: number;
	dropped: number;
	overruns: number;
	queue: number;
	level: number;
}

export interface SpeakerStatistics {
	messages: number;
	bytes: number;
	malformed: number;
	ignored: number;
	dropped: number;
	underruns: number;
	concealed: number;
	depth: number;
	target: number;
	speed: number;
	level: number;
	/** 0 to 100; null without a speaker. */
	volume: number | null;
}

export interface CameraStatistics {
	frames: number;
	bytes: number;
	dropped: number;
	broken: number;
	restarts: number;
	framesPerSecond: number;
	age: number;
	/** Null before the first picture is asked for. */
	choice: PictureChoice | null;
}

/** What a link is doing. docs/protocol.md, "What a doorbell says". */
export type LinkState = "open" | "connecting" | "waiting" | "refused" | "no-network" | "closed";

export interface LinkStatistics {
	state: LinkState;
	connects: number;
	reason: string;
	nextTry: number;
}

/** What a doorbell says as text. */
export type TextOut = Hello | Result | ErrorMessage | Event | Statistics;

export type { CommandId, Direction, ErrorCode, Event };
