import { type Check, CheckError, isRecord, matching, oneOf, shown } from "protocol/check";
import { AddressError, isIPv4 } from "link/address";
import { crossedBounds, settleBounds } from "settings/bounds";
import { type Field, flag } from "settings/kinds";
import { type SettableValues, table } from "settings/table";

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
	bell: object | undefined;
	door: object | undefined;
}

/** What only the manifests and the command line give: it belongs to the image. */
export interface FixedValues {
	original: OriginalSettings;
	/** Addresses of the name servers to ask where the network names none. */
	nameServers: string[];
	firmware: string;
	board: BoardSettings;
}

/** All that a doorbell can be told. */
export interface Settings extends SettableValues, FixedValues {}

/** What was read, and a sentence for each value that could not be used. */
export interface SettingsRead {
	settings: Settings;
	problems: string[];
}

type Fields = { readonly [K in keyof Settings]: Field<Settings[K]> };

const streams = Object.freeze(["esp2client", "client2esp", "video"] as const, true);
const everythingStreams: OriginalSettings = { esp2client: true, client2esp: true, video: true };
const noBoard: BoardSettings = {
	name: "unknown",
	codec: undefined,
	camera: undefined,
	light: undefined,
	bell: undefined,
	door: undefined,
};

const fields: Fields = Object.freeze(
	{
		...table,
		original: withDefault(everythingStreams, checkOriginal),
		nameServers: withDefault([], checkNameServers),
		firmware: withDefault(
			"unknown",
			matching(() => /^\S{1,32}$/, "a version"),
		),
		board: { check: checkBoard, invalid: noBoard },
	},
	true,
);

/**
 * Reads what the manifests and the command line configured and what was set since. A value that can't be used is reported
 * by a sentence; the others hold all the same. Numbers and booleans may come as text, as the command line gives them.
 */
export function readSettings(config: Readonly<Record<string, unknown>>): SettingsRead {
	const { settings, problems } = readEach(config);
	for (const { message } of crossedBounds(settings, (name) => config[name] !== undefined))
		problems.push(`${message}; that is used instead`);
	settleBounds(settings);
	return { settings, problems };
}

/** As `readSettings`, each value on its own, whether or not it fits the others. */
export function readEach(config: Readonly<Record<string, unknown>>): SettingsRead {
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
		name: matching(() => /^\S{1,64}$/, "a name without spaces")(value["name"], `${name}.name`),
		codec: part(value["codec"], `${name}.codec`),
		camera: part(value["camera"], `${name}.camera`),
		light: part(value["light"], `${name}.light`),
		bell: part(value["bell"], `${name}.bell`),
		door: part(value["door"], `${name}.door`),
	};
}

/** What a part is made of is checked by its driver. */
function part(value: unknown, name: string): object | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isRecord(value)) throw new CheckError(name, value, "an object with the part's pins");
	return value;
}
