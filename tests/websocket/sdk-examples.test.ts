import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { WebSocketServer } from "ws";
import { buildFirmware } from "../../tools/build/firmware";
import { root } from "../../tools/build/layout";

const sdk = process.env["MODDABLE"] ?? join(homedir(), ".local", "share", "moddable");
const examples = join(sdk, "examples", "io", "tcp");
const installed = existsSync(join(examples, "websocket", "WebSocket.js"));
const title = "WebSocket client in the SDK's place";

/** What of the SDK's module `url` the example needs; the SDK's own is C that only its own engine can be built with. */
const url = `
export default class URL {
	constructor(text) {
		const [, protocol, hostname, port, pathname, search] = /^(\\w+:)\\/\\/([^:/?]+):?(\\d*)([^?]*)(.*)$/.exec(text);
		Object.assign(this, { protocol, hostname, port, pathname, search });
	}
}
`;

/** `device.network`, as the examples' own configuration gives it, but that every host is the test's server. */
const setup = `
import config from "mc/config";
import TCP from "embedded:io/socket/tcp";
import WebSocketClient from "embedded:network/websocket/client";

class Resolver {
	resolve({ host, onResolved }) {
		Promise.resolve().then(() => onResolved(host, "127.0.0.1"));
	}
	close() {}
}
class LocalTCP extends TCP {
	constructor(options) {
		super({ ...options, port: Number(config.port) });
	}
}
globalThis.device = { network: { ws: { io: WebSocketClient, dns: { io: Resolver }, socket: { io: LocalTCP } } } };
`;

if (!installed)
	describe.skip(`${title} (skipped: the Moddable SDK is not installed)`, () => it("runs its examples"));
else
	describe(title, function () {
		this.timeout(120_000);

		it("carries the SDK's W3C WebSocket and its example, unchanged", async () => {
			const said = await run(
				"websocket",
				{
					WebSocket: join(examples, "websocket", "WebSocket"),
					data: join(examples, "websocket", "data"),
					example: join(examples, "websocket", "main"),
				},
				/^onclose /,
			);
			expect(said).to.include("onmessage Hello");
			expect(said.some((line) => /^onmessage binary \d+$/.test(line))).to.equal(true);
			expect(said).to.include("onmessage Goodbye");
			expect(said.at(-1)).to.equal("onclose 1000 Done");
		});

		it("carries the SDK's example of its client, unchanged", async () => {
			const said = await run(
				"websocketclient",
				{ example: join(examples, "websocketclient", "main") },
				/^tick 3/,
			);
			expect(said).to.include.members([
				"this is a test 1",
				"this is a test 2this is a test 3",
				"abcdefghijklmnopqrstuvwyxz".repeat(8),
				"this is a test 4",
				"tick 2",
			]);
			expect(said.filter((line) => line === "PONG!")).to.have.lengthOf(2);
		});
	});

/** Builds and runs an example against a server that echoes, until it has said what `last` matches. */
async function run(name: string, modules: Record<string, string>, last: RegExp): Promise<string[]> {
	const folder = join(root, "build", "sdk-examples", name);
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, "setup.js"), setup);
	writeFileSync(join(folder, "url.js"), url);
	writeFileSync(join(folder, "main.js"), `import "setup";\nimport "example";\n`);
	writeFileSync(
		join(folder, "manifest.json"),
		JSON.stringify({
			include: [
				"$(MODDABLE)/examples/manifest_base.json",
				"$(MODDABLE)/examples/manifest_net.json",
				"$(MODDABLE)/modules/io/manifest.json",
				join(root, "modules", "websocket", "drop-in", "manifest.json"),
			],
			modules: { "*": ["./main", "./setup", "./url"], ...modules },
			config: { port: 0 },
			creation: { chunk: { initial: 1_000_000 }, heap: { initial: 20_000 }, stack: 1000 },
			platforms: { lin: { include: join(root, "simulator", "idf", "manifest.json") } },
		}),
	);
	const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
	server.on("connection", (socket) => {
		socket.on("message", (data, binary) => {
			socket.send(data as Buffer, { binary });
		});
	});
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const program = await buildFirmware({ manifest: join(folder, "manifest.json"), name: `sdk-${name}` });
	const child = spawn(program.executable, [...program.args, "--config", `port=${port}`], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const timer = setTimeout(() => child.kill("SIGKILL"), 30_000);
	const said: string[] = [];
	createInterface({ input: child.stdout }).on("line", (line) => {
		said.push(line);
		if (last.test(line)) child.kill("SIGTERM");
	});
	await once(child, "close");
	clearTimeout(timer);
	for (const socket of server.clients) socket.terminate();
	server.close();
	return said;
}
