import { assert } from "chai";
import type { Browser, Locator, Page } from "playwright-core";
import { buildPage } from "../../hub/page-build/build";
import { chromiumMissing, chromiumPath, launchChromium } from "../support/browser";
import { crashingOn, Fleet } from "../support/fleet";
import { TestFirmware } from "../support/updatable-doorbell";
import { until } from "../support/until";
import { barriers } from "./accessible";
import { DoorPage } from "./door-page";

const devices = ["front-door", "back-door", "garden-gate", "garage"];
const phone = { width: 390, height: 844 };

/** The hub's page in a browser, with simulated doorbells on XS that have a flash and a boot loader each. */
describe(`firmware on the page${chromiumPath() === undefined ? ` (${chromiumMissing})` : ""}`, function () {
	this.timeout(120_000);
	let firmware: TestFirmware;
	let fleet: Fleet;
	let browser: Browser;
	let shown: DoorPage;
	let page: Page;

	before(async function () {
		if (chromiumPath() === undefined) this.skip();
		this.timeout(600_000);
		await buildPage();
		firmware = await TestFirmware.build();
		[browser, fleet] = await Promise.all([
			launchChromium(),
			Fleet.start({ firmware, devices, unsigned: ["garage"] }),
		]);
		shown = await DoorPage.open(browser, `${fleet.url}/#/manage/firmware`);
		({ page } = shown);
	});
	after(async () => {
		if (chromiumPath() === undefined) return;
		await browser.close();
		await fleet.destroy();
	});

	async function upload(name: string, image: Buffer): Promise<void> {
		await page
			.locator('input[type="file"]')
			.setInputFiles({ name, mimeType: "application/octet-stream", buffer: image });
	}

	/** Uploads an image and opens the window that asks which doorbells get it. */
	async function offer(version: string, image: Buffer): Promise<Locator> {
		await upload(`simulator-${version}.bin`, image);
		await page.getByText(`The hub has ${version} for simulator.`).waitFor();
		const row = page.locator(".row", { hasText: version, has: page.getByText("Send to doorbells") });
		await row.getByRole("button", { name: "Send to doorbells" }).first().click();
		return page.getByRole("dialog", { name: `Send ${version}` });
	}

	const running = (device: string): Locator => page.locator(`[data-device="${device}"].row`);

	/** The words of the newest roll-out, or of one doorbell in it. */
	const rollout = (): Locator => page.locator(".rollout").first();
	const told = (device: string): Locator => rollout().locator(`.update[data-device="${device}"] small`);

	async function over(): Promise<void> {
		await page.locator('.rollout:not([data-state="running"])').first().waitFor({ timeout: 60_000 });
		await until(
			"the roll-out to be over",
			async () => (await page.locator('.rollout[data-state="running"]').count()) === 0,
			60_000,
		);
	}

	it("says what runs, and refuses a file that is no firmware", async () => {
		for (const device of devices) await running(device).getByText("0.1.0 · simulator").waitFor();
		await running("garage").getByText("Takes firmware that nobody has signed, too").waitFor();
		assert.equal(await page.getByText("nobody has signed").count(), 1);
		assert.deepEqual(await barriers(page), []);
		await shown.screenshot("firmware-empty-desktop");
		await upload("holiday.jpg", Buffer.from("\xff\xd8 not a firmware", "latin1"));
		await page.getByText(/holiday\.jpg was not taken\. .*E9/).waitFor();
		const half = firmware.image("0.2.0");
		await upload("half.bin", half.subarray(0, half.length / 2));
		await page.getByText(/half\.bin was not taken\. /).waitFor();
		await shown.screenshot("firmware-refused-desktop");
		shown.complaints.length = 0;
	});

	it("brings an image to some: one is updated while somebody looks at its door, which goes on", async () => {
		const dialog = await offer("0.2.0", firmware.image("0.2.0"));
		for (const name of ["Back door", "Garden gate", "Garage"]) await dialog.getByLabel(name).uncheck();
		assert.deepEqual(await barriers(page), []);
		await shown.screenshot("firmware-send-desktop");
		const watcher = await DoorPage.open(browser, `${fleet.url}/#/doorbells/front-door`);
		await watcher.moreDrawn(2);
		await dialog.getByRole("button", { name: "Send to 1 doorbell" }).click();
		await told("front-door")
			.getByText(/^Downloading: [1-9]/)
			.waitFor();
		const before = await received();
		const begun = Date.now();
		await watcher.moreDrawn(15);
		const seconds = (Date.now() - begun) / 1000;
		const rate = ((await received()) - before) / seconds;
		assert.isAtMost(rate, 2 * 40 * 1024, "a sector each 100 ms, so that pictures come first");
		assert.isAbove(rate, 0);
		await shown.screenshot("firmware-loading-desktop");
		await watcher.close();
		await over();
		await rollout().getByText("Done: 1 of 1 run it.").waitFor();
		await running("front-door").getByText("0.2.0 · simulator").waitFor();
		await running("garage").getByText("0.1.0 · simulator").waitFor();
	});

	it("brings an image to all, one at a time, and stops at the first that fails, saying why", async () => {
		const dialog = await offer("0.3.0", firmware.image("0.3.0", crashingOn("back-door")));
		assert.equal(await dialog.getByLabel("How many at once").inputValue(), "1");
		assert.isTrue(await dialog.getByLabel("Stop when one fails").isChecked());
		await dialog.getByRole("button", { name: "Send to 4 doorbells" }).click();
		await over();
		await rollout()
			.getByText(/^Stopped after a failure: \d of 4 run it, 1 did not take it\.$/)
			.waitFor();
		await told("back-door")
			.getByText(/^Went back to what it had\. It crashed while it was on trial\.$/)
			.waitFor();
		await running("back-door").getByText("Has given up 0.3.0: it crashed while it was on trial").waitFor();
		await running("back-door").getByText("0.1.0 · simulator").waitFor();
		assert.deepEqual(await barriers(page), []);
		await shown.screenshot("firmware-stopped-desktop");
		await page.setViewportSize(phone);
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		assert.isAtMost(overflow, 0);
		await shown.screenshot("firmware-stopped-phone");
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	it("goes on with the others when told to, several at once", async () => {
		const dialog = await offer("0.3.0", firmware.image("0.3.0", crashingOn("back-door")));
		await dialog.getByLabel("How many at once").fill("3");
		await dialog.getByLabel("Stop when one fails").uncheck();
		await dialog.getByRole("button", { name: "Send to 4 doorbells" }).click();
		await over();
		await rollout().getByText("Over: 3 of 4 run it, 1 did not take it.").waitFor();
		await told("back-door")
			.getByText(/^Did not take it\. 0\.3\.0 has failed here \(crashed\)/)
			.waitFor();
		for (const device of devices)
			await running(device)
				.getByText(`${device === "back-door" ? "0.1.0" : "0.3.0"} · simulator`)
				.waitFor();
	});

	it("stops a roll-out by hand: what loads stops, and what waits is left alone", async () => {
		const watcher = await DoorPage.open(browser, `${fleet.url}/#/doorbells/front-door`);
		await watcher.moreDrawn(2);
		const dialog = await offer("0.4.0", firmware.image("0.4.0"));
		await dialog.getByRole("button", { name: "Send to 4 doorbells" }).click();
		const names = ["back-door", "front-door", "garage", "garden-gate"];
		await told("front-door")
			.getByText(/^Downloading: [1-9]/)
			.waitFor({ timeout: 60_000 });
		await rollout().getByRole("button", { name: "Stop" }).click();
		await rollout()
			.getByText(/^Stopped by hand: /)
			.waitFor();
		await told("front-door").getByText("Was stopped, and keeps what it had").waitFor();
		await watcher.close();
		await until("the doorbells to have settled", async () =>
			(await Promise.all(names.map((device) => told(device).innerText()))).every((words) =>
				/^(Runs it|Was )/.test(words),
			),
		);
		await shown.screenshot("firmware-stopped-by-hand-desktop");
		assert.equal(fleet.summary("front-door")?.firmware, "0.3.0");
		assert.isTrue(fleet.summary("front-door")?.online);
	});

	it("goes back to the firmware before on one doorbell, after a confirmation", async () => {
		const runs = fleet.summary("garden-gate")?.firmware ?? "";
		await running("garden-gate").getByRole("button", { name: "Go back" }).click();
		const dialog = page.getByRole("dialog", { name: "Go back on Garden gate?" });
		assert.deepEqual(await barriers(page), []);
		await dialog.getByRole("button", { name: "Go back" }).click();
		await dialog.waitFor({ state: "detached" });
		await running("garden-gate")
			.getByText(`Has given up ${runs}: a person asked`)
			.waitFor({ timeout: 20_000 });
		await running("garden-gate")
			.getByText(`${runs === "0.4.0" ? "0.3.0" : "0.1.0"} · simulator`)
			.waitFor();
		await shown.screenshot("firmware-back-desktop");
	});

	it("says so where there is nothing to go back to, as a download has begun to replace it", async () => {
		await running("front-door").getByRole("button", { name: "Go back" }).click();
		const dialog = page.getByRole("dialog", { name: "Go back on Front door?" });
		await dialog.getByRole("button", { name: "Go back" }).click();
		await dialog.getByText("There is no firmware to go back to").waitFor();
		await dialog.getByRole("button", { name: "Cancel" }).click();
		// The browser itself tells of each refusal.
		shown.complaints.length = 0;
	});

	it("gives the browser nothing to complain of", () => {
		assert.deepEqual(shown.complaints, []);
	});

	/** Bytes that the front door has loaded of the roll-out that runs. */
	async function received(): Promise<number> {
		const [update] = (
			(await (await fetch(`${fleet.url}/api/updates`)).json()) as {
				updates: { devices: { received: number }[] }[];
			}
		).updates;
		return update?.devices[0]?.received ?? 0;
	}
});
