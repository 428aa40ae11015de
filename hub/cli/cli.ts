import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { HubError } from "../common/errors";
import { optionsFromEnvironment, type HubOptions } from "../options";
import { Database } from "../store/database";
import { hasCertificate, makeCertificate } from "../tls/home-made";
import type { TlsOptions } from "../tls/server-tls";
import { ACTIONS, type Given } from "./administer";
import { HELP } from "./help";
import type { Terminal } from "./prompt";

/** Where data are kept unless BELLTOWER_DATA says otherwise (XDG Base Directory Specification). */
function usualFolder(environment: NodeJS.ProcessEnv): string {
	const home = environment["XDG_DATA_HOME"] || join(homedir(), ".local", "share");
	return join(home, "belltower");
}

/**
 * Runs a command of `npm run hub`.
 * @param run runs the hub
 * @returns the exit status: 0, 1 when it failed, 2 for what is no command
 */
export async function runCommand(
	parameters: readonly string[],
	environment: NodeJS.ProcessEnv,
	terminal: Terminal & { errors: NodeJS.WritableStream },
	run: (options: HubOptions) => Promise<void>,
): Promise<number> {
	const say = (text: string): void => {
		if (text !== "") terminal.output.write(`${text}\n`);
	};
	try {
		const { given, help } = parse(parameters);
		if (help) {
			terminal.output.write(HELP);
			return 0;
		}
		const options = optionsFromEnvironment(environment);
		const data = options.data ?? usualFolder(environment);
		const [first, second] = given.words;
		if (first === undefined) {
			refuseExcess("", given);
			const tls = options.tls ?? ownTls(environment, data);
			await run({ ...options, data, ...(tls && { tls }) });
			return 0;
		}
		if (first === "certificate") {
			refuseExcess(first, { ...given, words: [] });
			say(certificate(data, given.words.slice(1), options.host));
			return 0;
		}
		const two = `${first} ${second ?? ""}`;
		const name = Object.hasOwn(ACTIONS, first) ? first : two;
		const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
		if (!action) throw new HubError("usage", `"${two.trim()}" is no command`);
		const follows = { ...given, words: given.words.slice(name.split(" ").length) };
		refuseExcess(name, follows);
		const database = new Database(data);
		try {
			const said = await action(database, follows, terminal);
			say(said);
			if (said === "") terminal.errors.write("There is none yet.\n");
		} finally {
			database.close();
		}
		return 0;
	} catch (error) {
		if (!(error instanceof HubError)) throw error;
		terminal.errors.write(`belltower: ${error.message}\n`);
		if (error.code !== "usage") return 1;
		terminal.errors.write("npm run hub -- --help lists the commands.\n");
		return 2;
	}
}

/** Refuses what a command has no use for: it would be a mistake that nobody sees. @throws HubError `usage` */
function refuseExcess(command: string, { words, name, devices, person }: Given): void {
	const most = command === "" || command.endsWith(" list") ? 0 : 1;
	const excess = [
		...words.slice(most).map((word) => `"${word}"`),
		...(name !== undefined && command !== "device add" ? ["--name"] : []),
		...(devices.length > 0 && command !== "token add" ? ["--device"] : []),
		...(person && command !== "user add" ? ["--person"] : []),
	];
	if (excess.length === 0) return;
	const what = command === "" ? "a hub that is run" : `"${command}"`;
	throw new HubError("usage", `${what} has no use for ${excess.join(" and ")}`);
}

/** Makes the hub's own certificate. @throws HubError `bad-name`, `bad-certificate` */
function certificate(data: string, names: readonly string[], host: string | undefined): string {
	try {
		return makeCertificate(data, names, host);
	} catch (error) {
		if (error instanceof HubError) throw error;
		const reason = error instanceof Error ? error.message : String(error);
		throw new HubError(
			"bad-certificate",
			`the certificate can't be made in ${join(data, "tls")}: ${reason}; with a damaged file there, move that folder away and trust the new authority`,
			error,
		);
	}
}

/** HTTPS with the hub's own certificate, if one was made and BELLTOWER_TLS does not say "off". */
function ownTls(environment: NodeJS.ProcessEnv, data: string): TlsOptions | undefined {
	const wanted = environment["BELLTOWER_TLS"] || "on";
	if (wanted !== "on" && wanted !== "off") {
		throw new HubError("bad-option", `BELLTOWER_TLS is "${wanted}"; it must be off, or not be set`);
	}
	if (wanted === "off" || !hasCertificate(data)) return undefined;
	const text = environment["BELLTOWER_TLS_HELP_PORT"] || "8080";
	if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
		throw new HubError("bad-port", `BELLTOWER_TLS_HELP_PORT is "${text}"; it must be a port, or 0 for none`);
	}
	return { certificate: "own", helpPort: text === "0" ? undefined : Number(text) };
}

function parse(parameters: readonly string[]): { given: Given; help: boolean } {
	try {
		const { values, positionals } = parseArgs({
			args: [...parameters],
			allowPositionals: true,
			options: {
				name: { type: "string" },
				device: { type: "string", multiple: true, default: [] },
				person: { type: "boolean", default: false },
				help: { type: "boolean", short: "h", default: false },
			},
		});
		const { name, device, person, help } = values;
		return { given: { words: positionals, name, devices: device, person }, help };
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new HubError("usage", message.replace(/\. To specify .*/s, ""), error);
	}
}
