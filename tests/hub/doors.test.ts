import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, get, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { LiveResponse } from "../../hub/relay/live-response";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { until as eventually } from "../support/until";
import { sleep, stopHubs, testHub, until } from "./with-hub";

/** A response that goes on, and what has come of it so far. */
class Stream {
	readonly response: IncomingMessage;
	body = Buffer.alloc(0);
	ended = false;

	private constructor(response: IncomingMessage) {
		this.response = response;
		response.on("data", (data: Buffer) => (this.body = Buffer.concat([this.body, data])));
		response.on("error", () => undefined);
		response.on("close", () => (this.ended = true));
	}

	static async open(url: string): Promise<Stream> {
		const request = get(url, { agent: false });
		request.on("error", () => undefined);
		const [response] = (await once(request, "response")) as [IncomingMessage];
		return new Stream(response);
	}

	/** The parts of multipart/x-mixed-replace that have come whole. */
	get parts(): Buffer[] {
		const parts: Buffer[] = [];
		let at = 0;
		for (;;) {
			const head = this.body.indexOf("\r\n\r\n", at);
			if (head < 0) return parts;
			const text = this.body.toString("latin1", at, head);
			expect(text).to.match(/^--belltower\r\nContent-Type: image\/jpeg\r\nContent-Length: \d+$/);
			const length = Number(text.split(": ").at(-1));
			const end = head + 4 + length;
			if (this.body.byteLength < end + 2) return parts;
			parts.push(this.body.subarray(head + 4, end));
			expect(this.body.toString("latin1", end, end + 2)).to.equal("\r\n");
			at = end + 2;
		}
	}
}

