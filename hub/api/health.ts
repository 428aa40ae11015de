import type { Group } from "./parts";
import { VERSION } from "../common/version";
import { allow } from "../http/rules";
import { choice, number, object, text, whole } from "../http/schema";

const state = object({
	status: choice("whether it is well", ["ok"]),
	version: text("the hub's version"),
	uptime: number("seconds since its start"),
	devices: whole("doorbells that are connected", 0),
	viewers: whole("pages that are open", 0),
});

/** Whether the hub is well. */
export const healthRoutes: Group = (app, { devices, viewers }) => {
	app.get(
		"/api/health",
		{
			config: allow("anyone"),
			schema: { summary: "Whether the hub is well", tags: ["hub"], response: { 200: state } },
		},
		() => ({
			status: "ok",
			version: VERSION,
			uptime: Math.round(process.uptime()),
			devices: devices.summaries.filter(({ online }) => online).length,
			viewers: viewers.size,
		}),
	);
};
