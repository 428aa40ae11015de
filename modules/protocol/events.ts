import type { FrameSize } from "protocol/command-arguments";
import type { ConnectionName, ErrorInformation, Part, WireState } from "protocol/messages";

/** What a doorbell tells when it happens. docs/protocol.md, "Events". */
export type Event =
	| LightEvent
	| StateEvent
	| MalformedEvent
	| FaultEvent
	| RecoveredEvent
	| RingEvent
	| RingEndedEvent
	| ButtonEvent
	| DoorEvent
	| UpdateEvent
	| PictureEvent;

/** The strip shows other colors. */
export interface LightEvent {
	type: "event";
	event: "light";
	colors: string[];
}

export interface StateEvent {
	type: "event";
	event: "state";
	state: WireState;
	cause: string;
}

/** Messages were dropped: how many since the last such event, and what was wrong with the last. */
export interface MalformedEvent extends ErrorInformation {
	type: "event";
	event: "malformed";
	connection: ConnectionName;
	count: number;
}

export interface FaultEvent extends ErrorInformation {
	type: "event";
	event: "fault";
	part: Part;
}

export interface RecoveredEvent {
	type: "event";
	event: "recovered";
	part: Part;
}

/** The bell was pressed. */
export interface RingEvent {
	type: "event";
	event: "ring";
	/** 1 to 32 characters, no two rings have the same. */
	ring: string;
	/** When it was pressed: microseconds on the doorbell's clock. */
	time: number;
	/** How long ago that is, in milliseconds. */
	age: number;
}

/** Why a ring is over. */
export type RingEnd = "answered" | "declined" | "timeout";

export interface RingEndedEvent {
	type: "event";
	event: "ring.ended";
	ring: string;
	cause: RingEnd;
}

/** The bell is held for a factory reset: for how long by now, in milliseconds; 0 when it was let go. */
export interface ButtonEvent {
	type: "event";
	event: "button";
	held: number;
}

export interface DoorEvent {
	type: "event";
	event: "door";
	state: "open" | "closed";
	cause: string;
}

/** How far an update is. */
export const updatePhases = Object.freeze(
	[
		"accepted",
		"downloading",
		"verifying",
		"restarting",
		"trial",
		"confirmed",
		"refused",
		"failed",
		"rolled-back",
	] as const,
	true,
);
export type UpdatePhase = (typeof updatePhases)[number];

export interface UpdateEvent {
	type: "event";
	event: "update";
	phase: UpdatePhase;
	version: string;
	/** Bytes. */
	received: number;
	size: number;
	code?: string;
	message?: string;
}

/** Which pictures are sent now, and why. */
export interface PictureChoice {
	frameSize: FrameSize;
	quality: number;
	framesPerSecond: number;
	reason: string;
}

export interface PictureEvent extends PictureChoice {
	type: "event";
	event: "picture";
}
