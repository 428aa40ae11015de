import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Ring } from "../../hub/wire/viewer";
import { FakeDevice, tinyJpeg } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

const ringTiming = { snapshot: 150, lateSnapshot: 600, missed: 60_000 };

function press(device: FakeDevice, ring: string, age = 0): void {
	device.say({ type: "event", event: "ring", ring, time: device.time, age });
}

async function rings(hub: string): Promise<Ring[]> {
	return ((await (await fetch(`${hub}/api/rings`)).json()) as { rings: Ring[] }).rings;
}

/** The next ring that a page is told of. */
async function told(viewer: FakeViewer, fits: (ring: Ring) => boolean = () => true): Promise<Ring> {
	const message = await viewer.text(({ type, ring }) => type === "ring" && fits(ring as Ring));
	return message["ring"] as Ring;
}

const IDLE = { type: "event", event: "state", state: "idle", cause: "nothing flows" };

/** A ring that was answered from a page. */
async function answered(hub: string, device: FakeDevice, viewer: FakeViewer, ring: string): Promise<Ring> {
	const before = device.commands.length;
	press(device, ring);
	await device.command("ring.acknowledge", before);
	const [newest] = await rings(hub);
	await viewer.request("answer", { ring: newest?.id });
	return told(viewer, ({ id, state }) => id === newest?.id && state === "answered");
}

