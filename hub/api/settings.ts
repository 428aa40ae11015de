import type { Device } from "../devices/device";
import type { Group } from "./parts";
import { HubError } from "../common/errors";
import { isObject } from "../common/text";
import { allow } from "../http/rules";
import { anything, list, object, record, text, whole, type Of } from "../http/schema";
import { ask } from "./commands";
import { byDevice } from "./schemas";
import { need } from "./devices";

const changes = record(anything("the value; null: the default"), "settings by name");
const described = object(
	{
		version: whole("of the settings", 0),
		settings: list(object({ name: text("its name") }, "a setting, described as docs/protocol.md says", true)),
	},
	"all settings, each with its value; a secret's value only says whether it is set",
);
const changed = object({
	set: list(text("a setting that was changed")),
	restart: list(text("a setting that counts after a restart")),
});

/** Pages of descriptions that are asked for at most: a text has at most 4,096 bytes, so they come in several. */
const MOST_PAGES = 40;

type ById = { Params: Of<typeof byDevice> };

/** A doorbell's settings, as it describes them itself. */
export const settingsRoutes: Group = (app, { devices }) => {
	const tags = ["settings"];
	app.get<ById>(
		"/api/devices/:id/settings",
		{
			config: allow("person", "id"),
			schema: { summary: "A doorbell's settings", tags, params: byDevice, response: { 200: described } },
		},
		({ params }) => readSettings(need(devices, params.id)),
	);

	app.patch<ById & { Body: Of<typeof changes> }>(
		"/api/devices/:id/settings",
		{
			config: allow("admin", "id"),
			bodyLimit: 16_384,
			schema: {
				summary: "Change settings, all or none",
				tags,
				params: byDevice,
				body: changes,
				response: { 200: changed },
			},
		},
		({ params, body }) =>
			ask(need(devices, params.id), "settings.set", { settings: body }, Object.keys(body)),
	);
};

async function readSettings(device: Device): Promise<{ version: unknown; settings: unknown[] }> {
	const settings: unknown[] = [];
	let from: unknown = 0;
	for (let page = 0; page < MOST_PAGES; page++) {
		const description = await ask(device, "settings.describe", { from });
		const named = readDescriptions(description["settings"]);
		const names = named.map(({ name }) => name);
		const { settings: values } = names.length > 0 ? await ask(device, "settings.get", { names }) : {};
		for (const each of named) {
			settings.push({ ...each, value: isObject(values) ? (values[each.name] ?? null) : null });
		}
		from = description["next"];
		if (typeof from !== "number") return { version: description["version"], settings };
	}
	throw new HubError("bad-result", `the doorbell describes its settings on more than ${MOST_PAGES} pages`);
}

function readDescriptions(value: unknown): ({ name: string } & Record<string, unknown>)[] {
	if (!Array.isArray(value)) {
		throw new HubError("bad-result", 'the doorbell described its settings without a list "settings"');
	}
	return value.flatMap((each: unknown) =>
		isObject(each) && typeof each["name"] === "string" ? [{ ...each, name: each["name"] }] : [],
	);
}
