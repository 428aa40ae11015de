import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { Browser } from "playwright-core";
import { buildPage } from "../../hub/page-build/build";
import { stopHubs, testHub, type TestedHub } from "../hub/with-hub";
import { chromiumMissing, chromiumPath, launchChromium } from "../support/browser";
import { freePort } from "../support/free-port";
import { until } from "../support/until";
import { barriers } from "./accessible";
import { DoorPage, type DoorPageOptions } from "./door-page";
import { paintPictures, PlayedDoor } from "./played-door";

const PHONE = { viewport: { width: 390, height: 844 } };

describe(`the page${chromiumPath() === undefined ? ` (${chromiumMissing})` : ""}`, function () {
	this.timeout(90_000);

	let browser: Browser;
	let pictures: Buffer[];
	let data: string;
	let port: number;
	let hub: TestedHub;
	let door: PlayedDoor;
	let shown: DoorPage[] = [];
	let rings = 0;
	const complaints: string[] = [];

	before(async function () {
		if (chromiumPath() === undefined) this.skip();
		await buildPage();
		browser = await launchChromium();
		pictures = await paintPictures(browser);
		data = await mkdtemp(join(tmpdir(), "belltower-"));
		port = await freePort();
		await startHub();
		door = await PlayedDoor.connect(hub.url.replace("http", "ws"), pictures);
	});

	afterEach(async () => {
		complaints.push(...shown.flatMap((page) => page.complaints));
		await Promise.all(shown.map((page) => page.close()));
		shown = [];
	});

	after(async () => {
		if (chromiumPath() === undefined) return;
		await door.close();
		await browser.close();
		await stopHubs();
		await rm(data, { recursive: true });
	});

	async function startHub(): Promise<void> {
		hub = await testHub({ port, data, answer: 3000 });
	}

	async function open(path = "", options: DoorPageOptions = {}): Promise<DoorPage> {
		const page = await DoorPage.open(browser, `${hub.url}/${path}`, options);
		shown.push(page);
		return page;
	}

	/** Presses the bell, and waits until the page shows it. */
	async function ring(page: DoorPage): Promise<void> {
		door.press(`ring-${++rings}`);
		await page.page.locator("#answer").waitFor();
	}

	describe("when it rings", () => {
		it("shows the picture and two buttons, the one to answer with the focus on it", async () => {
			const { page, ...desktop } = await openDoor();
			await ring(desktop.door);
			assert.equal(await page.locator("dialog.ringing h2").innerText(), "Somebody is at the door");
			assert.equal(await page.evaluate(() => document.activeElement?.id), "answer");
			await page.locator('.ringing-picture[data-live="true"] #picture').waitFor();
			assert.match(await page.title(), /Front door rings/);
			assert.deepEqual(await barriers(page), []);
			await desktop.door.screenshot("ring-desktop");
			await page.locator("#decline").click();
			await page.locator("#answer").waitFor({ state: "detached" });
			await until("the doorbell is told", () => door.commands("ring.end").length === 1);
			await page.locator(".ring-row", { hasText: "Declined" }).waitFor();
			await page.locator(".stage #picture").waitFor();
		});

		it("is answered by one press: the door is heard, and hears", async () => {
			const phone = await open("", { ...PHONE });
			await phone.moreDrawn(2);
			await ring(phone);
			await phone.screenshot("ring-phone");
			await phone.page.locator("#answer").click();
			await until("the doorbell is told", () => door.commands("ring.answer").length === 1);
			await phone.page.locator("#hang-up").waitFor();
			await until("the page listens and talks", () =>
				phone.page.evaluate(() => window.belltower.listening && window.belltower.talked.sent > 10),
			);
			assert.deepEqual(await barriers(phone.page), []);
			await phone.screenshot("call-phone");
			await phone.page.locator("#hang-up").click();
			await until("the doorbell is told", () => door.commands("ring.end").length === 2);
			await phone.page.locator("#talk").waitFor();
			assert.isFalse(await phone.page.evaluate(() => window.belltower.listening));
		});

		it("stops everywhere when one answers, and shows it wherever one is on the page", async () => {
			const [one, other] = [await open("#/rings"), await open("#/manage/page")];
			await one.page.locator(".ring-card").first().waitFor();
			await Promise.all([ring(one), other.page.locator("#answer").waitFor()]);
			await one.page.keyboard.press("Enter");
			await other.page.locator("#answer").waitFor({ state: "detached" });
			await one.page.locator("#hang-up").click();
		});

		it("is silenced here by Escape, and rings on", async () => {
			const { page, door: desktop } = await openDoor();
			await ring(desktop);
			await page.keyboard.press("Escape");
			await page.locator("#answer").waitFor({ state: "detached" });
			await page.locator(".ring-row", { hasText: "Ringing now" }).waitFor();
			door.say({ type: "event", event: "ring.ended", ring: `ring-${rings}`, cause: "timeout" });
			await page.locator(".ring-row", { hasText: "Missed" }).waitFor();
		});

		it("is heard", async () => {
			const { page, door: desktop } = await openDoor();
			await page.mouse.click(5, 5);
			await page.evaluate(() => {
				OscillatorNode.prototype.start = () => undefined;
				OscillatorNode.prototype.stop = () => {
					document.documentElement.dataset["struck"] = "true";
				};
			});
			await ring(desktop);
			await page.locator('html[data-struck="true"]').waitFor();
			await page.locator("#decline").click();
		});
	});

	describe("for the door", () => {
		it("opens it after a confirmation, and says so", async () => {
			const { page } = await openDoor();
			await page.locator("#open-door").click();
			assert.equal(door.commands("door.open").length, 0, "nothing has happened yet");
			await page.getByRole("button", { name: "Cancel" }).click();
			await page.locator("#open-door").click();
			await page.getByRole("button", { name: "Open the door" }).click();
			await page.getByText("Front door is open for 3 s.").waitFor();
			await page.getByText("The door is open", { exact: true }).waitFor();
			assert.equal(door.commands("door.open").length, 1);
		});

		it("saves a snapshot, sets the loudspeaker, and shows a light", async () => {
			const { page } = await openDoor();
			const [download] = await Promise.all([
				page.waitForEvent("download"),
				page.locator("#snapshot").click(),
			]);
			assert.match(download.suggestedFilename(), /^front-door-\d{4}-\d\d-\d\dT.*\.jpg$/);
			await page.getByLabel("Loudspeaker").fill("55");
			await page.getByRole("button", { name: /^White light/ }).click();
			await until(
				"both commands",
				() => [...door.commands("speaker.volume"), ...door.commands("led")].length === 2,
			);
			assert.include(door.commands("speaker.volume")[0], { volume: 55 });
			assert.include(door.commands("led")[0], { color: "#ffffff" });
		});

		it("charts what flows, and what is dropped", async () => {
			const { page, door: desktop } = await openDoor("#/doorbells/front-door/health");
			await until(
				"a rate",
				async () => Number(await page.locator('[data-measure="rate"] b').innerText()) > 2,
			);
			assert.match(await page.locator('[data-measure="heap"]').innerText(), /18\s*KB/);
			assert.match(await page.locator('[data-measure="signal"]').innerText(), /-\d+\s*dBm/);
			await desktop.screenshot("health-desktop");
		});
	});

	describe("for settings", () => {
		it("shows those that the doorbell describes, and saves what was changed", async () => {
			const { page, door: desktop } = await openDoor("#/doorbells/front-door/settings");
			await page.getByLabel("Volume", { exact: true }).last().fill("42");
			await page.getByLabel("Frame size").selectOption("QVGA");
			await page.getByRole("switch", { name: "Bell" }).click();
			await page.getByLabel("Password", { exact: true }).fill("correct horse");
			await desktop.screenshot("settings-desktop");
			await page.getByRole("button", { name: "Save 4 changes" }).click();
			await page.getByText("Password counts after a restart.").waitFor();
			assert.deepEqual(door.commands("settings.set").at(-1)?.["settings"], {
				volume: 42,
				frameSize: "QVGA",
				bell: false,
				password: "correct horse",
			});
			assert.equal(
				await page.getByLabel("Password", { exact: true }).inputValue(),
				"",
				"a secret does not come back",
			);
		});

		it("says at the field what is wrong with it", async () => {
			const { page } = await openDoor("#/doorbells/front-door/settings");
			await page.getByLabel("Address of the hub").fill("nowhere");
			await page.getByRole("button", { name: "Save 1 change" }).click();
			const error = page.locator('[data-setting="hub"] .error');
			await error.getByText("must be an address").waitFor();
			await page.getByRole("button", { name: "Discard" }).click();
			shown.at(-1)?.complaints.splice(0, 1);
		});
	});

	describe("for who administers", () => {
		it("adds a doorbell, and shows its token this once with the line that builds it in", async () => {
			const { page } = await open("#/manage/doorbells");
			await page.getByLabel("Name").fill("Garden gate");
			await page.getByRole("button", { name: "Add" }).click();
			const line = await page.getByRole("textbox", { name: "Build a board with it" }).innerText();
			assert.match(line, /^mcconfig .* device=garden-gate token=\S{16,}$/);
			await page.getByRole("button", { name: "Done" }).click();
			await page.locator(".row", { hasText: "Garden gate" }).getByRole("button", { name: "Remove" }).click();
			await page.locator("dialog").getByRole("button", { name: "Remove" }).click();
			await page.locator(".row", { hasText: "Garden gate" }).waitFor({ state: "detached" });
		});

		it("makes a token for another program, in addresses that work, and revokes it", async () => {
			const { page } = await open("#/manage/access");
			await page.getByRole("textbox", { name: "Program" }).fill("VLC");
			await page.getByRole("button", { name: "Make a token" }).click();
			const address = await page.getByRole("textbox", { name: "One picture" }).innerText();
			const picture = await fetch(address);
			assert.equal(picture.headers.get("content-type"), "image/jpeg");
			await page.getByRole("button", { name: "Done" }).click();
			await page.locator(".row", { hasText: "VLC" }).getByRole("button", { name: "Revoke" }).click();
			await page.locator("dialog").getByRole("button", { name: "Revoke" }).click();
			await page.getByText("No program has a token.").waitFor();
		});
	});

	describe("where people sign in", () => {
		it("asks who it is from the moment on that there is somebody, and lets in who knows the password", async () => {
			const other = await testHub();
			const guarded = await DoorPage.open(browser, `${other.url}/#/manage/people`);
			const { page } = guarded;
			await page.getByLabel("Name").fill("anna");
			await page.getByLabel("Password").fill("correct horse battery");
			await page.getByRole("button", { name: "Add" }).click();
			const dialog = page.getByRole("dialog", { name: "Who is there?" });
			await dialog.waitFor();
			assert.deepEqual(await barriers(page), []);
			await guarded.screenshot("sign-in-desktop");
			await dialog.getByLabel("Name").fill("anna");
			await dialog.getByLabel("Password").fill("wrong horse battery");
			await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
			await dialog.locator(".error", { hasText: /\w+/ }).waitFor();
			await dialog.getByLabel("Password").fill("correct horse battery");
			await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
			await dialog.waitFor({ state: "detached" });
			await page.locator(".row", { hasText: "this is you" }).waitFor();
			await guarded.close();
			await other.close();
		});
	});

	describe("as things come and go", () => {
		it("comes back by itself when the hub does, says so meanwhile, and knows the rings of before", async () => {
			const { page, door: desktop } = await openDoor();
			await hub.close();
			await page.getByText("The hub can’t be reached").first().waitFor();
			await desktop.screenshot("lost-desktop");
			await page.getByRole("link", { name: "Manage" }).click();
			await page.locator(".banner", { hasText: "The hub can’t be reached" }).waitFor();
			await page.getByRole("link", { name: "Doors" }).click();
			await startHub();
			await door.close();
			door = await PlayedDoor.connect(hub.url.replace("http", "ws"), pictures);
			await page.getByText("Connected", { exact: true }).waitFor({ timeout: 30_000 });
			await desktop.moreDrawn(2);
			await page.locator(".ring-row", { hasText: "Declined" }).first().waitFor();
			// The browser itself tells of each attempt that failed.
			desktop.complaints.length = 0;
		});

		it("shows all doors where there are several", async () => {
			const second = await PlayedDoor.connect(
				hub.url.replace("http", "ws"),
				pictures,
				"back-door",
				"Back door",
			);
			const desktop = await open();
			await until(
				"both pictures",
				async () => (await desktop.page.locator(".thumbnail img:not(.loading)").count()) === 2,
			);
			assert.deepEqual(await barriers(desktop.page), []);
			await desktop.screenshot("doors-desktop");
			await desktop.page.getByRole("link", { name: /Back door/ }).click();
			await desktop.moreDrawn(2);
			assert.equal(await desktop.page.locator(".stage h2").innerText(), "Back door");
			await second.close();
			await desktop.page.getByText("Back door is offline").waitFor();
		});
	});

	describe("can be used by everybody", () => {
		const places = [
			"door",
			"health",
			"settings",
			"rings",
			"doorbells",
			"firmware",
			"people",
			"access",
			"webhooks",
			"page",
		];
		const hashes: Readonly<Record<string, string>> = {
			door: "#/doorbells/front-door",
			health: "#/doorbells/front-door/health",
			settings: "#/doorbells/front-door/settings",
			rings: "#/rings",
		};
		for (const [device, viewport] of [
			["desktop", { width: 1280, height: 900 }],
			["phone", PHONE.viewport],
		] as const) {
			for (const colorScheme of ["light", "dark"] as const) {
				it(`on a ${device}, ${colorScheme}`, async () => {
					const page = await open(hashes["door"], { viewport, colorScheme });
					await page.moreDrawn(1);
					const found: string[] = [];
					for (const place of places) {
						await page.page.evaluate((hash) => (location.hash = hash), hashes[place] ?? `#/manage/${place}`);
						await page.page
							.locator(place === "settings" ? "form.settings" : "main *")
							.first()
							.waitFor();
						await new Promise((resolve) => setTimeout(resolve, 300));
						found.push(...(await barriers(page.page)).map((each) => `${place}: ${each}`));
						const overflow = await page.page.evaluate(
							() => document.documentElement.scrollWidth - innerWidth,
						);
						if (overflow > 0) found.push(`${place}: ${overflow} pixels wider than the screen`);
						await page.screenshot(`${place}-${device}-${colorScheme}`);
					}
					assert.deepEqual(found, []);
				});
			}
		}
	});

	describe("in all this", () => {
		it("gives the browser nothing to complain of, its content policy neither", () => {
			assert.deepEqual(complaints, []);
		});
	});

	async function openDoor(path = ""): Promise<{ page: DoorPage["page"]; door: DoorPage }> {
		const page = await open(path);
		await page.moreDrawn(2);
		return { page: page.page, door: page };
	}
});
