import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { HubProcess } from "../support/hub-process";

const unit = fileURLToPath(new URL("../../deploy/belltower.service", import.meta.url));
const title = "the systemd unit";
/** What `systemd-analyze security` calls OK is below 5; nothing is 10. */
const MOST_EXPOSURE = 2;

const analyze = (...words: string[]) =>
	spawnSync("systemd-analyze", ["--no-pager", ...words], { encoding: "utf8" });

(analyze("--version").error ? describe.skip : describe)(
	analyze("--version").error
		? `${title} (skipped: systemd-analyze is missing: apt-get install systemd)`
		: title,
	function () {
		this.timeout(30_000);
		let folder = "";
		let copy = "";
		before(() => {
			folder = mkdtempSync(join(tmpdir(), "belltower-unit-"));
			copy = join(folder, "belltower.service");
			/* Verifying looks for the programs that are named. */
			writeFileSync(copy, readFileSync(unit, "utf8").replace("/usr/bin/node", process.execPath));
		});
		after(() => rmSync(folder, { recursive: true, force: true }));

		it("is one that systemd takes without a word", () => {
			const { status, stdout, stderr } = analyze("verify", copy);
			expect(stdout + stderr).to.equal("");
			expect(status).to.equal(0);
		});

		it("leaves the hub little of the machine", () => {
			const { status, stdout, stderr } = analyze(
				"security",
				"--offline=true",
				`--threshold=${MOST_EXPOSURE * 10}`,
				copy,
			);
			expect(status, stdout + stderr).to.equal(0);
			expect(stdout).to.match(/Overall exposure level for belltower\.service: [01]\.\d OK/);
		});
	},
);

describe("the systemd unit's way to run the hub", function () {
	this.timeout(40_000);
	const setting = (name: string): string => {
		const found = new RegExp(`^${name}=(.*)$`, "m").exec(readFileSync(unit, "utf8"))?.[1];
		if (found === undefined) throw new Error(`the unit has no ${name}`);
		return found;
	};

	it("starts it, and has it end with status 0 in time", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-unit-"));
		try {
			const words = ["--import", "tsx", "hub/main.ts"];
			expect(setting("ExecStart")).to.equal(["/usr/bin/node", ...words].join(" "));
			const variables = Object.fromEntries(
				setting("Environment")
					.split(" ")
					.map((each) => each.split("=") as [string, string]),
			);
			expect(variables).to.include({ BELLTOWER_HOST: "0.0.0.0", NODE_ENV: "production" });
			const environment = {
				NODE_ENV: "production",
				BELLTOWER_DEVICE_TOKEN: "d".repeat(24),
				BELLTOWER_VIEWER_TOKEN: "v".repeat(24),
			};
			const hub = await HubProcess.start({ data, environment });
			const asked = performance.now();
			expect(await hub.end()).to.equal(0);
			expect(performance.now() - asked).to.be.lessThan(Number(setting("TimeoutStopSec")) * 1000);
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});
});
