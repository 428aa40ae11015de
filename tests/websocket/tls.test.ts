import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { WebSocketServer } from "ws";
import { buildFirmware, type BuiltFirmware } from "../../tools/build/firmware";
import { root } from "../../tools/build/layout";
import { Authority, type Certificate } from "./tls/certificates";

const title = "WebSocket client on XS: TLS";
const host = "doorbell.test";

if (!hasOpenSSL())
	describe.skip(`${title} (skipped: the command openssl is missing)`, () => it("verifies the server"));
else
	describe(title, function () {
		this.timeout(120_000);
		let program: BuiltFirmware = { executable: "", args: [] };
		let authority: Authority;

		before(async () => {
			program = await buildFirmware({
				manifest: join(import.meta.dirname, "tls", "manifest.json"),
				name: "tls",
			});
			authority = new Authority(join(root, "build", "tls", "authority"));
		});

		it("carries messages both ways, with the authority as PEM", async () => {
			expect(await connect(program, authority.issue(host), authority.pem)).to.equal(
				"@closed 1000 clean 60000",
			);
		});

		it("and as DER", async () => {
			const der = authority.der.toString("hex");
			expect(await connect(program, authority.issue(host), der)).to.equal("@closed 1000 clean 60000");
		});

		const refused: Record<string, [string, () => [Certificate, string]]> = {
			"has expired": ["certificate-expired", () => [authority.issue(host, true), authority.pem]],
			"is for another name": [
				"certificate-wrong-name",
				() => [authority.issue("window.test"), authority.pem],
			],
			"is signed by itself": ["certificate-self-signed", () => [authority.selfSigned(host), authority.pem]],
			"is of an authority that is not trusted": [
				"certificate-unknown-authority",
				() => [new Authority(join(root, "build", "tls", "other")).issue(host), authority.pem],
			],
			"is of an authority that the system does not know": [
				"certificate-unknown-authority",
				() => [authority.issue(host), ""],
			],
		};
		for (const [name, [code, make]] of Object.entries(refused))
			it(`refuses a server whose certificate ${name}`, async () => {
				const [certificate, trusted] = make();
				expect(await connect(program, certificate, trusted)).to.match(new RegExp(`^@error ${code}: `));
			});

		it("refuses a server that speaks no TLS", async () => {
			const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
			await once(server, "listening");
			const said = await run(program, (server.address() as AddressInfo).port, authority.pem);
			server.close();
			expect(said).to.match(/^@error (tls-failed|connect-failed): /);
		});
	});

/** Lets the program connect to a server with this certificate that echoes; resolves with what came of it. */
async function connect(program: BuiltFirmware, certificate: Certificate, authority: string): Promise<string> {
	const server = createServer(certificate);
	const sockets = new WebSocketServer({ server });
	sockets.on("connection", (socket) => {
		socket.on("message", (data, binary) => {
			socket.send(data as Buffer, { binary });
		});
	});
	server.on("tlsClientError", () => undefined);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	try {
		return await run(program, (server.address() as AddressInfo).port, authority);
	} finally {
		for (const socket of sockets.clients) socket.terminate();
		server.close();
	}
}

async function run(program: BuiltFirmware, port: number, authority: string): Promise<string> {
	const config = Object.entries({ port, host, authority }).flatMap(([name, value]) => [
		"--config",
		`${name}=${value}`,
	]);
	const child = spawn(program.executable, [...program.args, ...config], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
	let said = "";
	createInterface({ input: child.stdout }).on("line", (line) => {
		if (!line.startsWith("@")) return;
		said ||= line;
		child.kill("SIGTERM");
	});
	await once(child, "close");
	clearTimeout(timer);
	return said;
}

function hasOpenSSL(): boolean {
	try {
		execFileSync("openssl", ["version"], { stdio: "ignore" });
		return true;
	} catch {
		return false;
	}
}
