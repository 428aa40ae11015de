import type { FastifyReply, FastifyRequest } from "fastify";
import type { Group } from "./parts";
import type { Access } from "../access/access";
import type { Device } from "../devices/device";
import { nextPicture } from "../relay/next-picture";
import { HubError } from "../common/errors";
import { allow } from "../http/rules";
import { object, optional, text, type Of } from "../http/schema";
import { LiveResponse } from "../relay/live-response";
import { SAMPLE_RATE } from "../wire/header";
import { byDevice } from "./schemas";
import { need } from "./devices";

const BOUNDARY = "belltower";
/** How long a snapshot may take, milliseconds. */
const PATIENCE = 5000;
/** Messages of sound that may wait for a listener; the original's have 15 ms each. */
const MOST_SOUND = 13;
/** Stands for a length that is not known yet in a WAV header. */
const ENDLESS = 0xffff_ffff;

type ById = { Params: Of<typeof byDevice> };

/** The doors that other programs know: a picture, a stream of pictures, and a stream of sound, for each doorbell. */
export const doorRoutes: Group = (app, { access, devices, store }) => {
	const find = (id: string): Device => {
		const device = need(devices, id);
		if (!device.online) throw new HubError("offline", `the doorbell ${id} is not connected`);
		return device;
	};
	const door = (summary: string, type: string) => ({
		exposeHeadRoute: false,
		config: allow("door", "id"),
		schema: {
			summary,
			tags: ["standard doors"],
			params: byDevice,
			querystring: object({ token: optional(text("an access token", { most: 200 })) }, "", true),
			response: { 200: { description: summary, content: { [type]: { schema: {} } } } },
		},
	});

	app.get<ById>(
		"/api/devices/:id/snapshot.jpg",
		door("A picture, taken now", "image/jpeg"),
		async ({ params }, reply) => {
			const { payload } = await nextPicture(find(params.id), PATIENCE);
			return reply.type("image/jpeg").header("Cache-Control", "no-store").send(payload);
		},
	);

	app.get<ById>(
		"/api/devices/:id/thumbnail.jpg",
		door("The newest picture that the hub has; the camera is not started for it", "image/jpeg"),
		({ params }, reply) => {
			const newest = need(devices, params.id).thumbnail ?? store.picture(params.id);
			if (!newest) throw new HubError("not-found", "there is no picture of this doorbell yet");
			return reply
				.type("image/jpeg")
				.header("Cache-Control", "no-store")
				.header("Last-Modified", new Date(newest.time).toUTCString())
				.send(newest.picture);
		},
	);

	app.get<ById>(
		"/api/devices/:id/stream.mjpeg",
		door("Pictures without end", "multipart/x-mixed-replace"),
		(request, reply) => {
			const device = find(request.params.id);
			const response = begin(reply, 1, `multipart/x-mixed-replace; boundary=${BOUNDARY}`);
			hold(
				access,
				request,
				reply,
				device,
				device.pictures.subscribe(({ payload }) => response.send(...part(payload))),
			);
		},
	);

	app.get<ById>(
		"/api/devices/:id/audio.wav",
		door("Sound without end: 16 kHz, 16 bits, one channel", "audio/wav"),
		(request, reply) => {
			const device = find(request.params.id);
			const response = begin(reply, MOST_SOUND, "audio/wav");
			response.send(endlessWav());
			hold(
				access,
				request,
				reply,
				device,
				device.sound.subscribe(({ payload }) => response.send(payload)),
			);
		},
	);
};

function begin(reply: FastifyReply, most: number, type: string): LiveResponse {
	const headers = Object.fromEntries(
		Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
	);
	reply.hijack();
	const response = new LiveResponse(reply.raw, most);
	response.begin({ ...headers, "Content-Type": type });
	return response;
}

/** Counts as a watcher until the connection closes, or leave is withdrawn. @param end ends the subscription */
function hold(
	access: Access,
	{ principal }: FastifyRequest,
	reply: FastifyReply,
	device: Device,
	end: () => void,
): void {
	const unwatch = device.watch({ sendNews() {} });
	const release = access.admissions.add(
		() => access.holds(principal, "door", device.id),
		() => reply.raw.destroy(),
	);
	reply.raw.once("close", () => {
		release();
		end();
		unwatch();
	});
}

/** A picture as a part of multipart/x-mixed-replace. */
function part(jpeg: Buffer): Buffer[] {
	const head = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`;
	return [Buffer.from(head), jpeg, Buffer.from("\r\n")];
}

/** The head of a WAV without an end: 16 bits, one channel (RIFF; Microsoft, "Multimedia Programming Interface 1.0"). */
function endlessWav(): Buffer {
	const head = Buffer.alloc(44);
	head.write("RIFF", 0);
	head.writeUInt32LE(ENDLESS, 4);
	head.write("WAVEfmt ", 8);
	head.writeUInt32LE(16, 16);
	head.writeUInt16LE(1, 20);
	head.writeUInt16LE(1, 22);
	head.writeUInt32LE(SAMPLE_RATE, 24);
	head.writeUInt32LE(SAMPLE_RATE * 2, 28);
	head.writeUInt16LE(2, 32);
	head.writeUInt16LE(16, 34);
	head.write("data", 36);
	head.writeUInt32LE(ENDLESS, 40);
	return head;
}
