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
	async function ring(page: DoorPage, at = door): Promise<void> {
		at.press(`ring-${++rings}`);
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

	describe("by notifications", () => {
		const granted: DoorPageOptions = {
			prepare: (context) => context.grantPermissions(["notifications"], { origin: hub.url }),
		};

		/** The page is there, and has made ready for notifications by itself. */
		async function ready({ page }: DoorPage): Promise<void> {
			await page.getByRole("link", { name: "Rings" }).waitFor();
			await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
		}

		interface Shown {
			title: string;
			body: string;
			icon: string;
		}
		const notifications = (page: DoorPage): Promise<Shown[]> =>
			page.page.evaluate(async () => {
				const worker = await navigator.serviceWorker.getRegistration();
				return ((await worker?.getNotifications()) ?? []).map(({ title, body, icon }) => ({
					title,
					body,
					icon,
				}));
			});

		it("says who rings where, once it is allowed, and takes that back when somebody answers", async () => {
			const desktop = await open("#/rings", granted);
			await ready(desktop);
			await ring(desktop);
			const [shown] = await until("a notification", async () => {
				const found = await notifications(desktop);
				return found.length > 0 && found;
			});
			assert.deepInclude(shown, { title: "Front door", body: "Somebody is at the door" });
			assert.match(shown?.icon ?? "", /\/api\/rings\/[^/]+\/snapshot\.jpg$/);
			await desktop.page.locator("#decline").click();
			await until("it is taken back", async () => (await notifications(desktop)).length === 0);
		});

		it("shows the doorbell when it is clicked", async () => {
			const desktop = await open("#/rings", granted);
			await ready(desktop);
			await ring(desktop);
			await until("a notification", async () => (await notifications(desktop)).length > 0);
			const [worker] = desktop.page.context().serviceWorkers();
			assert.isDefined(worker);
			/* What the browser does when a person clicks, whom headless browsers have none of. */
			await worker.evaluate(async () => {
				const scope = globalThis as unknown as {
					registration: ServiceWorkerRegistration;
					NotificationEvent: new (type: string, init: { notification: Notification | undefined }) => Event;
				};
				const [notification] = await scope.registration.getNotifications();
				dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
			});
			await desktop.page.waitForURL(/#\/doorbells\/front-door$/);
			assert.deepEqual(await notifications(desktop), []);
			await desktop.page.locator("#decline").click();
			await desktop.page.locator(".stage #picture").waitFor();
		});

		it("shows none where that is not allowed", async () => {
			const desktop = await open("#/rings");
			await ring(desktop);
			assert.deepEqual(await notifications(desktop), []);
			await desktop.page.locator("#decline").click();
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
			const slider = page.getByLabel("Loudspeaker");
			await until("the doorbell's own volume", async () => (await slider.inputValue()) === "70");
			await slider.fill("55");
			await page.getByRole("button", { name: /^White light/ }).click();
			await until(
				"both commands",
				() => [...door.commands("speaker.volume"), ...door.commands("led")].length === 2,
			);
			assert.include(door.commands("speaker.volume")[0], { volume: 55 });
			assert.include(door.commands("led")[0], { color: "#ffffff" });
		});

		it("shows how loud the doorbell is, also when that is changed elsewhere", async () => {
			const [one, other] = [await openDoor(), await openDoor()];
			await one.page.getByLabel("Loudspeaker").fill("35");
			for (const { page } of [one, other]) {
				const slider = page.getByLabel("Loudspeaker");
				await until("the volume is shown", async () => (await slider.inputValue()) === "35");
			}
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

	describe("for other programs", () => {
		it("has them called for what is chosen, says how that went, and what waits", async () => {
			const { page, ...desktop } = await openAt("#/manage/webhooks");
			await page.getByLabel("Address").fill("http://127.0.0.1:9/hook");
			await page.getByLabel("Nobody answers").check();
			await page.getByRole("button", { name: "Add" }).click();
			await page.locator(".add .error", { hasText: "own network" }).waitFor();
			desktop.door.complaints.splice(0, 1);
			await page.getByLabel("Address").fill("http://192.0.2.1.invalid/hook");
			await page.getByRole("button", { name: "Add" }).click();
			await page.getByRole("button", { name: "Done" }).click();
			const row = page.locator(".row", { hasText: "192.0.2.1.invalid" });
			await row.getByText("Rings and missed rings").waitFor();
			await row.getByRole("button", { name: "Try it" }).click();
			await row.getByText(/^Failed, .*could not be reached/).waitFor();
			await row.getByRole("button", { name: "Events" }).click();
			const dialog = page.getByRole("dialog", { name: "What it is told" });
			await dialog.getByLabel("Nobody answers").uncheck();
			await dialog.getByLabel("A doorbell is offline").check();
			assert.deepEqual(await barriers(page), []);
			await desktop.door.screenshot("webhook-events-desktop");
			await dialog.getByRole("button", { name: "Save" }).click();
			await row.getByText("Rings and doorbells going offline").waitFor();
			door.press(`ring-${++rings}`);
			await page.locator("#decline").click();
			await row.getByText(/One call waits to be made/).waitFor();
			await desktop.door.screenshot("webhooks-failing-desktop");
			await row.getByRole("button", { name: "Remove" }).click();
			await page.locator("dialog").getByRole("button", { name: "Remove" }).click();
			await page.getByText("No address is called.").waitFor();
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
			await page.getByRole("link", { name: "This page" }).click();
			await page.getByRole("button", { name: "Change password" }).click();
			const own = page.getByRole("dialog", { name: "Your password" });
			await own.getByLabel("The present one").fill("wrong horse battery");
			await own.getByLabel("The new one").fill("another horse battery");
			await own.getByRole("button", { name: "Change" }).click();
			await own
				.locator(".field", { hasText: "The present one" })
				.getByText("This is not your password.")
				.waitFor();
			assert.deepEqual(await barriers(page), []);
			await guarded.screenshot("own-password-desktop");
			await own.getByLabel("The present one").fill("correct horse battery");
			await own.getByRole("button", { name: "Change" }).click();
			await page.getByText("Your password is changed.").waitFor();
			await page.getByRole("button", { name: "Sign out" }).click();
			await dialog.getByLabel("Name").fill("anna");
			await dialog.getByLabel("Password").fill("another horse battery");
			await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
			await dialog.waitFor({ state: "detached" });
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

		it("keeps names in their place, however long they are", async () => {
			const name = `Donaudampfschifffahrtsgesellschaftskapitänseingang ${"by the bins ".repeat(2)}`.trim();
			const long = await PlayedDoor.connect(hub.url.replace("http", "ws"), pictures, "long-door", name);
			const phone = await open("", PHONE);
			await ring(phone, long);
			const wider = (): Promise<number> =>
				phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			assert.isAtMost(await wider(), 0);
			await phone.screenshot("long-name-ring-phone");
			await phone.page.locator("#decline").click();
			for (const place of ["", "doorbells/long-door", "rings", "manage/doorbells"]) {
				await phone.page.evaluate((hash) => (location.hash = hash), `#/${place}`);
				await phone.page.getByText(name).first().waitFor({ state: "attached" });
				const cut = await phone.page.evaluate(() =>
					[...document.querySelectorAll<HTMLElement>("main b, main small")]
						.filter((each) => each.getBoundingClientRect().right > innerWidth)
						.map((each) => each.innerText),
				);
				assert.deepEqual([cut, await wider()], [[], 0], place);
			}
			await phone.screenshot("long-name-phone");
			await long.close();
			await fetch(`${hub.url}/api/devices/long-door`, { method: "DELETE" });
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
			const last = desktop.page.getByAltText("Back door, as it was last seen");
			await until("the last picture is shown", () =>
				last.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth === 640),
			);
			await desktop.page.locator(".badge", { hasText: /^Last seen just now$/ }).waitFor();
			assert.deepEqual(await barriers(desktop.page), []);
			await desktop.screenshot("offline-desktop");
			await desktop.page.getByRole("link", { name: "Doors", exact: true }).click();
			await desktop.page.locator(".door-card", { hasText: /Offline · last seen just now/ }).waitFor();
			await desktop.screenshot("doors-offline-desktop");
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

	async function openAt(path: string): Promise<{ page: DoorPage["page"]; door: DoorPage }> {
		const page = await open(path);
		return { page: page.page, door: page };
	}

	async function openDoor(path = ""): Promise<{ page: DoorPage["page"]; door: DoorPage }> {
		const page = await open(path);
		await page.moreDrawn(2);
		return { page: page.page, door: page };
	}
});
