import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { Mcsim } from "./mcsim";
import { Sdk, sdkMissing, simulatorMissing } from "./sdk";
import { xvfbMissing } from "./xvfb";
import { root } from "../../tools/build/layout";
import { until } from "../support/until";
import { CertificateFolder, hasOpenSSL } from "../websocket/tls/certificates";
import { allCases, type Connection, Servers } from "../websocket/tls/servers";

const missing =
	sdkMissing() ??
	simulatorMissing() ??
	xvfbMissing() ??
	(hasOpenSSL() ? undefined : "the command openssl is missing");
const title = "TLS by the SDK, as on the chip";
const patience = 90_000;

if (missing !== undefined) describe.skip(`${title} (skipped: ${missing})`, () => it("verifies the server"));
else
	describe(title, function () {
		this.timeout(240_000);
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
	const include = join(import.meta.dirname, "../websocket/tls/manifest.json");
	writeFileSync(manifest, JSON.stringify({ include, config: { cases: connections } }));
	const sdk = await Sdk.open();
	try {
		const simulator = await Mcsim.start(await sdk.buildForSimulator(manifest));
		try {
			const { lines } = simulator.xsbug;
			await until("the end of the connections", () => lines.includes("@end"), patience);
			return lines.filter((line) => line.startsWith("@")).map((line) => line.slice(1));
		} catch (error) {
			throw new Error(simulator.report(), { cause: error });
		} finally {
			await simulator.kill();
		}
	} finally {
		await sdk.close();
	}
}
