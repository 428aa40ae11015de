import { request } from "node:http";
import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { stopHubs, testHub, type TestedHub } from "./with-hub";

const VIEWER = "v".repeat(24);

/** Asks to sign in with a wrong token, as a proxy passes it on. @returns the status */
function ask(hub: TestedHub, path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
	return new Promise((resolve, reject) => {
		const body = method === "POST" ? JSON.stringify({ token: "wrong" }) : undefined;
		const asked = request(
			hub.url + path,
			{ method, headers: { ...headers, ...(body && { "content-type": "application/json" }) } },
			(response) => {
				response.resume();
				resolve(response.statusCode ?? 0);
			},
		);
		asked.on("error", reject).end(body);
	});
}

describe("hub: proxies", () => {
	afterEach(stopHubs);

	const tokens = { device: "d".repeat(24), viewer: VIEWER };
	const attempt = (hub: TestedHub, from: string) =>
		ask(hub, "/api/session", { "x-forwarded-for": from }, "POST");

	it("that are configured say who asks: each address has its own attempts to sign in", async () => {
		const hub = await testHub({ tokens, proxies: ["127.0.0.1"] });
		for (let time = 0; time < 10; time++) expect(await attempt(hub, "192.0.2.1")).to.equal(401);
		expect(await attempt(hub, "192.0.2.1")).to.equal(429);
		expect(await attempt(hub, "192.0.2.2")).to.equal(401);
		expect(await attempt(hub, "192.0.2.9, 192.0.2.1"), "what the browser itself claims").to.equal(429);
	});

	it("that are not configured are not believed", async () => {
		const hub = await testHub({ tokens });
		for (let time = 0; time < 10; time++) await attempt(hub, `192.0.2.${time}`);
		expect(await attempt(hub, "192.0.2.99")).to.equal(429);
	});

	it("in front of a hub that is open to all are refused, as nobody who comes by them could be told apart", async () => {
		const hub = await testHub();
		expect(await ask(hub, "/api/devices", {})).to.equal(200);
		for (const header of ["x-forwarded-for", "x-forwarded-host", "forwarded"]) {
			expect(await ask(hub, "/api/devices", { [header]: "x" }), header).to.equal(403);
		}
	});

	it("say by which name and how safely the browser came", async () => {
		const hub = await testHub({ tokens, proxies: ["127.0.0.0/8", "::1"] });
		const headers = { "x-forwarded-host": "door.example", authorization: `Bearer ${VIEWER}` };
		expect(await ask(hub, "/api/devices", { ...headers, origin: "https://door.example" })).to.equal(200);
		expect(await ask(hub, "/api/devices", { ...headers, origin: "https://evil.example" })).to.equal(403);
		const signedIn = await fetch(`${hub.url}/api/session`, {
			method: "POST",
			headers: { "content-type": "application/json", "x-forwarded-proto": "https" },
			body: JSON.stringify({ token: VIEWER }),
		});
		expect(signedIn.headers.get("set-cookie")).to.match(/; Secure$/);
	});

	it("make a hub one that others can reach, and must be addresses", async () => {
		for (const [proxies, code] of [
			[["127.0.0.1"], "tokens-needed"],
			[["caddy"], "bad-proxy"],
			[["10.0.0.0/33"], "bad-proxy"],
		] as const) {
			const refusal = await testHub({ proxies }).catch((error: unknown) => error);
			expect(refusal).to.be.instanceOf(HubError).with.property("code", code);
		}
	});
});
