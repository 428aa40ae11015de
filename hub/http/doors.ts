import type { FastifyInstance, FastifyReply } from "fastify";
import type { Device } from "../devices/device";
import type { Devices } from "../devices/devices";
import type { MediaMessage } from "../relay/media-message";
import { HubError } from "../common/errors";
import { LiveResponse } from "../relay/live-response";
import { SAMPLE_RATE } from "../wire/header";

const BOUNDARY = "belltower";
/** How long a snapshot may take, milliseconds. */
const PATIENCE = 5000;
/** Messages of sound that may wait for a listener; the original's have 15 ms each. */
const MOST_SOUND = 13;
/** Stands for a length that is not known yet in a WAV header. */
const ENDLESS = 0xffff_ffff;

interface ById {
	Params: { id: string };
}

/** Adds the doors that other programs know: a picture, a stream of pictures, and a stream of sound, for each doorbell. */
export function addDoors(app: FastifyInstance, devices: Devices): void {
	const find = (id: string): Device => {
		const device = devices.get(id);
		if (!device) throw new HubError("unknown-device", "no doorbell of this ID has connected yet");
		if (!device.online) throw new HubError("offline", `the doorbell ${id} is not connected`);
		return device;
	};
	const live = { exposeHeadRoute: false };

	app.get<ById>("/api/devices/:id/snapshot.jpg", live, async ({ params }, reply) => {
		const { payload } = await nextPicture(find(params.id));
		return reply.type("image/jpeg").header("Cache-Control", "no-store").send(payload);
	});

	app.get<ById>("/api/devices/:id/stream.mjpeg", live, ({ params }, reply) => {
		const device = find(params.id);
		const response = begin(reply, 1, `multipart/x-mixed-replace; boundary=${BOUNDARY}`);
		hold(
			reply,
			device,
			device.pictures.subscribe(({ payload }) => response.send(part(payload))),
		);
	});

	app.get<ById>("/api/devices/:id/audio.wav", live, ({ params }, reply) => {
		const device = find(params.id);
		const response = begin(reply, MOST_SOUND, "audio/wav");
		response.send(endlessWav());
		hold(
			reply,
			device,
			device.sound.subscribe(({ payload }) => response.send(payload)),
		);
	});
}

/** The next picture of a doorbell. @throws HubError `no-picture` if none comes in time */
function nextPicture(device: Device): Promise<MediaMessage> {
	return new Promise((resolve, reject) => {
		const end = device.pictures.subscribe((picture) => {
			clearTimeout(timer);
			end();
			resolve(picture);
		});
		const timer = setTimeout(() => {
			end();
			reject(new HubError("no-picture", `the doorbell sent no picture within ${PATIENCE} ms`));
		}, PATIENCE);
	});
}

function begin(reply: FastifyReply, most: number, type: string): LiveResponse {
	const headers = Object.fromEntries(
		Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]),
	);
	reply.hijack();
	const response = new LiveResponse(reply.raw, most);
	response.begin({ ...headers, "Content-Type": type });
	return response;
}

/** Counts as a watcher until the connection closes. @param end ends the subscription */
function hold(reply: FastifyReply, device: Device, end: () => void): void {
	const unwatch = device.watch({ sendNews() {} });
	reply.raw.once("close", () => {
		end();
		unwatch();
	});
}

/** A picture as a part of multipart/x-mixed-replace. */
function part(jpeg: Buffer): Buffer {
	const head = `--${BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`;
	return Buffer.concat([Buffer.from(head), jpeg, Buffer.from("\r\n")]);
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
