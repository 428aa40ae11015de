import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { startHub, type Hub } from "../../hub/server";
import type { Firmware, Update } from "../../hub/wire/viewer";
import { signImage } from "../../tools/release/signature";
import { type ProgramFile, simulatorImage, withFile } from "../../tools/release/simulator-image";
import { TestFirmware, testKey, UpdatableDoorbell } from "../support/updatable-doorbell";
import { until } from "../support/until";

const trialSeconds = 4;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** The same program with something before its first line. */
const starting =
	(code: string) =>
	(files: readonly ProgramFile[]): ProgramFile[] =>
		withFile(files, "modules/main.js", (text) => `${code}\n${text}`);

/**
 * Updates of simulated doorbells, from the upload at the hub to the confirmation: the doorbell's boot loader, its flash and
 * its program are all there.
 */
describe("updates over the air", function () {
	this.timeout(120_000);
	let firmware: TestFirmware;
	let folder: string;
	let hub: Hub;
	let url: string;
	let doorbell: UpdatableDoorbell;
	let version = 1;

	before(async function () {
		this.timeout(600_000);
		firmware = await TestFirmware.build();
		folder = mkdtempSync(join(tmpdir(), "belltower-update-"));
		hub = await startHub({ port: 0, log: silent, updateTiming: { loading: 60_000, trial: 60_000 } });
		url = `http://127.0.0.1:${hub.port}`;
		start();
		await runs("0.1.0");
	});

	after(async () => {
		await doorbell.destroy();
		await hub.close();
		rmSync(folder, { recursive: true });
	});

	function start(environment: Record<string, string> = {}): void {
		doorbell = new UpdatableDoorbell({
			firmware,
			folder,
			device: "front-door",
			image: firmware.image("0.1.0"),
			config: { hub: url.replace("http", "ws"), trialSeconds: String(trialSeconds), idleSeconds: "1" },
			environment,
		});
	}

	async function runs(wanted: string): Promise<void> {
		await until(
			`${wanted} to run; the doorbell printed:\n${doorbell.output.slice(-2000)}`,
			() => {
				const summary = hub.devices.get("front-door")?.summary;
				return summary?.online === true && summary.firmware === wanted;
			},
			30_000,
		);
	}

	async function post(path: string, body: Buffer | object): Promise<unknown> {
		const isImage = Buffer.isBuffer(body);
		const response = await fetch(url + path, {
			method: "POST",
			headers: { "Content-Type": isImage ? "application/octet-stream" : "application/json" },
			body: isImage ? new Uint8Array(body) : JSON.stringify(body),
		});
		return response.json();
	}

	/** Updates the doorbell by way of the hub, and resolves when the roll-out is over. */
	async function update(image: Buffer): Promise<Update> {
		const { id } = (await post("/api/firmware", image)) as Firmware;
		const begun = (await post("/api/updates", { firmware: id, devices: ["front-door"] })) as Update;
		return until(
			"the end of the roll-out",
			async () => {
				const now = (await (await fetch(`${url}/api/updates/${begun.id}`)).json()) as Update;
				return now.state !== "running" && now;
			},
			60_000,
		);
	}

	const next = (): string => `0.${++version}.0`;

	it("replace the program that runs", async () => {
		const wanted = next();
		const { state, devices } = await update(firmware.image(wanted));
		assert.equal(state, "done", JSON.stringify(devices));
		await runs(wanted);
		assert.include(hub.devices.get("front-door")?.summary.update, {
			version: wanted,
			trial: false,
			signed: true,
		});
	});

	type Change = (files: readonly ProgramFile[]) => ProgramFile[];
	const isolated: Change = (files) =>
		withFile(files, "modules/link/link.js", (text) =>
			text.replace(/^(\s*)start\(handlers\) \{/m, "$1start(handlers) { return;"),
		);
	const blind: Change = (files) =>
		withFile(files, "modules/main.js", (text) =>
			text.replace("new OV2640(", 'new (class { constructor() { throw new Error("no camera"); } })('),
		);
	const failures: [string, string, Change][] = [
		["crashes at start", "crashed", starting(`throw new Error("this firmware crashes");`)],
		["hangs", "hung", starting("for (;;);")],
		["never reaches the hub", "never-connected", isolated],
		["reaches it without the camera that worked before", "unhealthy", blind],
	];
	for (const [what, code, change] of failures)
		it(`that bring a firmware which ${what} are rolled back in time, and the hub is told`, async () => {
			const before = hub.devices.get("front-door")?.summary.firmware ?? "";
			const begun = Date.now();
			const bad = firmware.image(next(), change);
			const { state, devices } = await update(bad);
			assert.equal(state, "failed", JSON.stringify(devices));
			assert.deepInclude(devices[0], { state: "failed", code });
			await runs(before);
			assert.isBelow(Date.now() - begun, (trialSeconds + 30) * 1000);
		});

	describe("are taken only as they were signed", () => {
		let server: Server;
		let served: Buffer = Buffer.alloc(0);

		before(() => {
			server = createServer((_request, response) => {
				response.writeHead(200, { "Content-Length": served.length }).end(served);
			}).listen(0, "127.0.0.1");
		});
		after(() => {
			server.close();
		});

		/** Offers an image to the doorbell past the hub, which would not store it. Returns the code of the failure. */
		async function offer(image: Buffer, wanted: string, sha256?: string): Promise<string> {
			served = image;
			const events: string[] = [];
			hub.devices.onEvent((_device, event, message) => {
				if (event === "update" && message["version"] === wanted && message["phase"] === "failed")
					events.push(String(message["code"]));
			});
			await hub.devices.get("front-door")?.request("update", {
				url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`,
				size: image.length,
				sha256: sha256 ?? createHash("sha256").update(image).digest("hex"),
				version: wanted,
				board: "simulator",
				force: true,
			});
			return until("the update to fail", () => events[0], 30_000);
		}

		/** A signed image with one byte changed: from its start, or from the start of its signature block. */
		function changed(wanted: string, offset: number, inSignature: boolean): Buffer {
			const image = Buffer.from(firmware.image(wanted));
			const place = (inSignature ? image.length - 4096 : 0) + offset;
			image[place] = (image[place] ?? 0) ^ 1;
			return image;
		}

		it("not with another SHA-256 than was announced", async () => {
			const wanted = next();
			assert.equal(await offer(firmware.image(wanted), wanted, "0".repeat(64)), "hash-mismatch");
		});
		it("not unsigned", async () => {
			const wanted = next();
			assert.equal(await offer(firmware.unsigned(wanted), wanted), "bad-signature");
		});
		it("not signed with another key", async () => {
			const wanted = next();
			assert.equal(await offer(signImage(firmware.unsigned(wanted), testKey()), wanted), "bad-signature");
		});
		it("not with contents exchanged under the signature", async () => {
			const wanted = next();
			const good = firmware.image(wanted);
			const other = simulatorImage(
				withFile(firmware.files, "config.json", (text) => text.replace('"0.1.0"', `"${wanted}"`)),
				new Date(0),
			);
			assert.isBelow(other.length, good.length);
			const swapped = Buffer.concat([other, good.subarray(other.length)]);
			assert.equal(await offer(swapped, wanted), "bad-signature");
		});
		for (const [what, offset] of [
			["the block's magic", 0],
			["the block's version", 1],
			["the image's digest", 4],
			["the key's modulus", 36],
			["the key's exponent", 420],
			["the signature", 812],
			["the block's checksum", 1196],
		] as const)
			it(`not with one bit of ${what} changed`, async () => {
				const wanted = next();
				assert.equal(await offer(changed(wanted, offset, true), wanted), "bad-signature");
			});
		it("not with one bit of the program changed", async () => {
			const wanted = next();
			assert.equal(await offer(changed(wanted, 5000, false), wanted), "bad-image");
		});
	});

	it("go on after the power was cut while they load", async () => {
		const wanted = next();
		await doorbell.destroy();
		start({ BELLTOWER_POWER_CUT: "400:500" });
		await until("the doorbell to come", () => hub.devices.get("front-door")?.summary.online === true);
		const rollOut = update(firmware.image(wanted));
		assert.equal(await doorbell.exited(), 70);
		start();
		const { state, devices } = await rollOut;
		assert.equal(state, "done", JSON.stringify(devices));
		await runs(wanted);
	});

	it("are undone on command", async () => {
		const before = hub.devices.get("front-door")?.summary.firmware ?? "";
		await hub.devices.get("front-door")?.request("update.rollback");
		await until("another version to run", () => {
			const now = hub.devices.get("front-door")?.summary;
			return now?.online === true && now.firmware !== before;
		});
		assert.include(hub.devices.get("front-door")?.summary.update?.["refused"], {
			version: before,
			code: "asked",
		});
	});
});
