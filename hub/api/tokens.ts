import type { Group } from "./parts";
import { allow } from "../http/rules";
import { list, object, optional, orNull, text, whole, type Of } from "../http/schema";
import { deviceId, nothing } from "./schemas";

const name = text("what the token is for: 1 to 80 characters", { least: 1, most: 80 });
const devices = orNull(list(deviceId, "the devices that it opens the doors of; null: all", { most: 100 }));
const token = object({ id: text("its ID"), name, devices, created: whole("when", 0) }, "an access token");
const byId = object({ id: text("the token's ID", { most: 64 }) });
const added = object({ name, devices: optional(devices) });

/** Access tokens for the standard doors: for Home Assistant, Frigate, VLC and their like. */
export const tokenRoutes: Group = (app, { access }) => {
	const tags = ["tokens"];
	const config = allow("admin");
	app.get(
		"/api/tokens",
		{
			config,
			schema: { summary: "All access tokens", tags, response: { 200: object({ tokens: list(token) }) } },
		},
		() => ({ tokens: access.tokens.all() }),
	);

	app.post<{ Body: Of<typeof added> }>(
		"/api/tokens",
		{
			config,
			bodyLimit: 16_384,
			schema: {
				summary: "Make an access token; its secret is shown here and never again",
				tags,
				body: added,
				response: { 201: object({}, "the access token, with its secret as token", true) },
			},
		},
		({ body }, reply) => reply.status(201).send(access.tokens.add(body.name, body.devices ?? null)),
	);

	app.delete<{ Params: Of<typeof byId> }>(
		"/api/tokens/:id",
		{
			config,
			schema: {
				summary: "Revoke an access token; what is open by it ends",
				tags,
				params: byId,
				response: { 204: nothing },
			},
		},
		({ params }, reply) => {
			access.tokens.revoke(params.id);
			access.admissions.review();
			return reply.status(204).send();
		},
	);
};
