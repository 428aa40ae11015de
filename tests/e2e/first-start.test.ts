import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { Browser, Page } from "playwright-core";
import { root } from "../../tools/build/layout";
import { chromiumMissing, chromiumPath, launchChromium } from "../support/browser";
import { DoorbellProcess } from "../support/doorbell-process";
import { freePort } from "../support/free-port";
import { PlayedServer } from "../support/played-server";

const screenshots = join(root, "build", "screenshots");
const phone = { width: 375, height: 667 };

describe(`the first start on a phone, in Chromium${chromiumPath() === undefined ? ` (${chromiumMissing})` : ""}`, function () {
	this.timeout(240_000);

	const cleanUp: (() => Promise<unknown>)[] = [];
	let folder: string;
	let server: PlayedServer;
	let doorbell: DoorbellProcess;
	let page: Page;
	let url: string;

	before(async function () {
		if (chromiumPath() === undefined) this.skip();
		folder = await mkdtemp(join(tmpdir(), "belltower-"));
		cleanUp.push(() => rm(folder, { recursive: true }));
		await mkdir(screenshots, { recursive: true });
		const networks = [
			{ ssid: "Home", password: "correct horse", rssi: -52 },
			{ ssid: "Café & Bar <open>", rssi: -80 },
		];
		await writeFile(join(folder, "air.json"), JSON.stringify({ networks }));
		server = await PlayedServer.listen("belltower.1");
		server.token = "the-token";
		cleanUp.push(() => server.close());
		const port = await freePort();
		doorbell = new DoorbellProcess(await DoorbellProcess.build(), {
			config: { ssid: "", hub: "", device: "new-bell", "setup.http": String(port) },
			environment: {
				BELLTOWER_NVS: join(folder, "nvs"),
				BELLTOWER_WIFI: join(folder, "air.json"),
				BELLTOWER_LIGHT: join(folder, "light"),
			},
		});
		cleanUp.push(() => doorbell.destroy());
		[, url = ""] = await doorbell.printed(/and open (http:\S+)/);
		const browser: Browser = await launchChromium();
		cleanUp.push(() => browser.close());
		const context = await browser.newContext({ viewport: phone, deviceScaleFactor: 2 });
		page = await context.newPage();
	});

	after(async () => {
		for (const step of cleanUp.reverse()) await step();
	});

	async function enter(values: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, value] of Object.entries(values)) await page.fill(`[name=${name}]`, value);
	}

	/** Sends the form, and waits until the trial is over and what came of it is said. */
	async function problemOf(values: Readonly<Record<string, string>>): Promise<string> {
		await enter(values);
		await page.click("text=Try it");
		return (await page.locator("[role=alert]").innerText({ timeout: 30_000 })).trim();
	}

	it("leads whatever a phone asks for to the page, which lists the networks", async () => {
		await page.waitForTimeout(1200);
		await page.goto(`${url}generate_204`);
		assert.equal(page.url(), url);
		assert.include(await page.innerText("select"), "Home (strong)");
		assert.include(await page.innerText("select"), "Café & Bar <open> (weak, open)");
		const wide = await page.evaluate("document.documentElement.scrollWidth");
		assert.isAtMost(Number(wide), phone.width, "the page is no wider than the phone");
		await page.screenshot({ path: join(screenshots, "first-start.png"), fullPage: true });
	});

	it("shows by its light that it waits: white and blue that flow into each other, no pixel dark", async () => {
		const seen = new Set<string>();
		for (let look = 0; look < 8; look++) {
			const colors = (await readFile(join(folder, "light"), "utf8")).trim().split(/\s+/);
			// The strip is dimmed to stay below its current.
			for (const color of colors) {
				const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
				assert.isAbove(blue, 100, color);
				assert.isAtMost(Math.max(red, green), blue, color);
			}
			seen.add(colors.join());
			await page.waitForTimeout(100);
		}
		assert.isAbove(seen.size, 2);
	});

	it("has a label for each field, and asks for nothing from elsewhere", async () => {
		const unlabelled = await page.evaluate(
			"[...document.querySelectorAll('input,select,textarea')].filter((each) => !each.labels.length).map((each) => each.name)",
		);
		assert.deepEqual(unlabelled, []);
		const entries = await page.evaluate("performance.getEntriesByType('resource').map((each) => each.name)");
		assert.deepEqual(entries, []);
	});

	it("says that the password is wrong", async () => {
		await page.selectOption("select", "Home");
		const problem = await problemOf({ password: "wrong horse", hub: "ws://127.0.0.1:1", token: "bad" });
		assert.equal(problem, 'Wi-Fi: "Home" rejected the password.');
		await page.screenshot({ path: join(screenshots, "first-start-wrong-password.png"), fullPage: true });
	});

	it("says that the hub does not run there", async () => {
		assert.match(
			await problemOf({ password: "correct horse" }),
			/^Hub: 127\.0\.0\.1 does not answer on port 1;/,
		);
	});

	it("says that no such hub is known, and keeps the password that was entered before", async () => {
		const problem = await problemOf({ hub: "ws://nowhere.invalid:8000" });
		assert.match(problem, /^Hub: no computer named "nowhere\.invalid" was found; is the name right\?$/);
	});

	it("says that the hub refuses the token", async () => {
		const problem = await problemOf({ hub: server.address, token: "another" });
		assert.equal(problem, "Hub: the hub refuses the token.");
		await page.screenshot({ path: join(screenshots, "first-start-refused.png"), fullPage: true });
	});

	it("stores what works, says so, and starts the doorbell with it", async () => {
		await enter({ token: "the-token", name: "Garden gate" });
		await page.click("text=Try it");
		await page.getByText("The doorbell is set up. ").waitFor({ timeout: 30_000 });
		await page.screenshot({ path: join(screenshots, "first-start-done.png"), fullPage: true });
		const tried = server.connections.length;
		const connection = await server.connection("/ws/image", 30_000);
		assert.equal(connection.device, "new-bell");
		assert.isAbove(server.connections.length, tried);
		const audio = await server.connection("/ws/from_esp");
		const values = await audio.ask({ type: "settings.get", id: 1, names: ["ssid", "password", "name"] });
		assert.deepEqual(values["value"], {
			version: 1,
			settings: { ssid: "Home", password: { set: true }, name: "Garden gate" },
		});
		assert.notInclude(doorbell.output, "correct horse");
		assert.notInclude(doorbell.output, "the-token");
	});
});