describe("hub: standard doors", () => {
	afterEach(stopHubs);

	const address = (hub: string, door: string) => `${hub}/api/devices/front-door/${door}`;

	it("give a snapshot, for which the camera runs only as long as it takes", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const response = fetch(address(hub.url, "snapshot.jpg"));
		await device.command("video.start");
		device.sendPicture(tinyJpeg(5, 3000));
		const snapshot = await response;
		expect(snapshot.status).to.equal(200);
		expect(snapshot.headers.get("content-type")).to.equal("image/jpeg");
		expect(snapshot.headers.get("cache-control")).to.equal("no-store");
		expect(Buffer.from(await snapshot.arrayBuffer()).equals(tinyJpeg(5, 3000))).to.equal(true);
		await device.command("video.stop");
	});

	it("show what was seen last of a doorbell that has gone, also after a restart", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-doors-"));
		try {
			const first = await testHub({ data });
			const device = await FakeDevice.connect(first.url);
			const summary = async (hub: string) =>
				(await (await fetch(`${hub}/api/devices/front-door`)).json()) as { pictured: number | null };
			expect(await summary(first.url)).to.include({ pictured: null });
			expect((await fetch(address(first.url, "thumbnail.jpg"))).status).to.equal(404);
			const before = Date.now();
			device.sendPicture(tinyJpeg(6, 3000));
			await eventually("the picture has come", async () => (await summary(first.url)).pictured !== null);
			const { pictured } = await summary(first.url);
			expect(pictured).to.be.within(before, Date.now());
			await first.close();
			const second = await testHub({ data });
			expect(await summary(second.url)).to.include({ online: false, pictured });
			const thumbnail = await fetch(address(second.url, "thumbnail.jpg"));
			expect(Buffer.from(await thumbnail.arrayBuffer()).equals(tinyJpeg(6, 3000))).to.equal(true);
			const modified = Date.parse(thumbnail.headers.get("last-modified") ?? "");
			expect((pictured ?? 0) - modified).to.be.within(0, 1000);
			await fetch(`${second.url}/api/devices/front-door`, { method: "DELETE" });
			await FakeDevice.connect(second.url);
			expect((await fetch(address(second.url, "thumbnail.jpg"))).status).to.equal(404);
			await second.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("stream pictures as MJPEG, to several at once, and stop when the last has gone", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const streams = await Promise.all([1, 2].map(() => Stream.open(address(hub.url, "stream.mjpeg"))));
		await device.command("video.start");
		expect(hub.devices.get("front-door")?.watchers).to.equal(2);
		for (let number = 0; number < 5; number++) {
			device.sendPicture(tinyJpeg(number, 100 + 20_000 * number));
			for (const stream of streams)
				await until(() => stream.parts.length === number + 1, "the picture has come");
		}
		for (const { response, parts } of streams) {
			expect(response.headers["content-type"]).to.equal("multipart/x-mixed-replace; boundary=belltower");
			expect(response.headers["content-security-policy"]).to.include("default-src 'none'");
			expect(parts.every((part, number) => part.equals(tinyJpeg(number, 100 + 20_000 * number)))).to.equal(
				true,
			);
		}
		for (const { response } of streams) response.destroy();
		await device.command("video.stop");
		expect(hub.devices.get("front-door")?.watchers).to.equal(0);
	});

	it("stream sound as a WAV without end", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const stream = await Stream.open(address(hub.url, "audio.wav"));
		await device.command("audio.start");
		for (let number = 1; number <= 10; number++) {
			device.sendSound(Buffer.alloc(492, number));
			await until(() => stream.body.byteLength === 44 + number * 492, "the sound has come");
		}
		const head = stream.body.subarray(0, 44);
		expect(head.toString("latin1", 0, 4) + head.toString("latin1", 8, 16)).to.equal("RIFFWAVEfmt ");
		expect([
			head.readUInt16LE(20),
			head.readUInt16LE(22),
			head.readUInt32LE(24),
			head.readUInt16LE(34),
		]).to.deep.equal([1, 1, 16_000, 16]);
		expect(stream.body[44 + 492 * 9]).to.equal(10);
		stream.response.destroy();
		await device.command("audio.stop");
	});

	it("keep only the newest picture for a program that does not read", async function () {
		this.timeout(20_000);
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const stream = await Stream.open(address(hub.url, "stream.mjpeg"));
		await device.command("video.start");
		stream.response.pause();
		for (let number = 0; number < 200; number++) {
			device.sendPicture(tinyJpeg(number, 200_000));
			await sleep(2);
		}
		await until(
			() => hub.devices.get("front-door")?.pictures.counts.messages === 200,
			"all have come to the hub",
		);
		stream.response.resume();
		await until(() => stream.parts.at(-1)?.readUInt32BE(2) === 199, "the newest has come");
		expect(stream.parts.length).to.be.lessThan(60);
		stream.response.destroy();
	});

	it("are shut on a program that takes nothing for too long, lest the camera runs for nobody", async () => {
		const closed: (string | undefined)[] = [];
		const server = createServer(({ url }, response) => {
			const live = new LiveResponse(response, 1, 300);
			live.begin({ "Content-Type": "text/plain" });
			const timer = setInterval(() => live.send(Buffer.alloc(500_000)), 20);
			response.once("close", () => {
				clearInterval(timer);
				closed.push(url);
			});
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		for (const path of ["/reads", "/stalls"]) {
			const request = get(address + path, { agent: false });
			request.on("error", () => undefined);
			const [response] = (await once(request, "response")) as [IncomingMessage];
			response.on("error", () => undefined);
			if (path === "/reads") response.resume();
		}
		await eventually("it was shut", () => closed.length > 0);
		expect(closed).to.deep.equal(["/stalls"]);
		await sleep(400);
		expect(closed).to.deep.equal(["/stalls"]);
		server.close();
		server.closeAllConnections();
	});

	it("say why there is nothing to see", async () => {
		const hub = await testHub();
		for (const door of ["snapshot.jpg", "stream.mjpeg", "audio.wav"]) {
			const unknown = await fetch(address(hub.url, door));
			expect(unknown.status).to.equal(404);
			expect(await unknown.json()).to.have.nested.property("error.code", "unknown-device");
		}
		await (await FakeDevice.connect(hub.url)).close();
		await until(() => hub.devices.get("front-door")?.online === false, "the doorbell is gone");
		for (const door of ["snapshot.jpg", "stream.mjpeg", "audio.wav"]) {
			const offline = await fetch(address(hub.url, door));
			expect(offline.status).to.equal(503);
			expect(await offline.json()).to.have.nested.property("error.code", "offline");
		}
	});

	it("open to the viewer token in the address, and to nothing else", async () => {
		const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };
		const hub = await testHub({ tokens });
		const device = await FakeDevice.connect(hub.url, { token: tokens.device });
		const timer = setInterval(() => device.sendPicture(tinyJpeg(1)), 10);
		for (const door of ["snapshot.jpg", "stream.mjpeg", "audio.wav"]) {
			for (const query of ["", "?token=", "?token=wrong", `?token=${tokens.device}`]) {
				expect((await fetch(address(hub.url, door) + query)).status, door + query).to.equal(401);
			}
			const { response } = await Stream.open(`${address(hub.url, door)}?token=${tokens.viewer}`);
			expect(response.statusCode, door).to.equal(200);
			response.destroy();
		}
		clearInterval(timer);
		expect((await fetch(`${hub.url}/api/devices?token=${tokens.viewer}`)).status).to.equal(401);
		expect(JSON.stringify(hub.lines)).to.not.include(tokens.viewer);
	});

	it("answer no HEAD, and end with the hub", async () => {
		const hub = await testHub();
		await FakeDevice.connect(hub.url);
		const head = httpRequest(address(hub.url, "stream.mjpeg"), { method: "HEAD", agent: false }).end();
		const [answer] = (await once(head, "response")) as [IncomingMessage];
		expect(answer.statusCode).to.equal(404);
		const stream = await Stream.open(address(hub.url, "stream.mjpeg"));
		await hub.close();
		await until(() => stream.ended, "the stream has ended");
	});
});
