import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { expect } from "chai";
import { buildPage } from "../../hub/page-build/build";
import { FakeDevice } from "./fake-device";
import { stopHubs, testHub } from "./with-hub";

/** Asks as browsers do; fetch adds headers of its own. */
async function headersOf(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
	const [response] = (await once(get(url, { headers }), "response")) as [IncomingMessage];
	response.resume();
	return response;
}

describe("hub: page and API", () => {
	before(async function () {
		this.timeout(20_000);
		await buildPage();
	});
	afterEach(stopHubs);

	it("serves the page, which loads nothing from elsewhere and has no script in it", async () => {
		const hub = await testHub();
		const response = await fetch(`${hub.url}/`);
		const html = await response.text();
		expect(response.status).to.equal(200);
		expect(response.headers.get("content-type")).to.include("text/html");
		const policy = response.headers.get("content-security-policy") ?? "";
		expect(policy)
			.to.include("default-src 'none'")
			.and.include("script-src 'self'")
			.and.include("frame-ancestors 'none'");
		expect(policy).to.not.match(/unsafe|\*|https?:/);
		expect(html).to.not.match(/<script(?![^>]* src=)|<style| style=| on[a-z]+=|(src|href)="(https?:)?\/\//);
		const names = [...html.matchAll(/(?:src|href)="([^"#]+)"/g)].map(([, name]) => name ?? "");
		expect(names).to.include.members(["main.js", "theme.js", "style.css", "icon.svg"]);
		for (const name of [...names, "player-worklet.js", "recorder-worklet.js", "service-worker.js"]) {
			const file = await fetch(`${hub.url}/${name}`);
			expect(file.status, name).to.equal(200);
			expect(file.headers.get("x-content-type-options")).to.equal("nosniff");
			expect(await file.text(), name).to.not.match(/https?:\/\/(?!www\.w3\.org\/)/);
		}
	});

	it("lets browsers keep the page and ask whether it is still the same", async () => {
		const hub = await testHub();
		const first = await headersOf(`${hub.url}/main.js`, {});
		expect(first.headers["cache-control"]).to.equal("no-cache");
		const again = await headersOf(`${hub.url}/main.js`, { "if-none-match": first.headers.etag ?? "" });
		expect(again.statusCode).to.equal(304);
	});

	it("builds the page only when its sources have changed", async () => {
		const started = performance.now();
		await buildPage();
		expect(performance.now() - started).to.be.lessThan(200);
	});

	it("gives nothing that is not the page's", async () => {
		const hub = await testHub();
		for (const path of [
			"/.built-from",
			"/../package.json",
			"/..%2f..%2fpackage.json",
			"/%2e%2e/%2e%2e/package.json",
			"/%00",
			"/api",
			"/api/devices/nobody",
			"/api/devices/..%2f..",
		]) {
			const response = await fetch(hub.url + path);
			expect(response.status, path).to.be.oneOf([400, 403, 404]);
			expect(await response.text()).to.not.include('belltower",');
		}
	});

	it("lists the doorbells", async () => {
		const hub = await testHub();
		expect(await (await fetch(`${hub.url}/api/devices`)).json()).to.deep.equal({ devices: [] });
		const device = await FakeDevice.connect(hub.url);
		await device.command("stats");
		const { devices } = (await (await fetch(`${hub.url}/api/devices`)).json()) as { devices: unknown[] };
		expect(devices).to.have.length(1);
		expect(devices[0]).to.deep.include({
			id: "front-door",
			name: "Front door",
			dialect: "belltower.1",
			online: true,
			state: "",
			firmware: "0.1.0",
			board: "fake",
			capabilities: ["microphone", "speaker", "camera", "light"],
			viewers: 0,
			talker: null,
		});
		const one = (await (await fetch(`${hub.url}/api/devices/front-door`)).json()) as object;
		expect(one).to.deep.include(devices[0]).and.include({ token: "none" });
		const { error } = (await (await fetch(`${hub.url}/api/devices/back-door`)).json()) as { error: object };
		expect(error).to.include({ code: "unknown-device" });
	});

	it("says that it is well", async () => {
		const hub = await testHub();
		await FakeDevice.connect(hub.url);
		const health = (await (await fetch(`${hub.url}/api/health`)).json()) as object;
		expect(health).to.deep.include({ status: "ok", devices: 1, viewers: 0 });
	});
});
