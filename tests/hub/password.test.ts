import { expect } from "chai";
import { signIn } from "./api-walk";
import { FakeViewer } from "./fake-viewer";
import { stopHubs, testHub, until, type TestedHub } from "./with-hub";

const VIEWER = `viewer-token-${"v".repeat(20)}`;
const OLD = "the password until now";
const NEW = "the password from now on";

describe("hub: one's own password", function () {
	/* Passwords take a while to hash, on purpose. */
	this.timeout(60_000);
	let hub: TestedHub;

	beforeEach(async () => {
		hub = await testHub({ tokens: { viewer: VIEWER } });
		for (const [name, role] of [
			["boss", "admin"],
			["anna", "person"],
		]) {
			const response = await fetch(`${hub.url}/api/users`, {
				method: "POST",
				headers: { authorization: `Bearer ${VIEWER}`, "content-type": "application/json" },
				body: JSON.stringify({ name, role, password: OLD }),
			});
			expect(response.status).to.equal(201);
		}
	});
	afterEach(stopHubs);

	async function change(
		headers: Record<string, string>,
		body: object = { current: OLD, password: NEW },
	): Promise<{ status: number; error?: { code: string; field?: string; message: string } }> {
		const response = await fetch(`${hub.url}/api/session/password`, {
			method: "POST",
			headers: { ...headers, "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		const text = await response.text();
		return { status: response.status, ...(text && (JSON.parse(text) as object)) };
	}

	const whoIs = async (cookie: string): Promise<unknown> =>
		((await (await fetch(`${hub.url}/api/session`, { headers: { cookie } })).json()) as { name?: string })
			.name;

	it("is changed by who knows it, an admin or not; the other sessions end, and nobody else's", async () => {
		const [mine, other, boss] = [
			await signIn(hub, "anna", OLD),
			await signIn(hub, "anna", OLD),
			await signIn(hub, "boss", OLD),
		];
		const [here, there] = await Promise.all(
			[mine, other].map((cookie) => FakeViewer.connect(hub.url, { headers: { cookie } })),
		);
		let code: number | undefined;
		there?.webSocket.on("close", (given: number) => (code = given));
		expect((await change({ cookie: mine })).status).to.equal(204);
		await until(() => code === 1008, "the page of the other session was ended");
		expect(await here?.request("clock")).to.include({ ok: true });
		expect([await whoIs(mine), await whoIs(other), await whoIs(boss)]).to.deep.equal([
			"anna",
			undefined,
			"boss",
		]);
		const before = await fetch(`${hub.url}/api/session`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ name: "anna", password: OLD }),
		});
		expect(before.status).to.equal(401);
		expect(await signIn(hub, "anna", NEW)).to.be.a("string");
		expect((await change({ cookie: boss })).status).to.equal(204);
		for (const secret of [OLD, NEW]) expect(JSON.stringify(hub.lines)).to.not.include(secret);
	});

	it("stays where the present one is not known, or the new one is none; the field that is wrong is named", async () => {
		const cookie = await signIn(hub, "anna", OLD);
		const wrong = await change({ cookie }, { current: "something else", password: NEW });
		expect(wrong).to.deep.include({ status: 403 });
		expect(wrong.error).to.include({ code: "wrong-password", field: "current" });
		const short = await change({ cookie }, { current: OLD, password: "short" });
		expect([short.status, short.error?.field]).to.deep.equal([400, "password"]);
		expect(short.error?.message).to.not.include("short");
		expect((await change({ cookie }, { password: NEW })).error).to.include({ field: "current" });
		expect(await whoIs(cookie)).to.equal("anna");
		expect(await signIn(hub, "anna", OLD)).to.be.a("string");
	});

	it("is no thing of who shows nothing, or has none", async () => {
		expect((await change({})).status).to.equal(401);
		const token = await change({ authorization: `Bearer ${VIEWER}` });
		expect([token.status, token.error?.code]).to.deep.equal([409, "no-password"]);
		const cookie = await signIn(hub, "anna", OLD);
		expect((await change({ cookie, origin: "https://evil.example" })).status).to.equal(403);
		expect(await whoIs(cookie)).to.equal("anna");
	});

	it("can't be guessed: attempts count as those to sign in do", async () => {
		const cookie = await signIn(hub, "anna", OLD);
		const statuses = [];
		for (let time = 0; time < 11; time++) {
			statuses.push((await change({ cookie }, { current: `guess number ${time}`, password: NEW })).status);
		}
		expect(statuses).to.deep.equal([...Array<number>(10).fill(403), 429]);
		expect((await change({ cookie })).status).to.equal(429);
		const signingIn = await fetch(`${hub.url}/api/session`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ name: "anna", password: OLD }),
		});
		expect(signingIn.status).to.equal(429);
	});
});
