import { expect } from "chai";
import { Kind } from "../../hub/wire/header";
import type { Talker } from "../../hub/wire/viewer";
import { FakeDevice, withHeader } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

const CHUNK = 640;

describe("hub: talk", () => {
	afterEach(stopHubs);

	async function watching(hub: string, agent?: string): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub, agent ? { headers: { "user-agent": agent } } : {});
		await viewer.request("watch", { device: "front-door" });
		return viewer;
	}

	/** Waits until the viewer is told that this one has the floor. */
	const sees = (viewer: FakeViewer, label: string): Promise<unknown> =>
		viewer.text(({ type, talker }) => type === "floor" && (talker as Talker | null)?.label === label);

	const floorOf = async (viewer: FakeViewer): Promise<unknown> => (await viewer.next("floor"))["talker"];

	it("starts the speaker, plays what is said with the hub's own count, and stops it a little later", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		expect(await viewer.request("talk.start")).to.deep.include({ ok: true });
		expect(device.commands.filter(({ direction }) => direction === "client2esp")).to.have.length(1);
		for (const value of [1, 2, 3]) viewer.speak(Buffer.alloc(CHUNK, value));
		await until(() => device.played.length === 3, "three messages were played");
		for (const [index, { header, pcm }] of device.played.entries()) {
			expect(header).to.include({ kind: Kind.PCM, flags: 0, sequence: index });
			expect(pcm.equals(Buffer.alloc(CHUNK, index + 1))).to.equal(true);
		}
		await viewer.request("talk.stop");
		const stop = await device.command("audio.stop");
		expect(stop).to.include({ direction: "client2esp" });
		expect(hub.devices.get("front-door")?.speaker.counts).to.include({ sent: 3, dropped: 0 });
	});

	it("is for one at a time, and the floor passes on in sight of all", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const first = await watching(
			hub.url,
			"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
		);
		const second = await watching(
			hub.url,
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
		);
		const third = await watching(hub.url);
		await first.request("talk.start");
		for (const viewer of [first, second, third]) await sees(viewer, "Firefox on Linux");
		const refused = await second.request("talk.start");
		expect(refused).to.have.nested.include({ ok: false, "error.code": "busy" });
		second.speak(Buffer.alloc(CHUNK, 2));
		first.speak(Buffer.alloc(CHUNK, 1));
		await until(() => device.played.length === 1, "one message was played");
		expect(device.played[0]?.pcm[0]).to.equal(1);

		expect(await second.request("talk.start", { takeOver: true })).to.include({ ok: true });
		for (const viewer of [first, second, third]) await sees(viewer, "Safari on an iPhone");
		first.speak(Buffer.alloc(CHUNK, 1));
		second.speak(Buffer.alloc(CHUNK, 2));
		await until(() => device.played.length === 2, "a second message was played");
		expect(device.played[1]?.pcm[0]).to.equal(2);
		await first.request("talk.stop");
		expect(hub.devices.get("front-door")?.speaker.talker).to.include({ label: "Safari on an iPhone" });
		const end = floorOf(third);
		await second.request("talk.stop");
		expect(await end).to.equal(null);
		expect(
			device.commands.filter(({ type, direction }) => type === "audio.start" && direction === "client2esp"),
		).to.have.length(1);
	});

	it("ends when the talker's page is closed", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const talker = await watching(hub.url);
		await watching(hub.url);
		await talker.request("talk.start");
		talker.webSocket.terminate();
		await device.command("audio.stop");
		expect(hub.devices.get("front-door")?.speaker.talker).to.equal(null);
	});

	it("ends when the talker watches another doorbell", async () => {
		const hub = await testHub();
		await FakeDevice.connect(hub.url);
		await FakeDevice.connect(hub.url, { id: "back-door" });
		const talker = await watching(hub.url);
		await talker.request("talk.start");
		await talker.request("watch", { device: "back-door" });
		expect(hub.devices.get("front-door")?.speaker.talker).to.equal(null);
	});

	it("is refused, with the reason, by a doorbell that can't play", async () => {
		const hub = await testHub();
		await FakeDevice.connect(hub.url, {
			answer: ({ direction }) =>
				direction === "client2esp"
					? { ok: false, error: { code: "unavailable", message: "the codec did not answer" } }
					: { ok: true },
		});
		const viewer = await watching(hub.url);
		const result = await viewer.request("talk.start");
		expect(result).to.deep.include({
			ok: false,
			error: { code: "unavailable", message: "the codec did not answer" },
		});
		expect(hub.devices.get("front-door")?.speaker.talker).to.equal(null);
	});

	it("ends, and nobody has the floor, when the doorbell goes", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		await viewer.request("talk.start");
		const end = floorOf(viewer);
		await device.close();
		expect(await end).to.equal(null);
		expect(await viewer.request("talk.start")).to.have.nested.include({ ok: false, "error.code": "offline" });
	});

	it("to a doorbell that stalls keeps 200 ms, not the past, and says what was dropped", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		await viewer.request("talk.start");
		device.audio.pause();
		for (let number = 0; number < 150; number++) {
			viewer.webSocket.send(withHeader({ kind: Kind.PCM, sequence: number }, Buffer.alloc(CHUNK, number)));
			await sleep(2);
		}
		await until(() => (hub.devices.get("front-door")?.speaker.counts.dropped ?? 0) > 0, "some was dropped");
		device.audio.resume();
		await until(() => device.played.at(-1)?.pcm[0] === 149, "the newest was played");
		const sequences = device.played.map(({ header }) => header?.sequence ?? -1);
		const { sent, dropped } = hub.devices.get("front-door")?.speaker.counts ?? { sent: 0, dropped: 0 };
		expect(sent + dropped).to.equal(150);
		expect(sequences).to.have.length(sent);
		expect(sent * 20).to.be.lessThan(1000);
		const gap = device.played.findIndex(({ header }, index) => header && index > 0 && header.flags === 1);
		expect(sequences[gap]).to.equal(140);
		expect(sequences.slice(gap)).to.deep.equal(Array.from({ length: 10 }, (_, index) => 140 + index));
	});
});
