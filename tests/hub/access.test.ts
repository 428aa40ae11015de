import { request as httpRequest } from "node:http";
import { expect } from "chai";
import { WebSocket } from "ws";
import { HubError } from "../../hub/common/errors";
import { isLoopback, optionsFromEnvironment } from "../../hub/options";
import { startHub } from "../../hub/server";
import { VIEWER_PROTOCOL } from "../../hub/wire/viewer";
import { FakeDevice } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { stopHubs, testHub } from "./with-hub";

const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };

/** The HTTP status with which a WebSocket handshake is refused, or 101. */
function handshake(
	hub: string,
	path: string,
	{ protocols = [], headers = {} }: { protocols?: string[]; headers?: Record<string, string> } = {},
): Promise<{ status: number | undefined; body: string }> {
	return new Promise((resolve, reject) => {
		const webSocket = new WebSocket(hub.replace(/^http/, "ws") + path, protocols, { headers });
		webSocket.on("open", () => {
			webSocket.terminate();
			resolve({ status: 101, body: "" });
		});
		webSocket.on("unexpected-response", (_request, response) => {
			let body = "";
			response.on("data", (data: Buffer) => (body += data.toString()));
			response.on("end", () => resolve({ status: response.statusCode, body }));
		});
		webSocket.on("error", reject);
	});
}

/** A request with any Host header, which fetch does not allow. */
function get(url: string, headers: Record<string, string>): Promise<number | undefined> {
	return new Promise((resolve, reject) => {
		const request = httpRequest(url, { headers }, (response) => {
			response.resume();
			resolve(response.statusCode);
		});
		request.on("error", reject).end();
	});
}

async function refusal(options: Parameters<typeof startHub>[0]): Promise<HubError> {
	try {
		await (await startHub(options)).close();
	} catch (error) {
		if (error instanceof HubError) return error;
		throw error;
	}
	throw new Error("the hub has started");
}

