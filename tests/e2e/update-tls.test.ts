import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { assert } from "chai";
import { makeCertificate, ownCertificate } from "../../hub/tls/home-made";
import type { Firmware, Update } from "../../hub/wire/viewer";
import { Fleet } from "../support/fleet";
import { TestFirmware } from "../support/updatable-doorbell";
import { until } from "../support/until";

/** A simulated doorbell at a hub with a certificate authority of its own, which loads updates over HTTPS. */
describe("updates over HTTPS", function () {
	this.timeout(120_000);
	let firmware: TestFirmware;
	let folders: string[];
	let fleet: Fleet;
	let authority: string;
	let stranger: Server;
	let misnamed: Server;
	let asked = 0;

	before(async function () {
		this.timeout(600_000);
		firmware = await TestFirmware.build();
		folders = ["hub", "stranger"].map((name) => mkdtempSync(join(tmpdir(), `belltower-${name}-`)));
		const [data = "", elsewhere = ""] = folders;
		makeCertificate(data, []);
		makeCertificate(elsewhere, []);
		authority = readFileSync(join(data, "tls", "authority.pem"), "utf8");
		fleet = await Fleet.start({
			firmware,
			devices: ["front-door"],
			config: { ca: authority },
			hub: { data, tls: { certificate: "own" } },
		});
		const listen = (certificate: string, host: string): Server =>
			createServer(ownCertificate(certificate), (_request, response) => {
				asked++;
				response.end();
			}).listen(0, host);
		stranger = listen(elsewhere, "127.0.0.1");
		misnamed = listen(data, "127.0.0.2");
	});
	after(async () => {
		stranger.close();
		misnamed.close();
		await fleet.destroy();
		for (const folder of folders) rmSync(folder, { recursive: true });
	});

	async function ask(method: string, path: string, body?: Buffer | object): Promise<unknown> {
		const isImage = Buffer.isBuffer(body);
		const sent = request(`${fleet.url}${path}`, {
			method,
			ca: authority,
			headers: { "Content-Type": isImage ? "application/octet-stream" : "application/json" },
		});
		const answer = new Promise<string>((resolve, reject) => {
			sent.on("error", reject).on("response", (response) => resolve(text(response)));
		});
		sent.end(body && (isImage ? body : JSON.stringify(body)));
		return JSON.parse(await answer);
	}

	it("are loaded from the hub whose authority the doorbell was given", async () => {
		const { id } = (await ask("POST", "/api/firmware", firmware.image("0.2.0"))) as Firmware;
		const begun = (await ask("POST", "/api/updates", { firmware: id, devices: ["front-door"] })) as Update;
		const update = await until(
			"the end of the roll-out",
			async () => {
				const now = (await ask("GET", `/api/updates/${begun.id}`)) as Update;
				return now.state !== "running" && now;
			},
			60_000,
		);
		assert.equal(update.state, "done", JSON.stringify(update.devices));
		await fleet.runs("front-door", "0.2.0");
	});

	/** Has the doorbell load from elsewhere. Returns how that fails, and how long it takes in milliseconds. */
	async function failure(url: string): Promise<{ code: unknown; message: unknown; took: number }> {
		const image = firmware.image("0.3.0");
		const begun = performance.now();
		const failed: Record<string, unknown>[] = [];
		fleet.hub.devices.onEvent((_device, event, message) => {
			if (event === "update" && message["phase"] === "failed") failed.push(message);
		});
		await fleet.hub.devices.get("front-door")?.request("update", {
			url,
			size: image.length,
			sha256: createHash("sha256").update(image).digest("hex"),
			version: "0.3.0",
			board: "simulator",
			force: true,
		});
		const [message] = await until("the update to fail", () => failed.length > 0 && failed, 30_000);
		return { code: message?.["code"], message: message?.["message"], took: performance.now() - begun };
	}

	it("are not loaded from a server of an authority that is not trusted, which is said at once", async () => {
		const { port } = stranger.address() as AddressInfo;
		const { code, message, took } = await failure(`https://127.0.0.1:${port}/image`);
		assert.equal(code, "untrusted");
		assert.match(String(message), /not trusted: .*authority that is not trusted/);
		assert.isBelow(took, 5000);
		assert.equal(asked, 0, "nothing was asked of it");
		await fleet.runs("front-door", "0.2.0");
	});

	it("are not loaded from a server under a name that its certificate does not have", async () => {
		const { port } = misnamed.address() as AddressInfo;
		const { code, message } = await failure(`https://127.0.0.2:${port}/image`);
		assert.equal(code, "untrusted", String(message));
		assert.match(String(message), /for another name/);
	});
});
