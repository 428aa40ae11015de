import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import Libsql from "libsql";
import { HubProcess } from "../support/hub-process";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, until } from "./with-hub";

/** A doorbell that rings, and tells of each ring anew when it connects, until that is acknowledged (docs/protocol.md). */
class RingingDoorbell {
	readonly told: string[] = [];
	readonly acknowledged = new Set<string>();
	#device: FakeDevice | undefined;
	#pictures: NodeJS.Timeout | undefined;

	constructor(readonly id: string) {}

	async connect(url: string): Promise<void> {
		const device = await FakeDevice.connect(url, { id: this.id });
		this.#device = device;
		device.on("command", ({ type, ring }: { type: string; ring: string }) => {
			if (type === "ring.acknowledge") this.acknowledged.add(ring);
		});
		for (const webSocket of [device.audio, device.video]) webSocket.on("error", () => undefined);
		let number = 0;
		this.#pictures = setInterval(() => {
			if (device.video.readyState === device.video.OPEN) device.sendPicture(tinyJpeg(number++, 20_000));
		}, 20);
		for (const ring of this.told) if (!this.acknowledged.has(ring)) this.#tell(ring);
	}

	ring(ring: string): void {
		this.told.push(ring);
		this.#tell(ring);
	}

	leave(): void {
		clearInterval(this.#pictures);
		this.#device?.audio.terminate();
		this.#device?.video.terminate();
	}

	#tell(ring: string): void {
		const audio = this.#device?.audio;
		if (audio?.readyState === audio?.OPEN) this.#device?.say({ type: "event", event: "ring", ring, age: 0 });
	}
}

describe("hub: hard ends", function () {
	this.timeout(60_000);
	let data = "";
	let hub: HubProcess;
	let doorbells: RingingDoorbell[] = [];
	beforeEach(() => (data = mkdtempSync(join(tmpdir(), "belltower-ends-"))));
	afterEach(async () => {
		for (const doorbell of doorbells) doorbell.leave();
		await hub.kill();
		rmSync(data, { recursive: true, force: true });
	});

	const ringers = (count: number) =>
		(doorbells = Array.from({ length: count }, (_, index) => new RingingDoorbell(`door-${index}`)));

	/** How often each ring is in the history; the database must be whole, and each snapshot, too. */
	function history(): Map<string, number> {
		const database = new Libsql(join(data, "belltower.db"));
		try {
			expect(Object.values(database.prepare("PRAGMA integrity_check").get() as object)).to.include("ok");
			const rows = database.prepare("SELECT device, ring, length(snapshot) AS size FROM rings").all() as {
				device: string;
				ring: string;
				size: number | null;
			}[];
			const counts = new Map<string, number>();
			for (const { device, ring, size } of rows) {
				expect(size ?? 20_000).to.equal(20_000);
				counts.set(`${device} ${ring}`, (counts.get(`${device} ${ring}`) ?? 0) + 1);
			}
			return counts;
		} finally {
			database.close();
		}
	}

	function expectOnce(which: (doorbell: RingingDoorbell) => Iterable<string>): void {
		const counts = history();
		for (const doorbell of doorbells) {
			for (const ring of which(doorbell)) expect(counts.get(`${doorbell.id} ${ring}`), ring).to.equal(1);
		}
		for (const [ring, count] of counts) expect(count, ring).to.equal(1);
	}

	const allAcknowledged = () =>
		doorbells.every(({ told, acknowledged }) => acknowledged.size === told.length);

	it("killed while bells ring, five times: the database is whole, no ring that was acknowledged is lost, none is doubled", async () => {
		hub = await HubProcess.start({ data });
		ringers(8);
		let between = 0;
		for (let round = 0; round < 5; round++) {
			await Promise.all(doorbells.map((doorbell) => doorbell.connect(hub.url)));
			for (let number = 0; number < 4; number++) {
				for (const doorbell of doorbells) doorbell.ring(`ring-${round}-${number}`);
				await sleep(5 + 20 * round);
			}
			await until(
				() => doorbells.some(({ acknowledged }) => acknowledged.size > 4 * round),
				"one was stored",
			);
			await hub.kill();
			if (!allAcknowledged()) between++;
			for (const doorbell of doorbells) doorbell.leave();
			expectOnce(({ acknowledged }) => acknowledged);
			hub = await HubProcess.start({ data }, hub.port);
		}
		expect(between, "how often it was killed in the midst of it").to.be.greaterThan(0);
		await Promise.all(doorbells.map((doorbell) => doorbell.connect(hub.url)));
		await until(allAcknowledged, "all were acknowledged");
		expect(await hub.end()).to.equal(0);
		expectOnce(({ told }) => told);
	});

	it("told to stop, with doorbells, pages and streams connected: it ends them in good order, in time, with status 0", async () => {
		hub = await HubProcess.start({ data });
		ringers(1);
		await doorbells[0]?.connect(hub.url);
		doorbells[0]?.ring("before");
		await until(allAcknowledged, "the ring was stored");
		const device = await FakeDevice.connect(hub.url, { id: "back-door" });
		const viewer = await FakeViewer.connect(hub.url);
		await viewer.request("watch", { device: "back-door", sound: true });
		const request = get(`${hub.url}/api/devices/door-0/stream.mjpeg`, { agent: false });
		const [stream] = (await once(request, "response")) as [IncomingMessage];
		stream.resume().on("error", () => undefined);
		const streamEnded = once(stream, "close");
		const codes = [device.audio, device.video, viewer.webSocket].map(async (webSocket) => {
			const [code] = (await once(webSocket, "close")) as [number];
			return code;
		});
		const asked = performance.now();
		expect(await hub.end()).to.equal(0);
		expect(performance.now() - asked).to.be.lessThan(5000);
		expect(await Promise.all(codes)).to.deep.equal([1001, 1001, 1001]);
		await streamEnded;
		expectOnce(({ told }) => told);
	});

	it("with a disk that is full it goes on, says so, acknowledges nothing that is not stored, and takes it later", async () => {
		hub = await HubProcess.start({ data, largestFile: 400 });
		ringers(3);
		await Promise.all(doorbells.map((doorbell) => doorbell.connect(hub.url)));
		for (let number = 0; number < 12; number++) {
			for (const doorbell of doorbells) doorbell.ring(`ring-${number}`);
			await sleep(30);
		}
		await hub.printed(/a ring could not be stored: the disk with the data folder .* full/, 10_000);
		await sleep(1500);
		expect((await fetch(`${hub.url}/api/health`)).status).to.equal(200);
		const snapshot = await fetch(`${hub.url}/api/devices/door-0/snapshot.jpg`);
		expect((await snapshot.arrayBuffer()).byteLength).to.equal(20_000);
		expect(allAcknowledged()).to.equal(false);
		await hub.kill();
		expectOnce(({ acknowledged }) => acknowledged);
		for (const doorbell of doorbells) doorbell.leave();
		hub = await HubProcess.start({ data }, hub.port);
		await Promise.all(doorbells.map((doorbell) => doorbell.connect(hub.url)));
		await until(allAcknowledged, "all were acknowledged");
		expectOnce(({ told }) => told);
	});
});
