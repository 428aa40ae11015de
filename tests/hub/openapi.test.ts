import { readdirSync, readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { expect } from "chai";
import { makeAppImage } from "../../tools/release/app-image";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { operationsOf, type Operation } from "./api-walk";
import { stopHubs, testHub, type TestedHub } from "./with-hub";

/** The settings that a doorbell of this test has, in two pages. */
const SETTINGS = ["volume", "ssid"].map((name) => ({
	name,
	type: "text",
	default: "",
	sentence: "…",
	restart: false,
}));

/** An image that the hub takes, for the board `fake`. */
const image = makeAppImage({
	chip: 9,
	entry: 0,
	segments: [{ address: 0, data: Buffer.alloc(1000, 7) }],
	description: {
		version: "1.2.3+fake",
		project: "belltower",
		made: new Date(0),
		sourceHash: Buffer.alloc(32),
	},
});

describe("hub: OpenAPI", () => {
	let hub: TestedHub;
	before(async () => {
		hub = await testHub({
			ringTiming: { snapshot: 5, lateSnapshot: 5 },
			webhookHosts: ["127.0.0.1"],
			webhookTries: [0],
		});
	});
	after(stopHubs);

	it("is a valid document", async () => {
		const document = (await (await fetch(`${hub.url}/api/openapi.json`)).json()) as Record<string, unknown>;
		const result = await new Validator().validate(document);
		expect(result.errors).to.equal(undefined);
		expect(result.valid).to.equal(true);
	});

	it("describes every route that there is in the sources, and no other", async () => {
		const folder = new URL("../../hub/api/", import.meta.url);
		const written = new Set<string>(["/api/openapi.json"]);
		for (const name of readdirSync(folder)) {
			for (const [, path = ""] of readFileSync(new URL(name, folder), "utf8").matchAll(
				/["`](\/(?:api|metrics)[^"`]*)/g,
			)) {
				if (!path.includes("$")) written.add(path.replace(/:(\w+)/g, "{$1}"));
			}
		}
		const described = new Set((await operationsOf(hub)).map(({ path }) => path));
		const others = [...described].filter((path) => !written.has(path));
		expect(others.every((path) => path.startsWith("/api/devices/{id}/commands/"))).to.equal(true);
		expect([...written].filter((path) => !described.has(path))).to.deep.equal([]);
	});

	it("describes what each route says: who may, what it takes, what it gives", async () => {
		for (const { method, path, described } of await operationsOf(hub)) {
			const what = `${method} ${path}`;
			expect(described["summary"], what).to.be.a("string");
			expect(described["tags"], what).to.have.length(1);
			expect(Object.keys(described["responses"] as object).length, what).to.be.greaterThan(1);
			expect(described, what).to.have.property("security");
		}
		const ids = (await operationsOf(hub)).map(({ described }) => described["operationId"]);
		expect(new Set(ids).size).to.equal(ids.length);
	});

	it("describes answers as they are", async () => {
		const device = await FakeDevice.connect(hub.url, {
			answer: ({ type, from, names }) => {
				if (type === "settings.describe") {
					const next = from === 0 ? 1 : null;
					return { ok: true, value: { version: 1, settings: [SETTINGS[Number(from)]], next } };
				}
				if (type === "settings.get") {
					const values = Object.fromEntries((names as string[]).map((name) => [name, "x"]));
					return { ok: true, value: { version: 1, settings: values } };
				}
				return { ok: true };
			},
		});
		device.sendPicture(tinyJpeg(1));
		device.say({ type: "stats", time: 1, camera: { framesPerSecond: 14.5 }, signal: null });
		device.say({ type: "event", event: "ring", ring: "a1", time: device.time, age: 0 });
		await device.command("ring.acknowledge");
		const operations = await operationsOf(hub);
		const ajv = new Ajv({ strict: false, formats: { password: true } });
		let checked = 0;
		/** Asks, and checks that the answer is as it is described. */
		const ask = async (method: string, path: string, id = "", body?: Buffer | object): Promise<Answer> => {
			const operation = operations.find((each) => each.method === method && each.path === path);
			if (!operation) throw new Error(`${method} ${path} is not described`);
			const response = await fetch(hub.url + path.replace(/\{\w+\}/, id), {
				method,
				...(body && {
					headers: {
						"content-type": Buffer.isBuffer(body) ? "application/octet-stream" : "application/json",
					},
					body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body),
				}),
			});
			const { contents } =
				answersOf(operation.described).find(({ status }) => status === response.status) ?? {};
			const what = `${method} ${path} with ${response.status}`;
			if (!contents) throw new Error(`${what} is not described: ${await response.text()}`);
			checked++;
			const [type] = Object.keys(contents);
			if (type === undefined) {
				expect(await response.text(), what).to.equal("");
				return { id: "" };
			}
			expect(response.headers.get("content-type")?.split(";")[0], what).to.equal(type.split(";")[0]);
			if (type !== "application/json") {
				await response.body?.cancel();
				return { id: "" };
			}
			const answer = (await response.json()) as Answer;
			expect(ajv.validate(contents[type]?.schema ?? false, answer), `${what}: ${ajv.errorsText()}`).to.equal(
				true,
			);
			return answer;
		};
		const token = await ask("POST", "/api/tokens", "", { name: "a token", devices: ["front-door"] });
		const webhook = await ask("POST", "/api/webhooks", "", { url: "http://127.0.0.1:9/" });
		const gate = await ask("POST", "/api/devices", "", { id: "garden-gate" });
		const firmware = await ask("POST", "/api/firmware", "", image);
		const plan = { firmware: firmware.id, devices: ["front-door"] };
		const update = await ask("POST", "/api/updates", "", plan);
		const { rings } = (await (await fetch(`${hub.url}/api/rings`)).json()) as { rings: { id: string }[] };
		const ids: Readonly<Record<string, string>> = {
			devices: "front-door",
			rings: rings[0]?.id ?? "",
			firmware: firmware.id,
			updates: update.id,
		};
		for (const { method, path } of operations) {
			/* Of what goes on without end, the tests of the doors see to it. */
			if (method !== "GET" || /openapi|mjpeg|wav/.test(path)) continue;
			if (path.endsWith("/snapshot.jpg") && path.includes("devices"))
				setTimeout(() => device.sendPicture(tinyJpeg(2)), 20);
			await ask("GET", path, ids[path.split("/")[2] ?? ""]);
		}
		await ask("PATCH", "/api/devices/{id}", gate.id, { name: "Garden gate" });
		await ask("PATCH", "/api/webhooks/{id}", webhook.id, { events: ["ring.missed"], enabled: false });
		await ask("POST", "/api/webhooks/{id}/test", webhook.id);
		await ask("POST", "/api/devices/{id}/token", gate.id);
		await ask("DELETE", "/api/devices/{id}/token", gate.id);
		await ask("DELETE", "/api/devices/{id}", gate.id);
		await ask("POST", "/api/rings/{ring}/answer", ids["rings"]);
		await ask("POST", "/api/rings/{ring}/end", ids["rings"]);
		await ask("GET", "/api/rings/{ring}", ids["rings"]);
		await ask("DELETE", "/api/rings/{ring}", ids["rings"]);
		await ask("DELETE", "/api/updates/{id}", update.id);
		await ask("DELETE", "/api/firmware/{id}", firmware.id);
		await ask("DELETE", "/api/tokens/{id}", token.id);
		await ask("DELETE", "/api/webhooks/{id}", webhook.id);
		expect(checked).to.be.greaterThan(35);
		const settings = (await (await fetch(`${hub.url}/api/devices/front-door/settings`)).json()) as object;
		expect(settings).to.deep.equal({
			version: 1,
			settings: SETTINGS.map((each) => ({ ...each, value: "x" })),
		});
	});

	it("is what requests are checked by: an error names the field and what would be right", async () => {
		const cases: [string, string, object, string, RegExp][] = [
			["POST", "/api/devices", { id: "Front Door" }, "id", /is "Front Door".*a-z, 0-9/],
			["POST", "/api/devices", { id: "a", nam: "x" }, "nam", /not known/],
			["POST", "/api/users", { name: "anna", password: "tell-no-1" }, "password", /10 characters/],
			[
				"POST",
				"/api/users",
				{ name: "anna", password: "tell-no-one", role: "king" },
				"role",
				/"admin", "person"/,
			],
			["POST", "/api/tokens", { name: "x", devices: ["A"] }, "devices.0", /a-z/],
			["POST", "/api/webhooks", {}, "url", /missing/],
			["POST", "/api/devices/front-door/commands/led", { color: "red", seconds: 3 }, "color", /#rrggbb/],
			["POST", "/api/devices/front-door/commands/led", { color: "#ff0000", seconds: 61 }, "seconds", /60/],
			["GET", "/api/rings?limit=many", {}, "limit", /how many/],
		];
		for (const [method, path, body, field, sentence] of cases) {
			const response = await fetch(hub.url + path, {
				method,
				...(method === "POST" && { body: JSON.stringify(body) }),
				headers: { "content-type": "application/json" },
			});
			expect(response.status, path).to.equal(400);
			const { error } = (await response.json()) as { error: Record<string, string> };
			expect(error, path).to.include({ code: "bad-argument", field });
			expect(error["message"], path).to.match(sentence).and.not.include("tell-no");
		}
	});
});

interface Answer {
	id: string;
}

/** What a route says that it answers, by status: the schema of each media type. */
function answersOf(
	described: Operation["described"],
): { status: number; contents: Record<string, { schema: object } | undefined> }[] {
	const responses = described["responses"] as Record<
		string,
		{ content?: Record<string, { schema: object }> }
	>;
	return Object.entries(responses).map(([status, { content = {} }]) => ({
		status: Number(status),
		contents: content,
	}));
}
