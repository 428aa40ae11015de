import { type Check, CheckError, isRecord, oneOf, shown, wholeNumberIn } from "protocol/check";
import { type FrameSize, pictureChecks, soundChecks } from "protocol/command-arguments";
import { type Address, AddressError, isIPv4, parseAddress } from "link/address";

/** What streams to a server that knows no commands. docs/protocol.md, "The original dialect". */
export interface OriginalSettings {
	esp2client: boolean;
	client2esp: boolean;
	video: boolean;
}

/** The parts of a board: each is what its driver takes and checks, or undefined where the board has none. */
export interface BoardSettings {
	name: string;
	codec: object | undefined;
	camera: object | undefined;
	light: object | undefined;
}

/** All that a doorbell can be told. */
export interface Settings {
	/** Undefined where there is no valid one: nothing can be connected to. */
	hub: Address | undefined;
	/** Undefined where there is no valid one: nothing may be connected to. */
	device: string | undefined;
	name: string;
	/** Undefined where there is no valid one; empty for none. */
	token: string | undefined;
	original: OriginalSettings;
	/** 0 to 100. */
	volume: number;
	/** 0 to 42 dB. */
	gain: number;
	/** How much sound is collected before it is played, in milliseconds. */
	depth: number;
	/** Whether the microphone is turned down while the speaker plays, against echo. */
	ducking: boolean;
	frameSize: FrameSize;
	/** 4 best to 63 worst. */
	quality: number;
	framesPerSecond: number;
	/** Addresses of the name servers to ask where the network names none. */
	nameServers: string[];
	firmware: string;
	board: BoardSettings;
}

/** What was read, and a sentence for each value that could not be used. */
export interface SettingsRead {
	settings: Settings;
	problems: string[];
}

/** A setting: what it may be, and what holds where it is not given or can't be used. */
interface Field<T> {
	readonly check: Check<T>;
	/** Holds where nothing is given; without it, something must be. */
	readonly absent?: T;
	/** Holds where what is given can't be used. */
	readonly invalid: T;
}

type Fields = { readonly [K in keyof Settings]: Field<Settings[K]> };

const streams = ["esp2client", "client2esp", "video"] as const;
const everythingStreams: OriginalSettings = { esp2client: true, client2esp: true, video: true };
const longestName = 64;
const noBoard: BoardSettings = { name: "unknown", codec: undefined, camera: undefined, light: undefined };
const deviceRule = "1 to 64 characters: a to z, digits, and single hyphens between them";
const tokenRule = "letters, digits and . _ ~ + / - (RFC 6750 section 2.1)";

/** Each setting. A doorbell does not connect with a wrong address, name of its own, or token. */
const fields: Fields = {
	hub: { check: parseAddress, invalid: undefined },
	device: { check: matching(/^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/, deviceRule), invalid: undefined },
	name: withDefault("Doorbell", checkName),
	token: { check: matching(/^([A-Za-z0-9._~+/-]+=*)?$/, tokenRule), absent: "", invalid: undefined },
	original: withDefault(everythingStreams, checkOriginal),
	volume: withDefault(70, fromText(soundChecks.volume)),
	gain: withDefault(24, fromText(soundChecks.gain)),
	depth: withDefault(60, fromText(wholeNumberIn(0, 500))),
	ducking: withDefault(true, flag),
	frameSize: withDefault("VGA", pictureChecks.frameSize),
	quality: withDefault(12, fromText(pictureChecks.quality)),
	framesPerSecond: withDefault(20, fromText(pictureChecks.framesPerSecond)),
	nameServers: withDefault([], checkNameServers),
	firmware: withDefault("unknown", matching(/^\S{1,32}$/, "a version")),
	board: { check: checkBoard, invalid: noBoard },
};

/**
 * Reads what the manifests and the command line configured. A value that can't be used is reported by a sentence; the
 * others hold all the same. Numbers and booleans may come as text, as the command line gives them.
 */
