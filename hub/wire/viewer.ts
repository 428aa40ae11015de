/** The subprotocol between the hub and a page (docs/viewer.md). */
export const VIEWER_PROTOCOL = "belltower.viewer.1";

/** The name by which a viewer asks for the original's device, which has no identity. */
export const ORIGINAL_DEVICE = "original";

/** Commands that a viewer may have the hub pass on to the doorbell it watches. */
export const DEVICE_COMMANDS = [
	"speaker.volume",
	"microphone.gain",
	"identify",
	"chime",
	"door.open",
	"led",
] as const;
export type DeviceCommand = (typeof DEVICE_COMMANDS)[number];

/** What went wrong, for programs (`code`) and people (`message`). */
export interface ErrorDescription {
	code: string;
	message: string;
}

/** Who is talking to a doorbell. */
export interface Talker {
	viewer: number;
	label: string;
}

/** A doorbell, as lists show it. Times of day are milliseconds since 1970. */
export interface DeviceSummary {
	id: string;
	name: string;
	dialect: "belltower.1" | "original";
	online: boolean;
	/** When it came or went last. */
	since: number;
	/** When the newest picture came that the hub has of it; null where it has none. */
	pictured: number | null;
	state: string;
	firmware: string;
	board: string;
	capabilities: string[];
	viewers: number;
	talker: Talker | null;
	/** What it says of updates (docs/protocol.md, `hello`); null where it takes none. */
	update: Record<string, unknown> | null;
}

/** Counts of one kind of media on its way from the doorbell to the hub. `missing` are gaps in the sequence. */
export interface ReceivedCounts {
	messages: number;
	bytes: number;
	missing: number;
	malformed: number;
	messagesPerSecond: number;
	bitsPerSecond: number;
}

/** Counts of one kind of media on its way from the hub to one viewer. */
export interface SentCounts {
	sent: number;
	dropped: number;
}

/** Sound on its way from a talker to the doorbell's speaker. */
export interface SpeakerCounts extends SentCounts {
	malformed: number;
}

/** How a doorbell's clock stands to the hub's: hub time = device time + offset; both in microseconds. */
export interface ClockEstimate {
	offset: number;
	uncertainty: number;
}

/** What doorbells say of themselves in `stats` (docs/protocol.md); every part may be missing. */
export type DoorbellStats = Record<string, unknown>;

export interface HelloMessage {
	type: "hello";
	viewer: number;
	hub: string;
	time: number;
}

export interface DevicesMessage {
	type: "devices";
	devices: DeviceSummary[];
}

export interface LightMessage {
	type: "light";
	device: string;
	colors: string[];
}

export interface FloorMessage {
	type: "floor";
	device: string;
	talker: Talker | null;
}

/**
 * How a ring stands. `answered`: somebody is talked with; `ended`: that is over; `missed`: nobody answered in time.
 */
export const RING_STATES = ["ringing", "answered", "declined", "missed", "ended"] as const;
export type RingState = (typeof RING_STATES)[number];

/** Somebody has pressed a doorbell's button. Times are milliseconds since 1970. */
export interface Ring {
	id: string;
	device: string;
	/** When the button was pressed. */
	time: number;
	state: RingState;
	/** Who answered or declined. */
	by?: string;
	/** When somebody answered. */
	answered?: number;
	/** When it was missed or declined, or when somebody hung up; not where that is not known. */
	ended?: number;
	/** Whether a picture of that moment is kept. */
	snapshot: boolean;
}

/** Sent to every viewer when a ring begins or changes, and at sign-in for each that rings now. */
export interface RingMessage {
	type: "ring";
	ring: Ring;
}

/** A firmware that is stored at the hub. Times of day are milliseconds since 1970. */
export interface Firmware {
	id: string;
	version: string;
	board: string;
	chip: string;
	/** Bytes. */
	size: number;
	sha256: string;
	signed: boolean;
	/** The SHA-256 of the key that it is signed with. */
	key: string | null;
	uploaded: number;
}

/** How far a doorbell is in a roll-out. */
export type DeviceUpdateState = "waiting" | "asked" | "loading" | "trial" | "done" | "failed";

export interface DeviceUpdate {
	device: string;
	state: DeviceUpdateState;
	/** Bytes that it has loaded, and bytes in all. */
	received: number;
	size: number;
	changed: number;
	code?: string;
	message?: string;
}

/** A roll-out. `failed`: all were tried, and not all went well; `stopped`: after a failure the others were left alone. */
export interface Update {
	id: string;
	firmware: string;
	version: string;
	board: string;
	created: number;
	atOnce: number;
	stopOnFailure: boolean;
	force: boolean;
	state: "running" | "done" | "failed" | "stopped" | "canceled";
	devices: DeviceUpdate[];
}

/** Sent to every viewer when a roll-out changes. */
export interface UpdateMessage {
	type: "update";
	update: Update;
}

export interface EventMessage {
	type: "event";
	device: string;
	event: string;
	[detail: string]: unknown;
}

/** Sent once a second to each viewer that watches a doorbell. */
export interface StatsMessage {
	type: "stats";
	device: string;
	doorbell: DoorbellStats | null;
	hub: { pictures: ReceivedCounts; sound: ReceivedCounts; speaker: SpeakerCounts };
	clock: ClockEstimate | null;
}

/** What went from the hub to this viewer; sent when something was dropped, and every five seconds. */
export interface DeliveryMessage {
	type: "delivery";
	pictures: SentCounts;
	sound: SentCounts;
	/** Milliseconds for a ping and its pong, or null before the first. */
	roundTrip: number | null;
}

export type ResultMessage =
	| { type: "result"; id: string | number | null; ok: true; value?: Record<string, unknown> }
	| { type: "result"; id: string | number | null; ok: false; error: ErrorDescription };

export interface ErrorMessage {
	type: "error";
	error: ErrorDescription;
}

/** Everything that the hub says to a viewer as text. */
export type HubMessage =
	| HelloMessage
	| DevicesMessage
	| LightMessage
	| FloorMessage
	| RingMessage
	| EventMessage
	| UpdateMessage
	| StatsMessage
	| DeliveryMessage
	| ResultMessage
	| ErrorMessage;
