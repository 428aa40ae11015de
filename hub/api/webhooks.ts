import type { Group } from "./parts";
import { allow } from "../http/rules";
import { choice, list, object, optional, orNull, text, whole, yesNo, type Of } from "../http/schema";
import { USUAL_EVENTS, WEBHOOK_EVENTS } from "../webhooks/events";
import { nothing } from "./schemas";

const url = text("an http: or https: address", { least: 1, most: 2000 });
const last = object({
	time: whole("when", 0),
	ok: yesNo("whether it was taken"),
	message: text("how it went"),
});
const event = choice("doorbell.offline: it has been away for a minute", WEBHOOK_EVENTS);
const events = list(event, `what it is told of; ${USUAL_EVENTS.join(", ")} by default`, {
	least: 1,
	most: WEBHOOK_EVENTS.length,
});
const fields = {
	id: text("its ID"),
	url,
	events,
	enabled: yesNo("whether it is told"),
	created: whole("when", 0),
	last: orNull(last),
	waiting: whole("deliveries that are still to be made", 0),
};
const webhook = object(fields, "a program that is told of what happens");
const withSecret = object({ ...fields, secret: text("what signs the deliveries; it is shown only here") });
const added = object({ url, events: optional(events) });
const change = object({ url: optional(url), events: optional(events), enabled: optional(fields.enabled) });
const byId = object({ id: text("the webhook's ID", { most: 64 }) });

type ById = { Params: Of<typeof byId> };

/** Programs that are told of what happens. */
export const webhookRoutes: Group = (app, { webhooks }) => {
	const tags = ["webhooks"];
	const config = allow("admin");
	const bodyLimit = 8192;
	app.get(
		"/api/webhooks",
		{
			config,
			schema: { summary: "All webhooks", tags, response: { 200: object({ webhooks: list(webhook) }) } },
		},
		() => ({ webhooks: webhooks.all() }),
	);

	app.post<{ Body: Of<typeof added> }>(
		"/api/webhooks",
		{
			config,
			bodyLimit,
			schema: {
				summary: "Have a program told of what happens; the secret is shown here and never again",
				tags,
				body: added,
				response: { 201: withSecret },
			},
		},
		({ body }, reply) => reply.status(201).send(webhooks.add(body.url, body.events)),
	);

	app.patch<ById & { Body: Of<typeof change> }>(
		"/api/webhooks/:id",
		{
			config,
			bodyLimit,
			schema: { summary: "Change a webhook", tags, params: byId, body: change, response: { 200: webhook } },
		},
		({ params, body }) => webhooks.change(params.id, body),
	);

	app.delete<ById>(
		"/api/webhooks/:id",
		{
			config,
			schema: { summary: "Remove a webhook", tags, params: byId, response: { 204: nothing } },
		},
		({ params }, reply) => {
			webhooks.remove(params.id);
			return reply.status(204).send();
		},
	);

	app.post<ById>(
		"/api/webhooks/:id/test",
		{
			config,
			schema: { summary: "Try a webhook once", tags, params: byId, response: { 200: last } },
		},
		({ params }) => webhooks.test(params.id),
	);
};
