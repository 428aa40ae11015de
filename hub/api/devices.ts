import type { Group, Parts } from "./parts";
import type { DeviceSummary } from "../wire/viewer";
import { checkDeviceId, type Devices } from "../devices/devices";
import { HubError } from "../common/errors";
import { allow } from "../http/rules";
import { list, object, optional, orNull, text, type Of } from "../http/schema";
import { byDevice, device, deviceId, deviceName, health, nothing } from "./schemas";

const added = object({ id: deviceId, name: optional(deviceName) });
const change = object({ name: orNull(deviceName) });
const withToken = object({ id: deviceId, token: text("the doorbell's token; it is shown only here") });

type ById = { Params: Of<typeof byDevice> };

/** The doorbells: which there are, what they are called, and by what they show who they are. */
export const deviceRoutes: Group = (app, { access, devices, store }) => {
	const tags = ["devices"];
	const summary = (id: string): DeviceSummary & { token: string } => ({
		...need(devices, id).summary,
		token: tokenState(store, id),
	});

	app.get(
		"/api/devices",
		{
			config: allow("person"),
			schema: { summary: "All doorbells", tags, response: { 200: object({ devices: list(device) }) } },
		},
		() => ({ devices: devices.summaries }),
	);

	app.post<{ Body: Of<typeof added> }>(
		"/api/devices",
		{
			config: allow("admin"),
			bodyLimit: 4096,
			schema: {
				summary: "Enter a doorbell; its token is shown here and never again",
				tags,
				body: added,
				response: { 201: withToken },
			},
		},
		({ body }, reply) => {
			const id = checkDeviceId(body.id);
			const token = store.enter(id, body.name ?? null);
			devices.claim(id).rename(body.name ?? null);
			access.admissions.review();
			return reply.status(201).send({ id, token });
		},
	);

	app.get<ById>(
		"/api/devices/:id",
		{
			config: allow("person"),
			schema: { summary: "One doorbell", tags, params: byDevice, response: { 200: device } },
		},
		({ params }) => summary(params.id),
	);

	app.patch<ById & { Body: Of<typeof change> }>(
		"/api/devices/:id",
		{
			config: allow("admin"),
			bodyLimit: 4096,
			schema: {
				summary: "Give a doorbell another name; null: its own",
				tags,
				params: byDevice,
				body: change,
				response: { 200: device },
			},
		},
		({ params, body }) => {
			const doorbell = need(devices, params.id);
			store.rename(params.id, body.name);
			doorbell.rename(body.name);
			return summary(params.id);
		},
	);

	app.delete<ById>(
		"/api/devices/:id",
		{
			config: allow("admin"),
			schema: {
				summary: "Forget a doorbell and its token",
				tags,
				params: byDevice,
				response: { 204: nothing },
			},
		},
		({ params }, reply) => {
			need(devices, params.id);
			store.remove(params.id);
			devices.remove(params.id);
			return reply.status(204).send();
		},
	);

	app.post<ById>(
		"/api/devices/:id/token",
		{
			config: allow("admin"),
			schema: {
				summary: "Give a doorbell another token, shown here and never again; the one before counts no more",
				tags,
				params: byDevice,
				response: { 201: withToken },
			},
		},
		({ params }, reply) => {
			need(devices, params.id);
			const token = store.renewToken(params.id);
			access.admissions.review();
			return reply.status(201).send({ id: params.id, token });
		},
	);

	app.delete<ById>(
		"/api/devices/:id/token",
		{
			config: allow("admin"),
			schema: {
				summary: "Shut a doorbell out: its connections end, and it is refused until it has another token",
				tags,
				params: byDevice,
				response: { 204: nothing },
			},
		},
		({ params }, reply) => {
			store.revoke(params.id);
			access.admissions.review();
			return reply.status(204).send();
		},
	);

	app.get<ById>(
		"/api/devices/:id/health",
		{
			config: allow("person"),
			schema: { summary: "The last minutes' statistics", tags, params: byDevice, response: { 200: health } },
		},
		({ params }) => need(devices, params.id).health.series,
	);
};

/** @throws HubError `unknown-device` */
export function need(devices: Devices, id: string): NonNullable<ReturnType<Devices["get"]>> {
	const device = devices.get(id);
	if (!device) throw new HubError("unknown-device", "no doorbell of this ID has connected yet");
	return device;
}

function tokenState(store: Parts["store"], id: string): "own" | "none" | "revoked" {
	const known = store.get(id);
	if (known?.revoked) return "revoked";
	return known?.token ? "own" : "none";
}
