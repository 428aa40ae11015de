import { expect } from "chai";
import { FakeDevice } from "./fake-device";
import { stopHubs, testHub, type TestedHub } from "./with-hub";

describe("hub: commands and settings by the API", () => {
	afterEach(stopHubs);

	async function ask(
		hub: TestedHub,
		method: string,
		path: string,
		body?: object,
	): Promise<[number, unknown]> {
		const response = await fetch(`${hub.url}/api/devices/front-door${path}`, {
			method,
			...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
		});
		return [response.status, await response.json()];
	}

	it("go to the doorbell, and its value comes back", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url, {
			answer: ({ type }) => ({ ok: true, ...(type === "door.open" && { value: { milliseconds: 3000 } }) }),
		});
		expect(await ask(hub, "POST", "/commands/door.open")).to.deep.equal([200, { milliseconds: 3000 }]);
		expect(await ask(hub, "POST", "/commands/chime", { sound: "ding", volume: 30 })).to.deep.equal([200, {}]);
		expect(await device.command("chime")).to.include({ sound: "ding", volume: 30 });
		expect((await ask(hub, "POST", "/commands/reformat"))[0]).to.equal(404);
		expect((await ask(hub, "POST", "/commands/constructor"))[0]).to.equal(404);
	});

	it("say what the doorbell says of an error, with a status of the hub's choosing", async () => {
		const hub = await testHub({ answer: 60 });
		let error: Record<string, string> | undefined;
		await FakeDevice.connect(hub.url, {
			answer: ({ type }) => (type === "stats" ? { ok: true } : error && { ok: false, error }),
		});
		const cases: [string, string, number, string?][] = [
			["bad-argument", "volume is 555; it must be 0 to 100", 400, "volume"],
			["unavailable", "there is no door pin", 409],
			["unknown-type", "the type chime is not known", 501],
			["unauthorized", "a doorbell can't sign anybody out", 502],
			["failed", "the speaker does not answer", 502],
		];
		for (const [code, message, status, field] of cases) {
			error = { code, message };
			const found = await ask(hub, "PATCH", "/settings", { volume: 555 });
			expect(found).to.deep.equal([status, { error: { code, message, ...(field && { field }) } }]);
		}
		error = { code: "bad-argument", message: "the hub's address is no address", field: "hub" };
		expect(await ask(hub, "PATCH", "/settings", { hub: "nowhere" })).to.deep.equal([400, { error }]);
		error = { code: "bad-argument", message: "something else is wrong", field: "secret" };
		const elsewhere = await ask(hub, "PATCH", "/settings", { hub: "nowhere" });
		expect(elsewhere[1]).to.not.have.nested.property("error.field");
		error = undefined;
		expect((await ask(hub, "POST", "/commands/identify"))[0]).to.equal(504);
	});

	it("need a doorbell that is connected", async () => {
		const hub = await testHub();
		expect((await ask(hub, "POST", "/commands/identify"))[0]).to.equal(404);
		const device = await FakeDevice.connect(hub.url);
		await device.close();
		expect((await ask(hub, "POST", "/commands/identify"))[0]).to.equal(503);
		expect((await ask(hub, "GET", "/settings"))[0]).to.equal(503);
	});
});

describe("hub: doorbells by the API", () => {
	afterEach(stopHubs);

	const send = (hub: TestedHub, method: string, path: string, body?: object) =>
		fetch(hub.url + path, {
			method,
			...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
		});

	it("are entered, named, given another token, and removed with their connections", async () => {
		const hub = await testHub();
		const entered = await send(hub, "POST", "/api/devices", { id: "front-door", name: "Entrance" });
		const { token } = (await entered.json()) as { token: string };
		expect((await send(hub, "POST", "/api/devices", { id: "front-door" })).status).to.equal(409);
		const device = await FakeDevice.connect(hub.url, { token });
		expect(hub.devices.get("front-door")?.name).to.equal("Entrance");
		await send(hub, "PATCH", "/api/devices/front-door", { name: null });
		await device.command("stats");
		expect(hub.devices.get("front-door")?.name).to.equal("Front door");
		const closed = new Promise((resolve) => device.audio.once("close", resolve));
		const renewed = (await (await send(hub, "POST", "/api/devices/front-door/token")).json()) as {
			token: string;
		};
		expect(await closed).to.equal(1008);
		const again = await FakeDevice.connect(hub.url, { token: renewed.token });
		const gone = new Promise((resolve) => again.audio.once("close", resolve));
		expect((await send(hub, "DELETE", "/api/devices/front-door")).status).to.equal(204);
		expect(await gone).to.equal(1008);
		expect((await send(hub, "GET", "/api/devices/front-door")).status).to.equal(404);
	});
});