export function readSettings(config: Readonly<Record<string, unknown>>): SettingsRead {
	const problems: string[] = [];
	const settings: Record<string, unknown> = {};
	for (const name of Object.keys(fields) as (keyof Settings)[])
		settings[name] = readField(fields[name] as Field<unknown>, config[name], name, problems);
	return { settings: settings as unknown as Settings, problems };
}

function readField<T>(field: Field<T>, value: unknown, name: string, problems: string[]): T {
	if (value === undefined && field.absent !== undefined) return field.absent;
	try {
		return field.check(value, name);
	} catch (error) {
		if (!(error instanceof CheckError || error instanceof AddressError)) throw error;
		problems.push(error.message + instead(field.invalid));
		return field.invalid;
	}
}

function instead(value: unknown): string {
	return typeof value === "string" || typeof value === "number" ? `; ${shown(value)} is used instead` : "";
}

function withDefault<T>(value: T, check: Check<T>): Field<T> {
	return { check, absent: value, invalid: value };
}

function matching(pattern: RegExp, rule: string): Check<string> {
	return (value, name) => {
		if (typeof value !== "string" || !pattern.test(value)) throw new CheckError(name, value, rule);
		return value;
	};
}

function checkName(value: unknown, name: string): string {
	const isName =
		typeof value === "string" && value.length > 0 && value.length <= longestName && isPrintable(value);
	if (!isName)
		throw new CheckError(name, value, `1 to ${longestName} characters, none of them a control character`);
	return value;
}

function isPrintable(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 0x20 || code === 0x7f) return false;
	}
	return true;
}

/** Takes a number as text, too. */
function fromText(check: Check<number>): Check<number> {
	return (value, name) => check(typeof value === "string" && value.trim() ? Number(value) : value, name);
}

/** Takes an object of booleans, or the names of what streams, separated by commas. */
function checkOriginal(value: unknown, name: string): OriginalSettings {
	if (typeof value === "string") {
		const names = value
			.split(",")
			.map((part) => part.trim())
			.filter((part) => part);
		const check = oneOf(...streams);
		const chosen = names.map((part) => check(part, `a part of ${name}`));
		return {
			esp2client: chosen.includes("esp2client"),
			client2esp: chosen.includes("client2esp"),
			video: chosen.includes("video"),
		};
	}
	if (!isRecord(value)) throw new CheckError(name, value, `an object, or some of ${streams.join(",")}`);
	return {
		esp2client: flag(value["esp2client"], `${name}.esp2client`),
		client2esp: flag(value["client2esp"], `${name}.client2esp`),
		video: flag(value["video"], `${name}.video`),
	};
}

function flag(value: unknown, name: string): boolean {
	if (value === true || value === "true") return true;
	if (value === undefined || value === false || value === "false") return false;
	throw new CheckError(name, value, "true or false");
}

/** Takes an array of addresses, or addresses separated by commas. */
function checkNameServers(value: unknown, name: string): string[] {
	const servers: unknown = typeof value === "string" ? value.split(",") : value;
	if (!Array.isArray(servers)) throw new CheckError(name, value, "an array of IPv4 addresses");
	return servers.map((server: unknown) => {
		if (typeof server !== "string" || !isIPv4(server.trim()))
			throw new CheckError(`an address in ${name}`, server, "an IPv4 address");
		return server.trim();
	});
}

function checkBoard(value: unknown, name: string): BoardSettings {
	if (!isRecord(value)) throw new CheckError(name, value, "an object with the board's name and parts");
	return {
		name: matching(/^\S{1,64}$/, "a name without spaces")(value["name"], `${name}.name`),
		codec: part(value["codec"], `${name}.codec`),
		camera: part(value["camera"], `${name}.camera`),
		light: part(value["light"], `${name}.light`),
	};
}

/** What a part is made of is checked by its driver. */
function part(value: unknown, name: string): object | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isRecord(value)) throw new CheckError(name, value, "an object with the part's pins");
	return value;
}
