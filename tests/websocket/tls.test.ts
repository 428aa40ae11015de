import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { buildFirmware } from "../../tools/build/firmware";
import { root } from "../../tools/build/layout";
import { CertificateFolder, hasOpenSSL } from "./tls/certificates";
import { allCases, type Connection, Servers } from "./tls/servers";

const title = "WebSocket client on XS: TLS";
const patience = 60_000;

if (!hasOpenSSL())
	describe.skip(`${title} (skipped: the command openssl is missing)`, () => it("verifies the server"));
else
	describe(title, function () {
		this.timeout(120_000);
		const folder = new CertificateFolder();
		const cases = allCases(folder);
		let told: string[] = [];

		before(async () => {
			const servers = await Servers.start(cases);
			try {
				told = await run(servers.connections);
			} finally {
				servers.stop();
			}
		});
		after(() => folder.remove());

		for (const [index, { name, expected }] of cases.entries())
			it(name, () => {
				expect(told[index], told[index]).to.match(expected);
			});
	});

/** Lets the program connect to each; what it says of each, in order. */
async function run(connections: readonly Connection[]): Promise<string[]> {
	const manifest = join(root, "build", "tls", "manifest.json");
	mkdirSync(dirname(manifest), { recursive: true });
	const include = join(import.meta.dirname, "tls", "manifest.json");
	writeFileSync(manifest, JSON.stringify({ include, config: { cases: connections } }));
	const { executable, args } = await buildFirmware({ manifest, name: "tls" });
	const child = spawn(executable, args, { stdio: ["ignore", "pipe", "inherit"] });
	const timer = setTimeout(() => child.kill("SIGKILL"), patience);
	const told: string[] = [];
	createInterface({ input: child.stdout }).on("line", (line) => {
		if (line === "@end") child.kill("SIGTERM");
		else if (line.startsWith("@")) told.push(line.slice(1));
	});
	await once(child, "close");
	clearTimeout(timer);
	return told;
}
