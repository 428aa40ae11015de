import { readdirSync, readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { expect } from "chai";
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
		const post = async (path: string, body: object) =>
			(await (
				await fetch(hub.url + path, {
					method: "POST",
					headers: { "content-type": "application/json" },
					body: JSON.stringify(body),
				})
			).json()) as { id: string };
		await post("/api/tokens", { name: "a token", devices: ["front-door"] });
		await post("/api/webhooks", { url: "http://127.0.0.1:9/" });
		const { rings } = (await (await fetch(`${hub.url}/api/rings`)).json()) as { rings: { id: string }[] };
		const values: Record<string, string> = { id: "front-door", ring: rings[0]?.id ?? "" };
		const ajv = new Ajv({ strict: false, formats: { password: true } });
		let checked = 0;
		for (const { method, path, described } of await operationsOf(hub)) {
			const schema = answerOf(described);
			if (method !== "GET" || schema === undefined) continue;
			/* There is no update here to ask for. */
			if (/^\/api\/(updates|firmware)\/\{/.test(path)) continue;
			const response = await fetch(
				hub.url + path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ""),
			);
			expect(response.status, path).to.equal(200);
			const isRight = ajv.validate(schema, await response.json());
			expect(isRight, `${path}: ${ajv.errorsText()}`).to.equal(true);
			checked++;
		}
		expect(checked).to.be.greaterThan(10);
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

function answerOf(described: Operation["described"]): object | undefined {
	const responses = described["responses"] as Record<
		string,
		{ content?: Record<string, { schema: object }> } | undefined
	>;
	return responses["200"]?.content?.["application/json"]?.schema;
}
