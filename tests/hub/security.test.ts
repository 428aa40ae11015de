import { expect } from "chai";
import { FakeDevice } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { operationsOf, signIn, statusOf, type Asker, type Operation } from "./api-walk";
import { buildPage } from "../../hub/page-build/build";
import { sleep, stopHubs, testHub, until, type TestedHub } from "./with-hub";

const VIEWER = `viewer-token-${"v".repeat(20)}`;
const ADMIN = "the admin's own password";
const PERSON = "a person's own password";
const ringTiming = { snapshot: 5, lateSnapshot: 5 };

interface Secrets {
	admin: string;
	person: string;
	/** An access token for the front door only. */
	front: string;
	/** One for all. */
	all: string;
	/** The front door's own token. */
	device: string;
	/** The back door's. */
	other: string;
	/** Of the things that paths name. */
	values: Record<string, string>;
}

describe("hub: security", function () {
	/* Passwords take a while to hash, on purpose. */
	this.timeout(60_000);
	let hub: TestedHub;
	let secrets: Secrets;
	let operations: Operation[];

	async function ask(method: string, path: string, body?: object): Promise<Record<string, string>> {
		const response = await fetch(hub.url + path, {
			method,
			headers: {
				authorization: `Bearer ${VIEWER}`,
				...(body && { "content-type": "application/json" }),
			},
			body: body ? JSON.stringify(body) : null,
		});
		expect(response.ok, `${method} ${path}: ${response.status}`).to.equal(true);
		return (await response.json()) as Record<string, string>;
	}

	before(async () => {
		await buildPage();
		hub = await testHub({ tokens: { viewer: VIEWER }, ringTiming, webhookHosts: ["127.0.0.1"] });
		await ask("POST", "/api/users", { name: "boss", password: ADMIN, role: "admin" });
		await ask("POST", "/api/users", { name: "anna", password: PERSON });
		const device = (await ask("POST", "/api/devices", { id: "front-door" }))["token"] ?? "";
		const other = (await ask("POST", "/api/devices", { id: "back-door" }))["token"] ?? "";
		const front = await ask("POST", "/api/tokens", { name: "frigate", devices: ["front-door"] });
		const all = await ask("POST", "/api/tokens", { name: "prometheus" });
		const webhook = await ask("POST", "/api/webhooks", { url: "http://127.0.0.1:9/?key=hidden" });
		const doorbell = await FakeDevice.connect(hub.url, { token: device });
		doorbell.say({ type: "event", event: "ring", ring: "a1", time: doorbell.time, age: 0 });
		await doorbell.command("ring.acknowledge");
		const { rings } = (await ask("GET", "/api/rings")) as unknown as { rings: { id: string }[] };
		secrets = {
			admin: await signIn(hub, "boss", ADMIN),
			person: await signIn(hub, "anna", PERSON),
			front: front["token"] ?? "",
			all: all["token"] ?? "",
			device,
			other,
			values: { id: "back-door", name: "anna", ring: rings[0]?.id ?? "", webhook: webhook["id"] ?? "" },
		};
		operations = await operationsOf(hub);
		expect(operations.length).to.be.greaterThan(40);
		expect(operations.map(({ path }) => path)).to.include("/api/session/password");
	});
	after(stopHubs);

	/** Checks that each operation refuses just those whom its rule does not let in. */
	async function refusals(
		asker: Asker,
		status: number,
		lets: (operation: Operation) => boolean,
		values = secrets.values,
	): Promise<void> {
		for (const operation of operations) {
			/* What is let in is tried only where that changes nothing. */
			if (lets(operation) && operation.method !== "GET") continue;
			const found = await statusOf(hub, operation, values, asker);
			const what = `${operation.method} ${operation.path}`;
			if (lets(operation)) expect(found, what).to.not.be.oneOf([401, 403]);
			else expect(found, what).to.equal(status);
		}
	}

	const bearer = (token: string): Asker => ({ headers: { authorization: `Bearer ${token}` } });
	const takesJson = ({ described }: Operation): boolean =>
		JSON.stringify(described["requestBody"] ?? "").includes("application/json");
	const isOpen = ({ access }: Operation): boolean => access.rule === "anyone";

	it("refuses everybody who shows nothing, or what is no secret of this hub", async () => {
		await refusals({}, 401, isOpen);
		await refusals(bearer("access_guessed"), 401, isOpen);
		await refusals({ headers: { cookie: "belltower=session_guessed" } }, 401, isOpen);
		await refusals({ query: "?token=access_guessed" }, 401, isOpen);
	});

	it("lets a person do everything but change who may do what", async () => {
		const asker = { headers: { cookie: secrets.person } };
		await refusals(asker, 403, ({ access }) => !/^(admin|doorbell)$/.test(access.rule));
		const admin = { headers: { cookie: secrets.admin } };
		await refusals(admin, 403, () => true);
	});

	it("opens with an access token the doors of its devices and nothing else", async () => {
		for (const token of [secrets.front, secrets.all]) {
			const isAll = token === secrets.all;
			const lets = ({ access }: Operation): boolean =>
				access.rule === "anyone" || (access.rule === "door" && isAll);
			await refusals(bearer(token), 403, lets);
		}
		const own = { ...secrets.values, id: "front-door" };
		const thumbnail = operations.find(({ path }) => path.endsWith("thumbnail.jpg"));
		expect(thumbnail && (await statusOf(hub, thumbnail, own, bearer(secrets.front)))).to.equal(404);
	});

	it("takes a token in the address at the doors only, where it is an access token", async () => {
		const inAddress = (token: string): Asker => ({ query: `?token=${token}` });
		await refusals(inAddress(secrets.all), 401, ({ access }) => /^(anyone|door)$/.test(access.rule));
		await refusals(inAddress(secrets.device), 401, isOpen);
	});

	it("lets a doorbell get what is for doorbells and nothing else, and nothing of another's", async () => {
		const forDoorbells = ({ access }: Operation): boolean =>
			access.rule === "anyone" || (access.rule === "doorbell" && access.device === undefined);
		await refusals(bearer(secrets.device), 403, forDoorbells);
		for (const path of ["/ws/from_esp", "/ws/image"]) {
			const connecting = FakeDevice.connect(hub.url, { id: "back-door", token: secrets.device });
			expect(await connecting.then(String, (error: unknown) => String(error)), path).to.include("401");
		}
	});

	it("refuses pages of another site, whatever cookie the browser sends along", async () => {
		for (const headers of [
			{ cookie: secrets.admin, origin: "https://evil.example" },
			{ cookie: secrets.admin, origin: "null" },
			{ cookie: secrets.admin, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
		]) {
			await refusals({ headers }, 403, () => false);
		}
		const viewer = FakeViewer.connect(hub.url, {
			headers: { cookie: secrets.admin },
			origin: "https://evil.example",
		});
		expect(await viewer.then(String, (error: unknown) => String(error))).to.include("403");
	});

	it("takes no body beyond its bound, and no path out of its folders", async () => {
		const body = JSON.stringify({ name: "x".repeat(2_000_000) });
		for (const operation of operations.filter(takesJson)) {
			const address = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => secrets.values[name] ?? "");
			const { status } = await fetch(hub.url + address, {
				method: operation.method,
				headers: { cookie: secrets.admin, "content-type": "application/json" },
				body,
			});
			expect(status, address).to.equal(413);
		}
		for (const id of ["..%2f..%2fpackage.json", "%2e%2e", "..", "%00", "a%2fb", "__proto__", "constructor"]) {
			for (const path of [
				`/api/devices/${id}`,
				`/api/rings/${id}/snapshot.jpg`,
				`/api/users/${id}`,
				`/${id}`,
			]) {
				const response = await fetch(hub.url + path, { headers: { cookie: secrets.admin } });
				expect(response.status, path).to.be.oneOf([200, 400, 403, 404]);
				expect(await response.text(), path).to.not.include('"dependencies"');
			}
		}
	});

	it("ends what is open as soon as leave is withdrawn: pages, streams, doorbells", async () => {
		const codes: Record<string, number> = {};
		const viewer = await FakeViewer.connect(hub.url, { headers: { cookie: secrets.person } });
		viewer.webSocket.on("close", (code: number) => (codes["viewer"] = code));
		const device = await FakeDevice.connect(hub.url, { id: "back-door", token: secrets.other });
		device.audio.on("close", (code: number) => (codes["device"] = code));
		const stream = await fetch(`${hub.url}/api/devices/front-door/stream.mjpeg?token=${secrets.all}`);
		let ended = false;
		void stream.arrayBuffer().then(
			() => (ended = true),
			() => (ended = true),
		);
		await sleep(30);
		expect([codes, ended]).to.deep.equal([{}, false]);
		const remove = (path: string) =>
			fetch(hub.url + path, { method: "DELETE", headers: { cookie: secrets.admin } });
		await remove("/api/users/anna");
		await remove("/api/devices/back-door/token");
		const { tokens } = (await ask("GET", "/api/tokens")) as unknown as { tokens: { id: string }[] };
		for (const { id } of tokens) await remove(`/api/tokens/${id}`);
		await until(() => ended && codes["viewer"] === 1008 && codes["device"] === 1008, "all were ended");
		const again = FakeDevice.connect(hub.url, { id: "back-door", token: secrets.other });
		expect(await again.then(String, (error: unknown) => String(error))).to.include("401");
	});

	it("has written none of these secrets to its log", () => {
		const log = JSON.stringify(hub.lines);
		expect(log).to.include("refused");
		const { admin, person, front, all, device, other } = secrets;
		const bare = (cookie: string) => cookie.replace("belltower=", "");
		for (const secret of [
			VIEWER,
			ADMIN,
			PERSON,
			bare(admin),
			bare(person),
			front,
			all,
			device,
			other,
			"hidden",
		]) {
			expect(secret.length).to.be.greaterThan(5);
			expect(log).to.not.include(secret);
		}
	});
});
