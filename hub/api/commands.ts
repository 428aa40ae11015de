import type { Device } from "../devices/device";
import type { Group } from "./parts";
import { OFFERED_COMMANDS } from "../devices/commands";
import { asHubError } from "../common/errors";
import { DoorbellError } from "../http/errors";
import { allow } from "../http/rules";
import type { Of } from "../http/schema";
import { byDevice, value } from "./schemas";
import { need } from "./devices";

/** Commands to a doorbell: one address each, as their arguments differ. */
export const commandRoutes: Group = (app, { devices }) => {
	/* A command without arguments needs no body. */
	app.addHook("preValidation", (request, _reply, done) => {
		request.body ??= {};
		done();
	});
	for (const [command, { summary, rule, arguments: body }] of Object.entries(OFFERED_COMMANDS)) {
		app.post<{ Params: Of<typeof byDevice>; Body: Record<string, unknown> }>(
			`/api/devices/:id/commands/${command}`,
			{
				config: allow(rule, "id"),
				bodyLimit: 4096,
				schema: { summary, tags: ["commands"], params: byDevice, body, response: { 200: value } },
			},
			({ params, body }) => ask(need(devices, params.id), command, body),
		);
	}
};

/** Gives a command to a doorbell. @param fields whose names its errors may begin with @returns the result's value @throws DoorbellError what the doorbell answered, or that it did not */
export async function ask(
	device: Device,
	command: string,
	parameters: Record<string, unknown> = {},
	fields = Object.keys(parameters),
): Promise<Record<string, unknown>> {
	try {
		return await device.request(command, parameters);
	} catch (error) {
		throw new DoorbellError(asHubError(error), fields);
	}
}
