import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { makeCertificate } from "../../hub/tls/home-made";
import { FakeViewer } from "../hub/fake-viewer";
import { stopHubs, testHub, type TestedHub } from "../hub/with-hub";
import { BelltowerProcess } from "../support/belltower-process";
import { DoorbellProcess } from "../support/doorbell-process";
import { readJpeg } from "../support/jpeg";

const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };

describe("a doorbell and a hub with a certificate of its own", function () {
	this.timeout(120_000);
	let folder = "";
	let hub: TestedHub;
	let belltower: BelltowerProcess | undefined;
	const authority = (data: string) => join(folder, data, "tls", "authority.pem");

	before(async function () {
		this.timeout(300_000);
		await DoorbellProcess.build();
		folder = mkdtempSync(join(tmpdir(), "belltower-hub-tls-"));
		for (const data of ["ours", "another's"]) makeCertificate(join(folder, data), []);
	});
	beforeEach(async () => {
		hub = await testHub({ data: join(folder, "ours"), tokens, tls: { certificate: "own" } });
	});
	afterEach(async () => {
		await belltower?.destroy();
		await stopHubs();
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	/** Starts a doorbell as `npm start -- --device-only` does. */
	function start(...ca: string[]): BelltowerProcess {
		const options = ["--device-only", "--hub", `wss://127.0.0.1:${hub.port}`, ...ca];
		belltower = new BelltowerProcess(options, { BELLTOWER_DEVICE_TOKEN: tokens.device });
		return belltower;
	}

	it("find each other when the hub's authority.pem is the doorbell's ca: pictures and sound stream", async () => {
		await start("--ca", authority("ours")).printed(/link audio: open, belltower/);
		const viewer = await FakeViewer.connect(hub.url, {
			ca: readFileSync(authority("ours")),
			headers: { authorization: `Bearer ${tokens.viewer}` },
		});
		const watched = await viewer.request("watch", { device: "front-door", sound: true });
		expect(watched).to.include({ ok: true });
		expect(hub.lines.map(({ message }) => message)).to.include("doorbell connected");
		while (viewer.pictures.length < 10 || viewer.sounds.length < 50)
			await viewer.count(viewer.media.length + 1);
		for (const { payload } of viewer.pictures) expect(readJpeg(payload).width).to.be.greaterThan(100);
		await viewer.close();
	});

	for (const [whose, ca] of [
		["another hub's", () => ["--ca", authority("another's")]],
		["not given", () => []],
	] as const) {
		it(`say why they do not when the authority is ${whose}`, async () => {
			const doorbell = start(...ca());
			await doorbell.printed(/certificate is of an authority that is not trusted.*; next try/);
			expect(hub.lines.map(({ message }) => message)).to.not.include("doorbell connected");
			expect(doorbell.running).to.equal(true);
		});
	}
});
