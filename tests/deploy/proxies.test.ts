import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plainRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { buildPage } from "../../hub/page-build/build";
import { makeCertificate } from "../../hub/tls/home-made";
import { FakeDevice, tinyJpeg } from "../hub/fake-device";
import { FakeViewer } from "../hub/fake-viewer";
import { sleep, stopHubs, testHub, until, type TestedHub } from "../hub/with-hub";
import { ProxyProcess, whyNot, type ProxyName } from "./proxy-process";

const tokens = { device: "d".repeat(24), viewer: "v".repeat(24) };
const WRONG = JSON.stringify({ token: "wrong" });

for (const name of ["nginx", "Caddy"] satisfies ProxyName[]) {
	const missing = whyNot(name);
	(missing ? describe.skip : describe)(
		`the hub behind ${name}, as deploy/ says${missing ? ` (skipped: ${missing})` : ""}`,
		function () {
			this.timeout(20_000);
			let data = "";
			let ca = "";
			let hub: TestedHub;
			let proxy: ProxyProcess | undefined;
			let url = "";

			before(async () => {
				await buildPage();
				data = mkdtempSync(join(tmpdir(), "belltower-deploy-"));
				makeCertificate(data, []);
				ca = readFileSync(join(data, "tls", "authority.pem"), "utf8");
			});
			beforeEach(async () => {
				hub = await testHub({ tokens, proxies: ["127.0.0.1"] });
				const files = {
					certificate: join(data, "tls", "certificate.pem"),
					key: join(data, "tls", "key.pem"),
				};
				proxy = await ProxyProcess.start(name, { hub: hub.port, ...files });
				url = `https://localhost:${proxy.port}`;
			});
			afterEach(async () => {
				await proxy?.stop();
				await stopHubs();
			});
			after(() => rmSync(data, { recursive: true, force: true }));

			/** Asks through the proxy, from an address of loopback. */
			async function ask(
				path: string,
				{ from = "127.0.0.1", headers = {}, body, to }: Asked = {},
			): Promise<IncomingMessage> {
				const options: RequestOptions & { ca: string } = {
					ca,
					family: 4,
					agent: false,
					localAddress: from,
					method: body === undefined ? "GET" : "POST",
					headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
				};
				const asked = to === undefined ? request(url + path, options) : plainRequest(to + path, options);
				asked.end(body);
				const [response] = (await once(asked, "response")) as [IncomingMessage];
				return response;
			}

			/** A wrong attempt to sign in. @returns its status */
			async function attempt(asked: Asked): Promise<number> {
				const response = await ask("/api/session", { body: WRONG, ...asked });
				response.resume();
				return response.statusCode ?? 0;
			}

			async function signIn(asked: Asked = {}): Promise<string> {
				const body = JSON.stringify({ token: tokens.viewer });
				const response = await ask("/api/session", { body, headers: { origin: url }, ...asked });
				response.resume();
				expect(response.statusCode).to.equal(200);
				return response.headers["set-cookie"]?.[0] ?? "";
			}

			it("shows its page, and signs people in with a cookie for HTTPS only", async () => {
				const page = await ask("/");
				expect(page.statusCode).to.equal(200);
				expect(page.headers["content-security-policy"]).to.include("default-src 'none'");
				const pieces: Buffer[] = [];
				for await (const piece of page) pieces.push(piece as Buffer);
				expect(Buffer.concat(pieces).toString()).to.match(/<title>Belltower/);
				const cookie = await signIn();
				expect(cookie)
					.to.match(/; Secure$/)
					.and.match(/HttpOnly; SameSite=Strict/);
				const headers = { cookie: cookie.split(";")[0] ?? "" };
				const devices = await ask("/api/devices", { headers });
				devices.resume();
				expect(devices.statusCode).to.equal(200);
				const foreign = await ask("/api/devices", {
					headers: { ...headers, origin: "https://evil.example" },
				});
				foreign.resume();
				expect(foreign.statusCode).to.equal(403);
			});

			it("connects doorbells and pages: pictures and sound go through at once", async () => {
				const client = { ca, family: 4 };
				const cookie = (await signIn()).split(";")[0] ?? "";
				const device = await FakeDevice.connect(url, { token: tokens.device, client });
				const viewer = await FakeViewer.connect(url, { ...client, origin: url, headers: { cookie } });
				await viewer.request("watch", { device: "front-door", sound: true });
				await device.command("video.start");
				for (let number = 0; number < 20; number++) {
					const sent = performance.now();
					device.sendPicture(tinyJpeg(number, 60_000));
					device.sendSound(Buffer.alloc(492, number));
					await until(() => viewer.pictures.length === number + 1, "the picture has come");
					await until(() => viewer.sounds.length === number + 1, "the sound has come");
					expect(performance.now() - sent).to.be.lessThan(1000);
				}
				expect(viewer.pictures.at(-1)?.payload.equals(tinyJpeg(19, 60_000))).to.equal(true);
				await viewer.request("talk.start");
				viewer.speak(Buffer.alloc(492, 7));
				await until(() => device.played.length > 0, "what was said has come to the door");
				for (const origin of ["https://evil.example", "https://localhost"]) {
					const refused = await FakeViewer.connect(url, { ...client, origin, headers: { cookie } }).then(
						() => "it was let in",
						(error: unknown) => (error as Error).message,
					);
					expect(refused, origin).to.include("403");
				}
				await viewer.close();
				await device.close();
			});

			it("streams pictures as they come, each to its last byte, and stops when nobody looks any more", async () => {
				const device = await FakeDevice.connect(hub.url, { token: tokens.device });
				const asked = performance.now();
				const opened = ask(`/api/devices/front-door/stream.mjpeg?token=${tokens.viewer}`);
				await device.command("video.start");
				device.sendPicture(tinyJpeg(0, 25_001));
				const stream = await opened;
				let body = Buffer.alloc(0);
				stream.on("error", () => undefined);
				stream.on("data", (piece: Buffer) => (body = Buffer.concat([body, piece])));
				const whole = (number: number) => () => body.includes(tinyJpeg(number, 25_001));
				await until(whole(0), "the first picture has come whole, though there is no second one");
				expect(performance.now() - asked).to.be.lessThan(1000);
				for (let number = 1; number < 30; number++) {
					const sent = performance.now();
					device.sendPicture(tinyJpeg(number, 25_001));
					await until(whole(number), "the next picture has come whole");
					expect(performance.now() - sent).to.be.lessThan(500);
				}
				stream.destroy();
				const deadline = performance.now() + 5000;
				while ((hub.devices.get("front-door")?.watchers ?? 0) > 0 && performance.now() < deadline) {
					device.sendPicture(tinyJpeg(99, 25_001));
					await sleep(50);
				}
				expect(hub.devices.get("front-door")?.watchers).to.equal(0);
				await device.close();
			});

			it("knows who asks by the proxy's word, and takes no such word from anybody else", async () => {
				const forged = { "x-forwarded-for": "192.0.2.7", forwarded: "for=192.0.2.7" };
				for (let time = 0; time < 10; time++) expect(await attempt({ from: "127.0.0.2" })).to.equal(401);
				expect(await attempt({ from: "127.0.0.2" })).to.equal(429);
				expect(await attempt({ from: "127.0.0.2", headers: forged }), "a forged address").to.equal(429);
				expect(await attempt({ from: "127.0.0.3" }), "somebody else").to.equal(401);

				const refused = await FakeViewer.connect(url, {
					...{ ca, family: 4, localAddress: "127.0.0.4", origin: url, headers: forged },
				}).catch((error: unknown) => (error as Error).message);
				expect(refused).to.include("401");
				expect(hub.lines.find(({ code }) => code === "unauthorized")?.["address"]).to.equal("127.0.0.4");

				const beside = { from: "127.0.0.9", to: hub.url };
				for (let time = 0; time < 10; time++) {
					const headers = { "x-forwarded-for": `192.0.2.${time}` };
					expect(await attempt({ ...beside, headers })).to.equal(401);
				}
				expect(await attempt({ ...beside, headers: forged }), "past the proxy").to.equal(429);
				const evil = { "x-forwarded-host": "evil.example", origin: "https://evil.example" };
				expect(await attempt({ ...beside, headers: evil })).to.equal(403);
				const from = "127.0.0.10";
				const cookie = await signIn({ to: hub.url, from, headers: { "x-forwarded-proto": "https" } });
				expect(cookie).to.not.match(/Secure/);
			});
		},
	);
}

interface Asked {
	/** The address that it is asked from. */
	from?: string;
	/** Past the proxy. */
	to?: string;
	headers?: Record<string, string>;
	body?: string;
}
