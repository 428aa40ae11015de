import { AccessTokens } from "../access/access-tokens";
import { Users } from "../access/users";
import { HubError } from "../common/errors";
import { checkDeviceId } from "../devices/devices";
import { DeviceStore } from "../devices/device-store";
import type { Database } from "../store/database";
import { askPassword, type Terminal } from "./prompt";

/** What follows a command, and its options. */
export interface Given {
	words: readonly string[];
	name: string | undefined;
	devices: readonly string[];
	person: boolean;
}

type Action = (database: Database, given: Given, terminal: Terminal) => Promise<string> | string;

/** What can be done to a data folder, whether a hub runs on it or not. Each gives what is to be printed. */
export const ACTIONS: Readonly<Record<string, Action>> = {
	async password(database, { words: [name = "admin"] }, terminal) {
		const users = new Users(database);
		const password = await askPassword(terminal, name);
		if (users.get(name)) {
			await users.change(name, { password });
			return `${name} has another password, and is signed out everywhere.`;
		}
		if (name !== "admin")
			throw new HubError("not-found", `there is no user ${name}; user add ${name} adds one`);
		await users.add(name, password, "admin");
		return "The user admin can sign in now.";
	},

	async "user add"(database, { words, person }, terminal) {
		const name = need(words[0], "a name");
		const role = person ? "person" : "admin";
		await new Users(database).add(name, await askPassword(terminal, name), role);
		return `${name} can sign in now (${role}).`;
	},

	"user list": (database) =>
		new Users(database)
			.all()
			.map(({ name, role }) => `${name}\t${role}`)
			.join("\n"),

	"user remove"(database, { words }) {
		const name = need(words[0], "a name");
		new Users(database).remove(name);
		return `${name} is removed and signed out.`;
	},

	"device add"(database, { words, name }) {
		const id = checkDeviceId(need(words[0], "an ID such as front-door"));
		return shownOnce(new DeviceStore(database).enter(id, name ?? null));
	},

	"device list": (database) =>
		new DeviceStore(database)
			.all()
			.map(({ id, name, token, revoked, seen }) =>
				[
					id,
					name ?? "",
					revoked ? "revoked" : token ? "token" : "no token",
					seen === null ? "never seen" : new Date(seen).toISOString(),
				].join("\t"),
			)
			.join("\n"),

	"device token": (database, { words }) =>
		shownOnce(new DeviceStore(database).renewToken(need(words[0], "the doorbell's ID"))),

	"device revoke"(database, { words }) {
		const id = need(words[0], "the doorbell's ID");
		new DeviceStore(database).revoke(id);
		return `${id} is shut out until it has another token.`;
	},

	"device remove"(database, { words }) {
		const id = need(words[0], "the doorbell's ID");
		new DeviceStore(database).remove(id);
		return `${id} is removed.`;
	},

	"token add"(database, { words, devices }) {
		const name = need(words[0], "what it is for");
		const known = new DeviceStore(database);
		const stranger = devices.map(checkDeviceId).find((id) => !known.get(id));
		if (stranger !== undefined) {
			throw new HubError(
				"unknown-device",
				`no doorbell ${stranger} is known; device list shows those that are`,
			);
		}
		const tokens = new AccessTokens(database);
		return shownOnce(tokens.add(name, devices.length > 0 ? [...devices] : null).token);
	},

	"token list": (database) =>
		new AccessTokens(database)
			.all()
			.map(({ id, name, devices }) => `${id}\t${name}\t${devices?.join(", ") ?? "all doorbells"}`)
			.join("\n"),

	"token revoke"(database, { words }) {
		const id = need(words[0], "the token's ID; token list shows it");
		new AccessTokens(database).revoke(id);
		return "The token counts no more.";
	},
};

function need(word: string | undefined, what: string): string {
	if (word === undefined) throw new HubError("usage", `${what} is missing`);
	return word;
}

function shownOnce(token: string): string {
	return `${token}\n\nKeep it: it is stored as a hash only, and can't be shown again.`;
}
