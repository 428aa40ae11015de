import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { Targets } from "../../hub/webhooks/targets";
import { FakeDevice } from "./fake-device";
import { stopHubs, testHub, until, type TestedHub } from "./with-hub";

interface Heard {
	headers: IncomingHttpHeaders;
	body: string;
	path: string;
}

const ringTiming = { snapshot: 10, lateSnapshot: 20 };

describe("hub: webhooks", () => {
	const servers: Server[] = [];
	afterEach(async () => {
		await stopHubs();
		for (const server of servers.splice(0)) server.close();
	});

	/** A program that answers with these statuses, one after another, and with the last from then on. */
	async function receiver(...statuses: number[]): Promise<{ url: string; heard: Heard[] }> {
		const heard: Heard[] = [];
		const server = createServer((request, response) => {
			let body = "";
			request.on("data", (data: Buffer) => (body += data.toString()));
			request.on("end", () => {
				heard.push({ headers: request.headers, body, path: request.url ?? "" });
				const status = statuses[Math.min(heard.length, statuses.length) - 1] ?? 200;
				response.writeHead(status, status === 302 ? { Location: "/elsewhere" } : {}).end();
			});
		}).listen(0, "127.0.0.1");
		servers.push(server);
		await once(server, "listening");
		return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=told-nobody`, heard };
	}

	const ask = (hub: TestedHub, method: string, path: string, body?: object) =>
		fetch(hub.url + path, {
			method,
			...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
		});

	async function added(hub: TestedHub, url: string): Promise<{ id: string; secret: string }> {
		const response = await ask(hub, "POST", "/api/webhooks", { url });
		expect(response.status).to.equal(201);
		return (await response.json()) as { id: string; secret: string };
	}

	async function ring(hub: TestedHub): Promise<void> {
		const device = await FakeDevice.connect(hub.url);
		device.say({ type: "event", event: "ring", ring: "a1", time: device.time, age: 0 });
	}

	const options = { ringTiming, webhookHosts: ["127.0.0.0/8"], webhookTries: [0, 20, 20] };

	it("tell of a ring, signed with a time", async () => {
		const hub = await testHub(options);
		const { url, heard } = await receiver(204);
		const { id, secret } = await added(hub, url);
		await ring(hub);
		await until(() => heard.length === 1, "it was told");
		const { headers = {}, body = "" }: Partial<Heard> = heard[0] ?? {};
		expect(JSON.parse(body)).to.have.nested.include({
			event: "ring",
			"ring.device": "front-door",
			"ring.state": "ringing",
			"device.name": "Front door",
		});
		const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers["belltower-signature"]));
		expect(Math.abs(Number(match?.[1]) - Date.now() / 1000)).to.be.lessThan(5);
		const wanted = createHmac("sha256", secret)
			.update(`${match?.[1] ?? ""}.${body}`)
			.digest("hex");
		expect(match?.[2]).to.equal(wanted);
		await until(() => hub.lines.length > 0, "it was logged");
		const all = await (await ask(hub, "GET", "/api/webhooks")).text();
		expect(all).to.include(id).and.include('"ok":true').and.not.include(secret);
	});

	it("are tried again, with the same ID, a few times and no more; each failure is said", async () => {
		const hub = await testHub(options);
		const { url, heard } = await receiver(500, 302, 503);
		await added(hub, url);
		await ring(hub);
		await until(() => hub.lines.some(({ message }) => message.includes("given up")), "it was given up");
		expect(heard).to.have.length(3);
		expect(new Set(heard.map(({ headers }) => headers["belltower-delivery"])).size).to.equal(1);
		expect(heard.map(({ path }) => path)).to.not.include("/elsewhere");
		const said = hub.lines.filter(({ message }) => message.includes("not delivered"));
		expect(said.map((line) => line["try"])).to.deep.equal([1, 2, 3]);
		expect(JSON.stringify(hub.lines)).to.not.include("told-nobody");
	});

	it("can be tried, changed, switched off and removed", async () => {
		const hub = await testHub(options);
		const { url, heard } = await receiver(200);
		const { id } = await added(hub, url);
		const tried = await ask(hub, "POST", `/api/webhooks/${id}/test`);
		expect(await tried.json()).to.include({ ok: true });
		expect(heard).to.have.length(1);
		const off = await ask(hub, "PATCH", `/api/webhooks/${id}`, { enabled: false });
		expect(await off.json()).to.include({ enabled: false });
		await ring(hub);
		await until(() => hub.lines.some(({ message }) => message === "the bell rings"), "it rang");
		expect(heard).to.have.length(1);
		expect((await ask(hub, "DELETE", `/api/webhooks/${id}`)).status).to.equal(204);
		expect((await ask(hub, "POST", `/api/webhooks/${id}/test`)).status).to.equal(404);
	});

	it("do not go into the hub's own network unless it is allowed", async () => {
		const hub = await testHub({ ringTiming });
		for (const url of [
			"http://127.0.0.1/",
			"http://127.1/",
			"http://2130706433/",
			"http://0x7f000001/",
			"http://localhost:8000/api/devices",
			"http://sub.localhost/",
			"http://[::1]/",
			"http://[::ffff:127.0.0.1]/",
			"http://[::ffff:7f00:1]/",
			"http://[64:ff9b::7f00:1]/",
			"http://10.0.0.1/",
			"http://192.168.1.1/",
			"http://169.254.169.254/latest/meta-data/",
			"http://[fd00::1]/",
			"http://[fe80::1]/",
			"http://0.0.0.0/",
			"file:///etc/passwd",
			"ftp://example.org/",
			"http://name:password@example.org/",
			"nonsense",
		]) {
			const response = await ask(hub, "POST", "/api/webhooks", { url });
			expect(response.status, url).to.equal(400);
			expect(await response.json(), url).to.have.nested.include({
				"error.code": "bad-address",
				"error.field": "url",
			});
		}
		const allowed = new Targets(["192.168.1.0/24", "homeassistant.local"]);
		expect(allowed.check("http://192.168.1.9:8123/api/webhook/x").port).to.equal("8123");
		expect(() => allowed.check("http://192.168.2.9/")).to.throw(HubError);
	});

	it("look at what a name resolves to when they connect, so that it can't be pointed elsewhere later", async () => {
		const refused = (targets: Targets) =>
			new Promise<unknown>((resolve) => {
				targets.lookup("localhost", { all: true }, (error) => resolve(error));
			});
		expect(await refused(new Targets([]))).to.include({ code: "bad-address" });
		expect(await refused(new Targets(["localhost"]))).to.equal(null);
		expect(await refused(new Targets(["127.0.0.1", "::1"]))).to.equal(null);
	});
});
