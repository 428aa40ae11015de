import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Firmware, Update } from "../../hub/wire/viewer";
import { makeAppImage } from "../../tools/release/app-image";
import { signImage } from "../../tools/release/signature";
import { until as eventually } from "../support/until";
import { testKey } from "../support/updatable-doorbell";
import { type Command, FakeDevice } from "./fake-device";
import { stopHubs, testHub, type TestedHub, until } from "./with-hub";

/** An image that the hub takes, for the board `fake`. */
function image(version: string): Buffer {
	return makeAppImage({
		chip: 9,
		entry: 0,
		segments: [{ address: 0, data: Buffer.alloc(1000, 7) }],
		description: {
			version: `${version}+fake`,
			project: "belltower",
			made: new Date(0),
			sourceHash: Buffer.alloc(32),
		},
	});
}

async function post(hub: TestedHub, path: string, body: Buffer | object): Promise<Response> {
	const isImage = Buffer.isBuffer(body);
	return fetch(hub.url + path, {
		method: "POST",
		headers: { "Content-Type": isImage ? "application/octet-stream" : "application/json" },
		body: isImage ? new Uint8Array(body) : JSON.stringify(body),
	});
}

async function upload(hub: TestedHub, bytes: Buffer): Promise<Firmware> {
	return (await (await post(hub, "/api/firmware", bytes)).json()) as Firmware;
}

async function codeOf(response: Response): Promise<string> {
	return ((await response.json()) as { error: { code: string } }).error.code;
}

async function begin(hub: TestedHub, plan: object): Promise<Update> {
	return (await (await post(hub, "/api/updates", plan)).json()) as Update;
}

async function read(hub: TestedHub, id: string): Promise<Update> {
	return (await (await fetch(`${hub.url}/api/updates/${id}`)).json()) as Update;
}

/** Waits until the only doorbell of a roll-out is in that state. */
async function reaches(hub: TestedHub, id: string, state: string): Promise<void> {
	await eventually(`it is ${state}`, async () => (await read(hub, id)).devices[0]?.state === state);
}

/** A doorbell that updates itself in no time, or fails to. */
async function updatable(hub: TestedHub, id: string, fails = false): Promise<FakeDevice> {
	const device = await FakeDevice.connect(hub.url, { id });
	device.on("command", ({ type, version, size }: Command) => {
		if (type !== "update") return;
		const tell = (phase: string, more: object = {}): void =>
			device.say({ type: "event", event: "update", phase, version, received: size, size, ...more });
		setTimeout(() => {
			tell("downloading");
			tell("restarting");
			if (fails) tell("rolled-back", { code: "crashed", message: "it crashed" });
			else tell("confirmed");
		}, 5);
	});
	return device;
}