describe("hub: rings", () => {
	afterEach(stopHubs);

	it("are stored with a snapshot before anybody is told, and then acknowledged", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		press(device, "a1");
		await device.command("video.start");
		await sleep(30);
		expect(viewer.texts.filter(({ type }) => type === "ring")).to.deep.equal([]);
		expect(device.commands.filter(({ type }) => type === "ring.acknowledge")).to.deep.equal([]);
		device.sendPicture(tinyJpeg(7, 5000));
		const ring = await told(viewer);
		expect(ring).to.include({ device: "front-door", state: "ringing", snapshot: true });
		expect(Math.abs(ring.time - Date.now())).to.be.lessThan(1000);
		expect(await device.command("ring.acknowledge")).to.include({ ring: "a1" });
		const picture = await fetch(`${hub.url}/api/rings/${ring.id}/snapshot.jpg`);
		expect(Buffer.from(await picture.arrayBuffer()).equals(tinyJpeg(7, 5000))).to.equal(true);
		expect(await rings(hub.url)).to.deep.equal([ring]);
	});

	it("are announced without a snapshot when none comes in time, and it is added when it comes", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		const pressed = performance.now();
		press(device, "a1");
		expect(await told(viewer)).to.include({ state: "ringing", snapshot: false });
		expect(performance.now() - pressed).to.be.within(140, 500);
		device.sendPicture(tinyJpeg(1));
		expect(await told(viewer, ({ snapshot }) => snapshot)).to.include({ state: "ringing" });
		expect(await rings(hub.url)).to.have.length(1);
	});

	it("are never doubled, however often the doorbell tells of them", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		for (let time = 0; time < 3; time++) press(device, "a1");
		await device.command("ring.acknowledge");
		press(device, "a1", 400);
		await until(
			() => device.commands.filter(({ type }) => type === "ring.acknowledge").length === 2,
			"it was acknowledged again",
		);
		expect(await rings(hub.url)).to.have.length(1);
	});

	it("outlive the hub: known ones are not taken again, and one from meanwhile is delivered late", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-rings-"));
		try {
			const first = await testHub({ data, ringTiming });
			const device = await FakeDevice.connect(first.url);
			press(device, "a1");
			await device.command("video.start");
			device.sendPicture(tinyJpeg(3));
			await device.command("ring.acknowledge");
			const [before] = await rings(first.url);
			await first.close();

			const second = await testHub({ data, ringTiming });
			expect(await rings(second.url)).to.deep.equal([before]);
			const again = await FakeDevice.connect(second.url);
			press(again, "a1", 3000);
			press(again, "a2", 2000);
			await until(
				() => again.commands.filter(({ type }) => type === "ring.acknowledge").length === 2,
				"both were acknowledged",
			);
			const after = await rings(second.url);
			expect(after.map(({ id }) => id))
				.to.include(before?.id)
				.and.have.length(2);
			expect(after.filter(({ state }) => state === "ringing")).to.have.length(1);
			const missed = Date.now() - (after.find(({ id }) => id !== before?.id)?.time ?? 0);
			expect(missed).to.be.within(2000, 4000);
			const picture = await fetch(`${second.url}/api/rings/${before?.id ?? ""}/snapshot.jpg`);
			expect((await picture.arrayBuffer()).byteLength).to.equal(tinyJpeg(3).byteLength);
			await second.close();
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("that come late have the time of the press, and those too late to answer are missed", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		press(device, "late", 20_000);
		await device.command("ring.acknowledge");
		const [late] = await rings(hub.url);
		expect(late).to.include({ state: "ringing", snapshot: false });
		expect(Date.now() - (late?.time ?? 0)).to.be.within(20_000, 21_000);
		expect(device.commands.map(({ type }) => type)).to.not.include("video.start");
		press(device, "too-late", 61_000);
		await device.command("ring.acknowledge", device.commands.length);
		const states = (await rings(hub.url)).map(({ state }) => state);
		expect(states).to.deep.equal(["missed", "missed"]);
	});

	it("are answered once, and everybody is told by whom", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url, { headers: { "user-agent": "Firefox/140 Android" } });
		press(device, "a1");
		device.sendPicture(tinyJpeg(1));
		const { id } = await told(viewer);
		const answered = await viewer.request("answer", { ring: id });
		expect(answered).to.have.nested.include({ ok: true, "value.ring.state": "answered" });
		expect(await device.command("ring.answer")).to.include({ ring: "a1" });
		device.say({ type: "event", event: "ring.ended", ring: "a1", cause: "answered" });
		const by = (await told(viewer, ({ state }) => state === "answered")).by;
		expect(by).to.match(/Firefox/);
		expect(await viewer.request("answer", { ring: id })).to.have.nested.include({
			ok: false,
			"error.code": "not-ringing",
		});
		const second = await fetch(`${hub.url}/api/rings/${id}/answer`, { method: "POST" });
		expect(second.status).to.equal(409);
		const hungUp = await fetch(`${hub.url}/api/rings/${id}/end`, { method: "POST" });
		expect(await hungUp.json()).to.include({ state: "ended", by });
		expect(await device.command("ring.end")).to.include({ ring: "a1" });
	});

	it("say when they were answered and for how long, and end once, whoever hangs up", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		const { id, time } = await answered(hub.url, device, viewer, "a1");
		await sleep(60);
		const [ended, again] = await Promise.all([
			viewer.request("end", { ring: id }),
			fetch(`${hub.url}/api/rings/${id}/end`, { method: "POST" }),
		]);
		expect(ended).to.have.nested.include({ ok: true, "value.ring.state": "ended" });
		expect([again.status, await again.json()]).to.deep.equal([200, (ended["value"] as { ring: Ring }).ring]);
		const [ring] = await rings(hub.url);
		expect(ring?.answered).to.be.within(time, Date.now());
		expect((ring?.ended ?? 0) - (ring?.answered ?? 0)).to.be.within(55, 1000);
		const told = viewer.texts.filter(({ type, ring }) => type === "ring" && (ring as Ring).state === "ended");
		expect(told).to.have.length(1);
	});

	it("are told as answered once, with who did, though the doorbell says first that it rings no more", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url, {
			answer: ({ type, ring }) => {
				if (type === "ring.answer")
					device.say({ type: "event", event: "ring.ended", ring, cause: "answered" });
				return { ok: true };
			},
		});
		const viewer = await FakeViewer.connect(hub.url);
		await answered(hub.url, device, viewer, "a1");
		const told = viewer.texts.map(({ ring }) => ring as Ring | undefined);
		const states = told.filter((ring) => ring?.state === "answered");
		expect(states).to.have.length(1);
		expect(states[0]?.by).to.be.a("string");
	});

	for (const [what, happen] of [
		["the doorbell says that nothing flows", (device: FakeDevice) => device.say(IDLE)],
		["its connection ends", (device: FakeDevice) => device.close()],
		["its connection is replaced", (device: FakeDevice) => device.openAudio()],
		["somebody rings anew", (device: FakeDevice) => press(device, "a2")],
	] as const) {
		it(`that were answered end when ${what}`, async () => {
			const hub = await testHub({ ringTiming });
			const device = await FakeDevice.connect(hub.url);
			const viewer = await FakeViewer.connect(hub.url);
			const { id } = await answered(hub.url, device, viewer, "a1");
			await happen(device);
			const ended = await told(viewer, (ring) => ring.id === id && ring.state === "ended");
			expect(ended.ended).to.be.at.least(ended.answered ?? Infinity);
		});
	}

	it("that were answered are ended after a restart: with the time when the hub was stopped, without where it died", async () => {
		const data = mkdtempSync(join(tmpdir(), "belltower-rings-"));
		try {
			const first = await testHub({ data, ringTiming });
			const device = await FakeDevice.connect(first.url);
			await answered(first.url, device, await FakeViewer.connect(first.url), "a1");
			await first.close();
			const second = await testHub({ data, ringTiming });
			const [stopped] = await rings(second.url);
			expect(stopped?.state).to.equal("ended");
			expect(stopped?.ended).to.be.within(stopped?.answered ?? Infinity, Date.now());
			const again = await FakeDevice.connect(second.url);
			await answered(second.url, again, await FakeViewer.connect(second.url), "a2");
			/* What a killed hub leaves behind: its database, as it is at this moment. */
			const left = mkdtempSync(join(data, "left-"));
			for (const name of readdirSync(data).filter((each) => each.startsWith("belltower.db"))) {
				copyFileSync(join(data, name), join(left, name));
			}
			const third = await testHub({ data: left, ringTiming });
			const [died] = await rings(third.url);
			expect(died).to.include({ state: "ended" }).and.to.have.property("answered");
			expect(died).to.not.have.property("ended");
			await Promise.all([second.close(), third.close()]);
		} finally {
			rmSync(data, { recursive: true, force: true });
		}
	});

	it("are declined by people, and missed when the doorbell gives up", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		press(device, "a1");
		const first = await told(viewer);
		const declined = await fetch(`${hub.url}/api/rings/${first.id}/end`, { method: "POST" });
		expect(await declined.json()).to.include({ state: "declined" });
		press(device, "a2");
		const second = await told(viewer, ({ id }) => id !== first.id);
		device.say({ type: "event", event: "ring.ended", ring: "a2", cause: "timeout" });
		expect(await told(viewer, ({ id, state }) => id === second.id && state !== "ringing")).to.include({
			state: "missed",
		});
	});

	it("that nobody answers are missed, also when the doorbell says nothing more", async () => {
		const hub = await testHub({ ringTiming: { ...ringTiming, missed: 250 } });
		const device = await FakeDevice.connect(hub.url);
		const viewer = await FakeViewer.connect(hub.url);
		press(device, "a1");
		await device.command("ring.acknowledge");
		device.audio.terminate();
		expect(await told(viewer, ({ state }) => state === "missed")).to.include({ device: "front-door" });
	});

	it("that ring are shown to a page that is opened meanwhile", async () => {
		const hub = await testHub({ ringTiming });
		const device = await FakeDevice.connect(hub.url);
		press(device, "a1");
		await device.command("ring.acknowledge");
		const viewer = await FakeViewer.connect(hub.url);
		expect(await told(viewer)).to.include({ state: "ringing" });
	});

	it("are kept within bounds, and can be forgotten", async () => {
		const hub = await testHub({ ringTiming, rings: { count: 3, bytes: 10_000 } });
		const device = await FakeDevice.connect(hub.url);
		for (let number = 0; number < 5; number++) {
			const before = device.commands.length;
			press(device, `r${number}`, 5 - number);
			await device.command("video.start");
			device.sendPicture(tinyJpeg(number, 4500));
			await device.command("ring.acknowledge", before);
		}
		const kept = await rings(hub.url);
		expect(kept.map(({ snapshot }) => snapshot)).to.deep.equal([true, true, false]);
		const id = kept[0]?.id ?? "";
		expect((await fetch(`${hub.url}/api/rings/${id}`, { method: "DELETE" })).status).to.equal(204);
		expect((await fetch(`${hub.url}/api/rings/${id}`)).status).to.equal(404);
		const older = (await (
			await fetch(`${hub.url}/api/rings?before=${kept[1]?.time ?? 0}&limit=1`)
		).json()) as { rings: Ring[] };
		expect(older.rings.map((ring) => ring.id)).to.deep.equal([kept[2]?.id]);
	});

	it("that are not as they must be are answered with an error, and so is a doorbell that rings without end", async () => {
		const hub = await testHub({ ringTiming: { ...ringTiming, snapshot: 5, lateSnapshot: 5 } });
		const device = await FakeDevice.connect(hub.url);
		for (const fields of [{ ring: 5 }, { ring: "" }, { ring: "x".repeat(33) }, { ring: "a", age: -1 }]) {
			device.say({ type: "event", event: "ring", age: 0, ...fields });
		}
		await until(() => device.texts.length === 4, "each was answered");
		for (const text of device.texts) expect(text).to.have.nested.include({ "error.code": "bad-argument" });
		for (let number = 0; number < 30; number++) press(device, `r${number}`);
		await until(
			() => device.commands.filter(({ type }) => type === "ring.acknowledge").length === 20,
			"twenty were taken",
		);
		expect(hub.lines.some(({ message }) => message.includes("20 times within a minute"))).to.equal(true);
	});
});
