import type { Group, Parts } from "./parts";
import { Exposition } from "../common/exposition";
import { VERSION } from "../common/version";
import { allow } from "../http/rules";
import { object, optional, text } from "../http/schema";
import { RING_STATES } from "../wire/viewer";

const TYPE = "text/plain; version=0.0.4; charset=utf-8";

/** What Prometheus asks for. */
export const metricsRoutes: Group = (app, parts) => {
	app.get(
		"/metrics",
		{
			exposeHeadRoute: false,
			config: allow("door"),
			schema: {
				summary: "Counts and gauges for Prometheus",
				tags: ["hub"],
				querystring: object({ token: optional(text("an access token", { most: 200 })) }, "", true),
				response: { 200: { description: "the text format 0.0.4", content: { [TYPE]: { schema: {} } } } },
			},
		},
		(_request, reply) => reply.type(TYPE).header("Cache-Control", "no-store").send(expose(parts)),
	);
};

function expose({ devices, viewers, rings }: Parts): string {
	const metrics = new Exposition();
	metrics.gauge("belltower_info", "The hub's version", [[{ version: VERSION }, 1]]);
	metrics.gauge("belltower_viewers", "Pages that are open", [[{}, viewers.size]]);
	metrics.gauge("process_resident_memory_bytes", "Memory of the hub", [[{}, process.memoryUsage.rss()]]);
	const { user, system } = process.cpuUsage();
	metrics.counter("process_cpu_seconds_total", "CPU time of the hub", [[{}, (user + system) / 1e6]]);
	metrics.gauge("process_start_time_seconds", "When the hub was started", [
		[{}, Date.now() / 1000 - process.uptime()],
	]);
	for (const state of RING_STATES) {
		metrics.gauge("belltower_rings", "Rings that are kept", [[{ state }, rings.count(state)]]);
	}
	for (const device of devices) {
		const labels = { device: device.id };
		const { online, viewers: watchers } = device.summary;
		metrics.gauge("belltower_device_online", "Whether a doorbell is connected", [[labels, online ? 1 : 0]]);
		metrics.gauge("belltower_device_viewers", "How many watch a doorbell", [[labels, watchers]]);
		for (const [medium, { counts }] of [
			["pictures", device.pictures],
			["sound", device.sound],
		] as const) {
			const of = { ...labels, medium };
			metrics.counter("belltower_messages_total", "Media messages received", [[of, counts.messages]]);
			metrics.counter("belltower_bytes_total", "Bytes of media received", [[of, counts.bytes]]);
			metrics.counter("belltower_missing_total", "Media messages that a doorbell dropped", [
				[of, counts.missing],
			]);
			metrics.counter("belltower_malformed_total", "Media messages that were not in order", [
				[of, counts.malformed],
			]);
		}
		for (const name of ["framesPerSecond", "chunks", "signal"]) {
			const value = device.health.newest(name);
			if (value === undefined || !online) continue;
			metrics.gauge(`belltower_doorbell_${snake(name)}`, `What a doorbell says of itself: ${name}`, [
				[labels, value],
			]);
		}
	}
	return metrics.text;
}

function snake(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