describe("hub: firmware and roll-outs", () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "belltower-hub-"))));
	afterEach(async () => {
		await stopHubs();
		rmSync(folder, { recursive: true });
	});

	it("stores an image once, and gives doorbells any part of it", async () => {
		const hub = await testHub();
		const bytes = image("1.2.3");
		const firmware = await upload(hub, bytes);
		expect(firmware).to.include({
			version: "1.2.3",
			board: "fake",
			chip: "esp32s3",
			signed: false,
			size: bytes.length,
		});
		expect((await upload(hub, bytes)).id).to.equal(firmware.id);
		const part = await fetch(`${hub.url}/api/firmware/${firmware.id}/image`, {
			headers: { Range: "bytes=100-" },
		});
		expect(part.status).to.equal(206);
		expect(part.headers.get("content-range")).to.equal(`bytes 100-${bytes.length - 1}/${bytes.length}`);
		expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100))).to.equal(true);
		const beyond = await fetch(`${hub.url}/api/firmware/${firmware.id}/image`, {
			headers: { Range: "bytes=99999-" },
		});
		expect(beyond.status).to.equal(416);
	});

	it("checks what it stores: checksum, hash and signature", async () => {
		const hub = await testHub();
		const signed = signImage(image("1.0.0"), testKey());
		expect(await upload(hub, signed)).to.include({ signed: true });
		for (const offset of [0, 300, image("1.0.0").length - 10, signed.length - 4096 + 900]) {
			const changed = Buffer.from(signed);
			changed[offset] = (changed[offset] ?? 0) ^ 1;
			expect(await codeOf(await post(hub, "/api/firmware", changed))).to.equal("bad-image");
		}
		expect(await codeOf(await post(hub, "/api/firmware", signed.subarray(0, 500)))).to.equal("bad-image");
	});

	it("updates ten doorbells two at a time, and stops after the one that fails", async () => {
		const hub = await testHub();
		const firmware = await upload(hub, image("1.0.0"));
		const names = Array.from({ length: 10 }, (_, index) => `door-${index}`);
		for (const [index, id] of names.entries()) await updatable(hub, id, index === 9);
		const { id } = (await (
			await post(hub, "/api/updates", { firmware: firmware.id, devices: names, atOnce: 2 })
		).json()) as Update;
		const now = async (): Promise<Update> =>
			(await (await fetch(`${hub.url}/api/updates/${id}`)).json()) as Update;
		let update = await now();
		while (update.state === "running") {
			expect(
				update.devices.filter(({ state }) => !["waiting", "done", "failed"].includes(state)),
			).to.have.length.below(3);
			update = await now();
		}
		expect(update.devices.filter(({ state }) => state === "done")).to.have.length(9);
		expect(update.devices[9]).to.include({ state: "failed", code: "crashed", message: "it crashed" });
	});

	it("leaves the others alone once one has failed", async () => {
		const hub = await testHub();
		const firmware = await upload(hub, image("1.0.0"));
		const devices = [await updatable(hub, "a"), await updatable(hub, "b", true), await updatable(hub, "c")];
		const plan = { firmware: firmware.id, devices: ["a", "b", "c"] };
		const { id } = (await (await post(hub, "/api/updates", plan)).json()) as Update;
		await until(
			() => hub.lines.some(({ message }) => message === "the roll-out is stopped"),
			"the roll-out stops",
		);
		const { devices: said } = (await (await fetch(`${hub.url}/api/updates/${id}`)).json()) as Update;
		expect(said.map(({ state }) => state)).to.deep.equal(["done", "failed", "waiting"]);
		expect(devices[2]?.commands.filter(({ type }) => type === "update")).to.deep.equal([]);
	});

	it("asks a doorbell that rings again until it takes the update", async () => {
		const hub = await testHub();
		const firmware = await upload(hub, image("1.0.0"));
		let refusals = 0;
		const device = await FakeDevice.connect(hub.url, {
			id: "a",
			answer: ({ type }) => {
				if (type !== "update" || ++refusals > 1) return { ok: true };
				return { ok: false, error: { code: "unavailable", message: "the doorbell rings" } };
			},
		});
		const { id } = await begin(hub, { firmware: firmware.id, devices: ["a"] });
		await device.command("update");
		await device.command("update", device.commands.length);
		device.say({ type: "event", event: "update", phase: "confirmed", version: "1.0.0" });
		await reaches(hub, id, "done");
		expect(refusals).to.equal(2);
	});

	describe("that is stopped by hand", () => {
		const stop = (hub: TestedHub, id: string) => fetch(`${hub.url}/api/updates/${id}`, { method: "DELETE" });
		const progress = (phase: string) => ({ type: "event", event: "update", phase, version: "1.0.0" });

		it("tells a doorbell to load no further, also one that comes back later, and says so", async () => {
			const hub = await testHub();
			const firmware = await upload(hub, image("1.0.0"));
			const device = await FakeDevice.connect(hub.url, { id: "a" });
			const { id } = await begin(hub, { firmware: firmware.id, devices: ["a"] });
			await device.command("update");
			device.say(progress("downloading"));
			await reaches(hub, id, "loading");
			await stop(hub, id);
			await device.command("update.cancel");
			const { state, devices } = await read(hub, id);
			expect(state).to.equal("canceled");
			expect(devices[0]).to.include({ state: "failed", code: "canceled" });
			const told = device.commands.length;
			device.say(progress("downloading"));
			await device.command("update.cancel", told);
		});

		it("follows a doorbell that tries the firmware out to the end", async () => {
			const hub = await testHub();
			const firmware = await upload(hub, image("1.0.0"));
			const device = await FakeDevice.connect(hub.url, { id: "a" });
			const { id } = await begin(hub, { firmware: firmware.id, devices: ["a"] });
			await device.command("update");
			device.say(progress("restarting"));
			await reaches(hub, id, "trial");
			await stop(hub, id);
			device.say(progress("confirmed"));
			await reaches(hub, id, "done");
			expect((await read(hub, id)).state).to.equal("canceled");
			expect(device.commands.filter(({ type }) => type === "update.cancel")).to.deep.equal([]);
		});

		it("follows one to the end that had loaded all when it was told", async () => {
			const hub = await testHub();
			const firmware = await upload(hub, image("1.0.0"));
			const error = { code: "already-updating", message: "1.0.0 is written and starts in a moment" };
			const device = await FakeDevice.connect(hub.url, {
				id: "a",
				answer: ({ type }) => (type === "update.cancel" ? { ok: false, error } : { ok: true }),
			});
			const { id } = await begin(hub, { firmware: firmware.id, devices: ["a"] });
			await device.command("update");
			await stop(hub, id);
			await reaches(hub, id, "trial");
			device.say(progress("confirmed"));
			await reaches(hub, id, "done");
		});
	});

	it("goes on when the hub is started again, by what the doorbell says then", async () => {
		const first = await testHub({ data: folder });
		const firmware = await upload(first, image("1.0.0"));
		await FakeDevice.connect(first.url, { id: "a" });
		const { id } = (await (
			await post(first, "/api/updates", { firmware: firmware.id, devices: ["a"] })
		).json()) as Update;
		await until(
			() => first.lines.some(({ message }) => message === "update: asked"),
			"the doorbell is asked",
		);
		await first.close();
		const second = await testHub({ data: folder });
		const device = new FakeDevice(second.url, { id: "a", hello: false });
		await device.openAudio();
		device.hello({
			firmware: "1.0.0",
			update: { slot: "ota_1", version: "1.0.0", trial: false, signed: true, refused: null },
		});
		await until(
			() => second.lines.some(({ message }) => message === "the roll-out is done"),
			"the roll-out ends",
		);
		const { state } = (await (await fetch(`${second.url}/api/updates/${id}`)).json()) as Update;
		expect(state).to.equal("done");
	});

	it("refuses doorbells of another board, unknown ones, and those that are updated already", async () => {
		const hub = await testHub();
		const firmware = await upload(hub, image("1.0.0"));
		const device = await FakeDevice.connect(hub.url, { id: "a" });
		const other = new FakeDevice(hub.url, { id: "b", hello: false });
		await other.openAudio();
		other.hello({ board: "esp32s3" });
		await device.command("stats");
		await until(() => hub.devices.get("b")?.summary.board === "esp32s3", "the other says hello");
		const ask = (devices: string[]) => post(hub, "/api/updates", { firmware: firmware.id, devices });
		expect(await codeOf(await ask(["nobody"]))).to.equal("unknown-device");
		expect(await codeOf(await ask(["b"]))).to.equal("wrong-board");
		expect((await ask(["a"])).status).to.equal(201);
		expect(await codeOf(await ask(["a"]))).to.equal("in-use");
	});
});
