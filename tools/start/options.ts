import { parseArgs } from "node:util";
import { checkCamera, checkFolder, checkMicrophone, checkSpeaker, readAuthorities } from "./media-files";
import { UsageError } from "./usage-error";

/** What `npm start` is asked to do. */
export interface StartOptions {
	/** Where the hub is bound; undefined: no hub is started. */
	hub: { host: string; port: number } | undefined;
	/** The simulated doorbells; undefined: none is. */
	doorbells: DoorbellOptions | undefined;
}

/** What the simulated doorbells are. Files have absolute paths. */
export interface DoorbellOptions {
	count: number;
	name: string | undefined;
	camera: string | undefined;
	microphone: string | undefined;
	speaker: string | undefined;
	/** The folder in which each doorbell has one for what it keeps; undefined: the usual one. */
	data: string | undefined;
	/** Whether the first doorbell is as it comes from the factory: without Wi-Fi, with the page that sets it up. */
	firstStart: boolean;
	/** The hub to connect to, `ws://HOST:PORT` or `wss://`; undefined: the one that is started. */
	hub: string | undefined;
	/** The authorities that vouch for that hub, PEM; undefined: those that the system knows. */
	ca: string | undefined;
}

const mostDoorbells = 20;
const longestName = 64;

/** Reads the command line; "help" if it asks for that. Throws a {@link UsageError}. */
export function parseOptions(parameters: readonly string[]): StartOptions | "help" {
	const values = parse(parameters);
	if (values.help === true) return "help";
	const hubOnly = values["hub-only"] === true;
	const deviceOnly = values["device-only"] === true;
	if (hubOnly && deviceOnly) throw new UsageError("--hub-only and --device-only: give one of them at most");
	if (hubOnly)
		refuse(
			values,
			["doorbells", "name", "camera", "microphone", "speaker", "data", "first-start", "hub", "ca"],
			"--hub-only",
		);
	if (deviceOnly) refuse(values, ["host", "port"], "--device-only");
	if (deviceOnly && values.hub === undefined)
		throw new UsageError("--device-only needs to know which hub: add --hub ws://HOST:PORT");
	if (!deviceOnly && values.hub !== undefined)
		throw new UsageError(
			"--hub goes with --device-only; the hub that is started here is set by --host and --port",
		);
	if (values.ca !== undefined && !/^wss:/i.test(values.hub ?? ""))
		throw new UsageError("--ca says who vouches for a hub; it goes with --device-only --hub wss://HOST:PORT");
	return {
		hub: deviceOnly
			? undefined
			: { host: values.host ?? "127.0.0.1", port: wholeNumber(values, "port", 8000, 0, 65535) },
		doorbells: hubOnly ? undefined : doorbellOptions(values),
	};
}

type Values = ReturnType<typeof parse>;

function parse(parameters: readonly string[]) {
	try {
		return parseArgs({
			args: [...parameters],
			options: {
				host: { type: "string" },
				port: { type: "string" },
				"hub-only": { type: "boolean" },
				doorbells: { type: "string" },
				name: { type: "string" },
				camera: { type: "string" },
				microphone: { type: "string" },
				speaker: { type: "string" },
				data: { type: "string" },
				"first-start": { type: "boolean" },
				"device-only": { type: "boolean" },
				hub: { type: "string" },
				ca: { type: "string" },
				help: { type: "boolean", short: "h" },
			},
		}).values;
	} catch (cause) {
		const message = cause instanceof Error ? cause.message : String(cause);
		throw new UsageError(message.replace(/\. To specify .*/s, "").replace(/\n/g, " "), { cause });
	}
}

function doorbellOptions(values: Values): DoorbellOptions {
	const { name, camera, microphone, speaker, data, hub, ca } = values;
	if (name !== undefined && (name.trim() === "" || name.length > longestName || /\p{Control}/u.test(name)))
		throw new UsageError(
			`--name "${name}": it must have 1 to ${longestName} characters, all of them printable`,
		);
	return {
		count: wholeNumber(values, "doorbells", 1, 1, mostDoorbells),
		name: name?.trim(),
		camera: camera === undefined ? undefined : checkCamera(camera),
		microphone: microphone === undefined ? undefined : checkMicrophone(microphone),
		speaker: speaker === undefined ? undefined : checkSpeaker(speaker),
		firstStart: values["first-start"] === true,
		data: data === undefined ? undefined : checkFolder("data", data),
		hub: hub === undefined ? undefined : checkHub(hub),
		ca: ca === undefined ? undefined : readAuthorities(ca),
	};
}

function wholeNumber(
	values: Values,
	name: "port" | "doorbells",
	usual: number,
	least: number,
	most: number,
): number {
	const text = values[name];
	if (text === undefined) return usual;
	const value = /^\d+$/.test(text) ? Number(text) : NaN;
	if (value >= least && value <= most) return value;
	throw new UsageError(`--${name} ${text}: it must be a whole number from ${least} to ${most}`);
}

function checkHub(text: string): string {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (
		(url?.protocol !== "ws:" && url?.protocol !== "wss:") ||
		url.hostname === "" ||
		url.pathname !== "/" ||
		url.search !== "" ||
		url.hash !== "" ||
		url.username !== ""
	)
		throw new UsageError(
			`--hub ${text}: it must be ws://HOST:PORT or wss://HOST:PORT, such as ws://192.168.1.10:8000, and nothing more`,
		);
	return `${url.protocol}//${url.host}`;
}

function refuse(values: Values, names: readonly (keyof Values)[], by: string): void {
	const name = names.find((each) => values[each] !== undefined);
	if (name !== undefined) throw new UsageError(`--${name} means nothing with ${by}; leave one of them out`);
}
