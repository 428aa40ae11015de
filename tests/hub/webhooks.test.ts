import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { Database } from "../../hub/store/database";
import { DeliveryStore } from "../../hub/webhooks/delivery-store";
import { WEBHOOK_EVENTS } from "../../hub/webhooks/events";
import type { Webhook } from "../../hub/webhooks/webhook-store";
import { Targets } from "../../hub/webhooks/targets";
import { FakeDevice } from "./fake-device";
import { until as eventually } from "../support/until";
import { sleep, stopHubs, testHub, until, type TestedHub } from "./with-hub";

interface Heard {
	headers: IncomingHttpHeaders;
	body: string;
	path: string;
}

/** Given as a status: no answer at all, and one that takes a while. */
const NEVER = 0;
const SLOW = 1;

const ringTiming = { snapshot: 10, lateSnapshot: 20 };

describe("hub: webhooks", () => {
	const servers: Server[] = [];
	afterEach(async () => {
		await stopHubs();
		for (const server of servers.splice(0)) {
			server.closeAllConnections();
			server.close();
		}
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
				if (status === NEVER) return;
				if (status === SLOW) {
					setTimeout(() => response.writeHead(200).end(), 250);
					return;
				}
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

	async function added(
		hub: TestedHub,
		url: string,
		events?: readonly string[],
	): Promise<{ id: string; secret: string }> {
		const response = await ask(hub, "POST", "/api/webhooks", { url, ...(events && { events }) });
		expect(response.status).to.equal(201);
		return (await response.json()) as { id: string; secret: string };
	}

	async function ring(hub: TestedHub, id = "a1"): Promise<FakeDevice> {
		const device = await FakeDevice.connect(hub.url);
		device.say({ type: "event", event: "ring", ring: id, time: device.time, age: 0 });
		await device.command("ring.acknowledge");
		return device;
	}

	/** Waits until the webhook is shown like this. */
	async function untilShown(hub: TestedHub, fits: (webhook: Webhook) => boolean): Promise<void> {
		await eventually("the webhook is so", async () => fits(await shown(hub)));
	}

	async function shown(hub: TestedHub): Promise<Webhook> {
		const { webhooks } = (await (await ask(hub, "GET", "/api/webhooks")).json()) as { webhooks: Webhook[] };
		if (!webhooks[0]) throw new Error("there is no webhook");
		return webhooks[0];
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

	it("tell of what they are to tell of, and of rings where nothing else was said", async () => {
		const hub = await testHub({ ...options, awayAfter: 400 });
		const [usual, all] = [await receiver(200), await receiver(200)];
		await added(hub, usual.url);
		const response = await ask(hub, "POST", "/api/webhooks", { url: all.url, events: WEBHOOK_EVENTS });
		expect(await response.json())
			.to.have.property("events")
			.that.deep.equals(WEBHOOK_EVENTS);
		const device = await ring(hub);
		const { rings } = (await (await ask(hub, "GET", "/api/rings")).json()) as { rings: { id: string }[] };
		const path = `/api/rings/${rings[0]?.id ?? ""}`;
		await ask(hub, "POST", `${path}/answer`);
		await ask(hub, "POST", `${path}/end`);
		for (const cause of ["declined", "timeout"]) {
			const before = device.commands.length;
			device.say({ type: "event", event: "ring", ring: cause, time: device.time, age: 0 });
			await device.command("ring.acknowledge", before);
			device.say({ type: "event", event: "ring.ended", ring: cause, cause });
		}
		await until(() => all.heard.length === 7, "the rings were told");
		await device.close();
		const bodies = (): Record<string, unknown>[] =>
			all.heard.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
		await eventually("it is told that the doorbell is away", () => all.heard.length === 8);
		await FakeDevice.connect(hub.url);
		await eventually("it is told that it is back", () => all.heard.length === 9);
		expect(bodies().map(({ event }) => event)).to.have.members([
			...["ring", "ring.answered", "ring.ended"],
			...["ring", "ring.declined", "ring", "ring.missed"],
			...["doorbell.offline", "doorbell.online"],
		]);
		const find = (event: string) => bodies().find((body) => body["event"] === event);
		expect(find("ring.ended")).to.have.nested.include({ "ring.state": "ended", "device.name": "Front door" });
		expect(find("ring.ended")).to.have.nested.property("ring.answered").that.is.a("number");
		expect(find("doorbell.offline")).to.have.nested.property("device.since").that.is.a("number");
		expect(usual.heard.map(({ body }) => (JSON.parse(body) as { event: string }).event)).to.deep.equal([
			"ring",
			"ring",
			"ring",
		]);
		const { id } = await shown(hub);
		const changed = await ask(hub, "PATCH", `/api/webhooks/${id}`, {
			events: ["ring.missed", "ring.missed"],
		});
		expect(await changed.json())
			.to.have.property("events")
			.that.deep.equals(["ring.missed"]);
		for (const events of [[], ["ring.burst"], "ring"]) {
			const wrong = await ask(hub, "PATCH", `/api/webhooks/${id}`, { events });
			expect(wrong.status).to.equal(400);
			const { error } = (await wrong.json()) as { error: { field: string } };
			expect(error.field).to.match(/^events/);
		}
	});

	it("say nothing of a doorbell that only comes back, nor of one that was told of before a restart", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-webhooks-"));
		try {
			const hub = await testHub({ ...options, data, awayAfter: 1500 });
			const { url, heard } = await receiver(200);
			await added(hub, url, ["doorbell.offline", "doorbell.online"]);
			await ask(hub, "POST", "/api/devices", { id: "never-came" });
			const device = await FakeDevice.connect(hub.url);
			await device.close();
			await sleep(200);
			const again = await FakeDevice.connect(hub.url);
			await sleep(2200);
			expect(heard).to.have.length(0);
			await again.close();
			await eventually("it is told that the doorbell is away", () => heard.length === 1);
			await hub.close();
			const next = await testHub({ ...options, data, awayAfter: 100 });
			await sleep(2200);
			expect(heard).to.have.length(1);
			await FakeDevice.connect(next.url);
			await eventually("it is told that the doorbell is back", () => heard.length === 2);
			expect(JSON.parse(heard[1]?.body ?? "")).to.include({ event: "doorbell.online" });
			await next.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("are told after a restart what they were not told before, by the same ID, and what they took not again", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-webhooks-"));
		try {
			const first = await testHub({ ...options, data, webhookTries: [0, 400] });
			const [failing, taking] = [await receiver(500, 200), await receiver(200)];
			await added(first, failing.url);
			await added(first, taking.url);
			await ring(first);
			await until(() => failing.heard.length === 1 && taking.heard.length === 1, "both were tried");
			await untilShown(first, ({ last, waiting }) => last?.ok === false && waiting === 1);
			await first.close();
			await sleep(450);
			expect(failing.heard).to.have.length(1);
			const second = await testHub({ ...options, data, webhookTries: [0, 400] });
			await until(() => failing.heard.length === 2, "it was told again");
			await untilShown(second, ({ last, waiting }) => last?.ok === true && waiting === 0);
			const [one, two] = failing.heard;
			expect(two?.body).to.equal(one?.body);
			expect(two?.headers["belltower-delivery"]).to.equal(one?.headers["belltower-delivery"]);
			await second.close();
			const third = await testHub({ ...options, data });
			await sleep(100);
			expect([failing.heard.length, taking.heard.length]).to.deep.equal([2, 1]);
			expect((await shown(third)).last).to.include({ ok: true });
			await third.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("are let finish when the hub stops, so that what was taken is not told again", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-webhooks-"));
		try {
			const first = await testHub({ ...options, data });
			const { url, heard } = await receiver(SLOW, 200);
			await added(first, url);
			await ring(first);
			await until(() => heard.length === 1, "it was told");
			await first.close();
			const second = await testHub({ ...options, data });
			expect(await shown(second)).to.deep.include({ waiting: 0 });
			await sleep(100);
			expect(heard).to.have.length(1);
			await second.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("are given up when they have become too old, and where no more may wait; both is shown", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-webhooks-"));
		try {
			const first = await testHub({ ...options, data, webhookTries: [0, 60_000] });
			const { url, heard } = await receiver(500);
			await added(first, url);
			await ring(first);
			await untilShown(first, ({ last }) => last?.ok === false);
			await first.close();
			const second = await testHub({ ...options, data, webhookAge: 1, webhookTries: [0, 10] });
			await untilShown(second, ({ waiting }) => waiting === 0);
			const { last } = await shown(second);
			expect(last).to.include({ ok: false });
			expect(last?.message).to.match(/given up.*within/);
			expect(heard).to.have.length(1);
			await second.close();
			const database = new Database(data);
			const deliveries = new DeliveryStore(database);
			const [webhook = ""] = database.all("SELECT id FROM webhooks").map(({ id }) => String(id));
			const bodies = ["a", "b", "c", "d"];
			const crowded = bodies.map((body) => deliveries.add(webhook, body, 3).length);
			expect(crowded).to.deep.equal([0, 0, 0, 1]);
			expect(deliveries.due(Date.now(), 60_000).map(({ body }) => body)).to.deep.equal(["b", "c", "d"]);
			database.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("are checked at each try for where they go, also after a restart with other rules", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-webhooks-"));
		try {
			const first = await testHub({ ...options, data, webhookTries: [0, 300, 300] });
			const { url, heard } = await receiver(500);
			await added(first, url);
			await ring(first);
			await untilShown(first, ({ last }) => last?.ok === false);
			await first.close();
			const second = await testHub({ ringTiming, data, webhookTries: [0, 300, 300] });
			await untilShown(second, ({ waiting }) => waiting === 0);
			expect((await shown(second)).last?.message).to.match(/given up.*this hub's own network/);
			expect(heard).to.have.length(1);
			await second.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("that hang cost the others nothing, and no more than a few connections", async () => {
		const hub = await testHub(options);
		const [hanging, quick] = [await receiver(NEVER), await receiver(200)];
		await added(hub, hanging.url);
		await added(hub, quick.url);
		const device = await ring(hub, "r0");
		for (let number = 1; number < 8; number++) {
			device.say({ type: "event", event: "ring", ring: `r${number}`, time: device.time, age: 0 });
		}
		await until(() => quick.heard.length === 8, "the other was told of all");
		expect(hanging.heard).to.have.length(4);
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