describe("hub: access", () => {
	afterEach(stopHubs);

	it("runs open only where nobody else can reach it", async () => {
		for (const host of ["0.0.0.0", "::", "192.168.1.5", "example.org", "127.0.0.1.example.org"]) {
			const error = await refusal({ host, port: 0 });
			expect(error.code).to.equal("tokens-needed");
			expect(error.message).to.match(/BELLTOWER_DEVICE_TOKEN and BELLTOWER_VIEWER_TOKEN/);
			expect(error.message).to.not.include("\n");
		}
		expect((await refusal({ host: "0.0.0.0", tokens: { device: tokens.device } })).code).to.equal(
			"tokens-needed",
		);
		expect(["127.0.0.1", "127.9.9.9", "::1", "localhost"].every(isLoopback)).to.equal(true);
	});

	it("refuses weak tokens and bad ports, and says what is needed", async () => {
		expect((await refusal({ tokens: { device: "short" } })).message).to.include("16");
		expect((await refusal({ tokens: { device: tokens.device, viewer: tokens.device } })).code).to.equal(
			"weak-token",
		);
		for (const port of [-1, 65_536, 1.5, NaN]) expect((await refusal({ port })).code).to.equal("bad-port");
	});

	it("reads its options from the environment", () => {
		const options = optionsFromEnvironment({
			BELLTOWER_HOST: "0.0.0.0",
			BELLTOWER_PORT: "81",
			BELLTOWER_HOSTS: "door.example, door.example:444",
			BELLTOWER_PROXIES: "10.0.0.1,fd00::/8",
			BELLTOWER_DATA: "/var/lib/belltower",
			BELLTOWER_DEVICE_TOKEN: tokens.device,
			BELLTOWER_VIEWER_TOKEN: tokens.viewer,
			BELLTOWER_ALLOW_ORIGINAL: "1",
		});
		expect(options).to.deep.equal({
			host: "0.0.0.0",
			port: 81,
			hosts: ["door.example", "door.example:444"],
			proxies: ["10.0.0.1", "fd00::/8"],
			data: "/var/lib/belltower",
			tokens,
			allowOriginal: true,
		});
		expect(optionsFromEnvironment({}).port).to.equal(undefined);
		expect(() => optionsFromEnvironment({ BELLTOWER_PORT: "eighty" }))
			.to.throw(HubError, 'BELLTOWER_PORT is "eighty"')
			.with.property("code", "bad-port");
	});

	it("demands the device token on both connections", async () => {
		const hub = await testHub({ tokens });
		const protocols = ["belltower.1"];
		for (const path of ["/ws/from_esp?device=front-door", "/ws/image?device=front-door"]) {
			expect((await handshake(hub.url, path, { protocols })).status).to.equal(401);
			for (const token of ["", "wrong", tokens.viewer, `${tokens.device}x`]) {
				const headers = { authorization: `Bearer ${token}` };
				expect((await handshake(hub.url, path, { protocols, headers })).status, token).to.equal(401);
			}
			const headers = { authorization: `Bearer ${tokens.device}` };
			expect((await handshake(hub.url, path, { protocols, headers })).status).to.equal(101);
		}
		await FakeDevice.connect(hub.url, { token: tokens.device });
	});

	it("takes the original's device, which has no token, only when that is allowed", async () => {
		const strict = await testHub({ tokens });
		expect((await handshake(strict.url, "/ws/from_esp")).status).to.equal(401);
		const headers = { authorization: `Bearer ${tokens.device}` };
		expect((await handshake(strict.url, "/ws/from_esp", { headers })).status).to.equal(401);
		const lax = await testHub({ tokens, allowOriginal: true });
		expect((await handshake(lax.url, "/ws/from_esp")).status).to.equal(101);
		const closed = await testHub({ allowOriginal: false });
		expect((await handshake(closed.url, "/ws/image")).status).to.equal(401);
	});

	it("demands the viewer token of viewers and of the API, as a session or as it is", async () => {
		const hub = await testHub({ tokens });
		const protocols = [VIEWER_PROTOCOL];
		expect((await handshake(hub.url, "/ws/viewer", { protocols })).status).to.equal(401);
		for (const path of ["/api/devices", "/api/devices/front-door"]) {
			expect((await fetch(hub.url + path)).status, path).to.equal(401);
			const wrong = await fetch(hub.url + path, { headers: { authorization: `Bearer ${tokens.device}` } });
			expect(wrong.status).to.equal(403);
		}
		const authorization = `Bearer ${tokens.viewer}`;
		expect((await fetch(`${hub.url}/api/devices`, { headers: { authorization } })).status).to.equal(200);
		await FakeViewer.connect(hub.url, { headers: { authorization } });

		expect(await (await fetch(`${hub.url}/api/session`)).json()).to.deep.equal({
			needed: true,
			signedIn: false,
			password: false,
			token: true,
		});
		const signedIn = await signIn(hub.url, tokens.viewer);
		expect(signedIn.status).to.equal(200);
		const cookie = signedIn.headers.get("set-cookie") ?? "";
		expect(cookie).to.match(/HttpOnly; SameSite=Strict/);
		expect(cookie).to.not.include(tokens.viewer);
		const headers = { cookie: cookie.split(";")[0] ?? "" };
		expect((await fetch(`${hub.url}/api/devices`, { headers })).status).to.equal(200);
		expect(await (await fetch(`${hub.url}/api/session`, { headers })).json()).to.deep.equal({
			needed: true,
			signedIn: true,
			own: false,
			name: "viewer token",
			role: "admin",
			password: false,
			token: true,
		});
		await FakeViewer.connect(hub.url, { headers });
		await fetch(`${hub.url}/api/session`, { method: "DELETE", headers });
		expect((await fetch(`${hub.url}/api/devices`, { headers })).status).to.equal(401);
		expect((await handshake(hub.url, "/ws/viewer", { protocols, headers })).status).to.equal(401);
	});

	const signIn = (hub: string, token: unknown) =>
		fetch(`${hub}/api/session`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ token }),
		});

	it("lets nobody guess", async () => {
		const hub = await testHub({ tokens });
		const statuses: number[] = [];
		for (let attempt = 0; attempt < 12; attempt++)
			statuses.push((await signIn(hub.url, `guess ${attempt}`)).status);
		expect(statuses).to.deep.equal([...Array<number>(10).fill(401), 429, 429]);
		expect((await signIn(hub.url, tokens.viewer)).status).to.equal(429);
	});

	it("says which field of a request is wrong", async () => {
		const hub = await testHub({ tokens });
		for (const token of [5, null, "x".repeat(201), undefined]) {
			const response = await signIn(hub.url, token);
			expect(response.status).to.equal(400);
			const { error } = (await response.json()) as { error: { code: string; message: string } };
			expect(error.code).to.equal("bad-argument");
			expect(error.message).to.include("token");
		}
	});

	it("refuses pages of other sites, and names that were pointed here", async () => {
		const hub = await testHub();
		const protocols = [VIEWER_PROTOCOL];
		const own = `http://127.0.0.1:${hub.port}`;
		for (const path of ["/ws/viewer", "/ws/from_esp", "/ws/image"]) {
			for (const origin of ["http://evil.example", `http://127.0.0.1:${hub.port + 1}`, "null", "nonsense"]) {
				const { status } = await handshake(hub.url, path, { protocols, headers: { origin } });
				expect(status, `${path} ${origin}`).to.equal(403);
			}
		}
		expect((await handshake(hub.url, "/ws/viewer", { protocols, headers: { origin: own } })).status).to.equal(
			101,
		);
		const rebound = { host: `evil.example:${hub.port}`, origin: `http://evil.example:${hub.port}` };
		expect((await handshake(hub.url, "/ws/viewer", { protocols, headers: rebound })).status).to.equal(403);
		expect(await get(`${hub.url}/api/devices`, { host: "evil.example" })).to.equal(403);
		expect(await get(`${hub.url}/api/devices`, { origin: "http://evil.example" })).to.equal(403);
		expect(await get(`${hub.url}/api/devices`, { host: `localhost:${hub.port}` })).to.equal(200);
		const behind = await testHub({ hosts: ["door.example"] });
		expect(
			await get(`${behind.url}/api/devices`, { host: "door.example", origin: "https://door.example" }),
		).to.equal(200);
	});

	it("refuses handshakes that are not for it, with a sentence", async () => {
		const hub = await testHub();
		const protocols = ["belltower.1"];
		const refused: [string, string[], number, RegExp][] = [
			["/", [], 404, /doorbells connect to/],
			["/ws/other", protocols, 404, /doorbells connect to/],
			["/ws/viewer", [], 400, /must offer the subprotocol/],
			["/ws/from_esp", protocols, 400, /must name the device/],
			["/ws/from_esp?device=", protocols, 400, /1 to 64 characters/],
			["/ws/from_esp?device=Front%20door", protocols, 400, /1 to 64 characters/],
			["/ws/from_esp?device=../etc", protocols, 400, /1 to 64 characters/],
			["/ws/from_esp?device=original", protocols, 400, /is not "original"/],
			[`/ws/from_esp?device=${"x".repeat(65)}`, protocols, 400, /1 to 64 characters/],
		];
		for (const [path, offered, wanted, sentence] of refused) {
			const { status, body } = await handshake(hub.url, path, { protocols: offered });
			expect(status, path).to.equal(wanted);
			expect(body, path).to.match(sentence);
		}
		expect(hub.devices.size).to.equal(0);
	});

	it("writes no token and no cookie to its log", async () => {
		const hub = await testHub({ tokens });
		await handshake(hub.url, "/ws/from_esp?device=a&token=tell-nobody", {
			protocols: ["belltower.1"],
			headers: { authorization: "Bearer tell-nobody", cookie: "belltower=tell-nobody" },
		});
		await signIn(hub.url, "tell-nobody");
		await FakeDevice.connect(hub.url, { token: tokens.device });
		const text = JSON.stringify(hub.lines);
		expect(text).to.include("refused");
		for (const secret of ["tell-nobody", tokens.device, tokens.viewer]) expect(text).to.not.include(secret);
	});
});
