import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { makeCertificate } from "../../hub/tls/home-made";
import { stopHubs, testHub } from "../hub/with-hub";
import { freePort } from "../support/free-port";
import { Program } from "../support/program";

const script = fileURLToPath(new URL("../../deploy/health.mjs", import.meta.url));

async function health(port: number, host = "0.0.0.0"): Promise<{ status: number | null; output: string }> {
	const env = { PATH: process.env["PATH"] ?? "", BELLTOWER_PORT: String(port), BELLTOWER_HOST: host };
	const program = new Program("health.mjs", spawn(process.execPath, [script], { env }));
	return { status: await program.exited(), output: program.output };
}

describe("deploy/health.mjs", () => {
	afterEach(stopHubs);

	it("finds a hub well, with HTTP and with HTTPS", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-health-"));
		try {
			makeCertificate(data, []);
			const plain = await testHub();
			const secure = await testHub({ data, tls: { certificate: "own" } });
			for (const { port } of [plain, secure]) {
				expect(await health(port)).to.deep.equal({ status: 0, output: "" });
			}
			expect(await health(plain.port, "127.0.0.1")).to.include({ status: 0 });
		} finally {
			await stopHubs();
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("says where there is none", async () => {
		const port = await freePort();
		const { status, output } = await health(port);
		expect(status).to.equal(1);
		expect(output).to.match(new RegExp(`^The hub at 127\\.0\\.0\\.1:${port} is not well: .*ECONNREFUSED`));
	});
});
