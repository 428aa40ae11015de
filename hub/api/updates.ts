import type { Group } from "./parts";
import { allow } from "../http/rules";
import { choice, list, object, optional, text, whole, yesNo, type Of, type Schema } from "../http/schema";
import { deviceId } from "./schemas";

const deviceUpdate = object({
	device: deviceId,
	state: choice("how far it is", ["waiting", "asked", "loading", "trial", "done", "failed"]),
	received: whole("bytes that it has loaded", 0),
	size: whole("bytes in all", 0),
	changed: whole("when it last said something, milliseconds since 1970", 0),
	code: optional(text("what is wrong")),
	message: optional(text("what is wrong, as a sentence")),
});
const update = object(
	{
		id: text("its ID"),
		firmware: text("the firmware's ID"),
		version: text("the firmware's version"),
		board: text("the board that it is for"),
		created: whole("when, milliseconds since 1970", 0),
		atOnce: whole("how many at the same time", 1),
		stopOnFailure: yesNo("whether no more are updated once one has failed"),
		force: yesNo("whether older versions are taken, too"),
		state: choice("how it stands", ["running", "done", "failed", "stopped", "canceled"]),
		devices: list(deviceUpdate),
	},
	"a roll-out",
);
const devices: Schema<"all" | string[]> = {
	description: "the doorbells' IDs, or \"all\" for all of the firmware's board",
	anyOf: [
		{ type: "string", enum: ["all"] },
		{ ...list(deviceId), minItems: 1 },
	],
};
const wanted = object({
	firmware: text("the firmware's ID", { most: 64 }),
	devices,
	atOnce: optional(whole("how many at the same time: 1 by default", 1, 100)),
	stopOnFailure: optional(yesNo("true by default")),
	force: optional(yesNo("false by default")),
});
const byId = object({ id: text("the roll-out's ID", { most: 64 }) });

type ById = { Params: Of<typeof byId> };

/** Roll-outs of firmware. */
export const updateRoutes: Group = (app, { updates }) => {
	const tags = ["updates"];
	app.get(
		"/api/updates",
		{
			config: allow("person"),
			schema: { summary: "The newest roll-outs", tags, response: { 200: object({ updates: list(update) }) } },
		},
		() => ({ updates: updates.list() }),
	);

	app.post<{ Body: Of<typeof wanted> }>(
		"/api/updates",
		{
			config: allow("admin"),
			bodyLimit: 131_072,
			schema: { summary: "Update doorbells", tags, body: wanted, response: { 201: update } },
		},
		({ body: { firmware, devices, atOnce = 1, stopOnFailure = true, force = false } }, reply) =>
			reply.status(201).send(updates.begin({ firmware, devices, atOnce, stopOnFailure, force })),
	);

	app.get<ById>(
		"/api/updates/:id",
		{
			config: allow("person"),
			schema: { summary: "One roll-out", tags, params: byId, response: { 200: update } },
		},
		({ params }) => updates.get(params.id),
	);

	app.delete<ById>(
		"/api/updates/:id",
		{
			config: allow("admin"),
			schema: {
				summary: "Cancel a roll-out: what loads is stopped, what is on trial goes on",
				tags,
				params: byId,
				response: { 200: update },
			},
		},
		({ params }) => updates.cancel(params.id),
	);
};
