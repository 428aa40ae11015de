import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { CertificateFolder, hasOpenSSL } from "./certificates";
import { allCases, Servers } from "./servers";
import { root } from "../../../tools/build/layout";

/** How the program runs that connects to each server and says what came of it. */
export interface TlsRun {
	/** What is missing here to run it; undefined if nothing is. */
	readonly missing?: string | undefined;
	/** Milliseconds for all of it. */
	readonly timeout: number;
	/**
	 * Builds the program of a manifest, and runs it.
	 * @returns what it says of each server, in order
	 */
	readonly run: (manifest: string) => Promise<string[]>;
}

/** The line with which the program says that it has connected to all. */
export const endOfConnections = "@end";

/** What the program says of a server is a line that begins so. */
export const mark = "@";

/** Defines the tests of who is let in by TLS and who is refused, with servers that each have a fault of their own. */
export function describeTls(title: string, { missing, timeout, run }: TlsRun): void {
	const lack = missing ?? (hasOpenSSL() ? undefined : "the command openssl is missing");
	if (lack !== undefined) {
		describe.skip(`${title} (skipped: ${lack})`, () => it("verifies the server"));
		return;
	}
	describe(title, function () {
		this.timeout(timeout);
		const folder = new CertificateFolder();
		const cases = allCases(folder);
		let told: string[] = [];

		before(async () => {
			const servers = await Servers.start(cases);
			try {
				const manifest = join(root, "build", "tls", "manifest.json");
				mkdirSync(dirname(manifest), { recursive: true });
				const include = join(import.meta.dirname, "manifest.json");
				writeFileSync(manifest, JSON.stringify({ include, config: { cases: servers.connections } }));
				told = await run(manifest);
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
}
