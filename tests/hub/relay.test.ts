import { once } from "node:events";
import { expect } from "chai";
import { Kind } from "../../hub/wire/header";
import { FakeDevice, tinyJpeg, withHeader } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

describe("hub: relay", () => {
	afterEach(stopHubs);

	async function watching(hub: string, parameters: Record<string, unknown> = {}): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub);
		const result = await viewer.request("watch", { device: "front-door", ...parameters });
		expect(result).to.deep.include({ ok: true });
		return viewer;
	}

	it("gives a viewer the doorbell's pictures, bytes and header unchanged", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		await device.command("video.start");
		device.sendPicture(tinyJpeg(7), { sequence: 65_535, time: 2 ** 40 + 3 });
		await viewer.count(1);
		const [picture] = viewer.media;
		expect(picture?.header).to.deep.equal({ kind: Kind.JPEG, flags: 0, sequence: 65_535, time: 2 ** 40 + 3 });
		expect(picture?.payload.equals(tinyJpeg(7))).to.equal(true);
	});

	it("gives many viewers every picture and every sound, in order", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewers = await Promise.all(Array.from({ length: 25 }, () => watching(hub.url, { sound: true })));
		const count = 30;
		for (let number = 0; number < count; number++) {
			device.sendPicture(tinyJpeg(number, 200 + number * 700));
			device.sendSound(Buffer.alloc(492, number));
			await Promise.all(viewers.map((viewer) => viewer.count(2 * (number + 1))));
		}
		for (const { pictures, sounds } of viewers) {
			expect(pictures.map(({ payload }) => payload.readUInt32BE(2))).to.deep.equal([...Array(count).keys()]);
			expect(pictures.map(({ payload }) => payload.byteLength)).to.deep.equal(
				Array.from({ length: count }, (_, number) => 200 + number * 700),
			);
			expect(sounds.map(({ header }) => header.sequence)).to.deep.equal([...Array(count).keys()]);
			expect(sounds.every(({ payload }, number) => payload.equals(Buffer.alloc(492, number)))).to.equal(true);
		}
	});

	it("frames messages of every length class of RFC 6455", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		const lengths = [4, 113, 114, 65_523, 65_524, 300_000];
		for (const [index, length] of lengths.entries()) {
			device.sendPicture(
				Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(length - 4, 1), Buffer.from([0xff, 0xd9])]),
			);
			await viewer.count(index + 1);
		}
		expect(viewer.media.map(({ payload }) => payload.byteLength)).to.deep.equal(lengths);
	});

	it("takes pictures on the audio connection, for boards that use only one", async () => {
		const hub = await testHub();
		const device = new FakeDevice(hub.url);
		await device.openAudio();
		const viewer = await watching(hub.url);
		device.audio.send(withHeader({ kind: Kind.JPEG }, tinyJpeg(3)));
		await viewer.count(1);
		expect(viewer.pictures).to.have.length(1);
	});

	it("takes a message that comes in several frames as one", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url, { sound: true });
		const message = withHeader({ kind: Kind.PCM }, Buffer.alloc(492, 5));
		device.audio.send(message.subarray(0, 5), { binary: true, fin: false });
		device.audio.send(message.subarray(5, 12), { binary: true, fin: false });
		device.audio.ping();
		device.audio.send(message.subarray(12), { binary: true, fin: true });
		await viewer.count(1);
		expect(viewer.sounds[0]?.payload.equals(Buffer.alloc(492, 5))).to.equal(true);
	});

	it("starts media for the first who wants them and stops them after the last", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		await sleep(30);
		const media = () => device.commands.map(({ type }) => type).filter((type) => type !== "stats");
		expect(media()).to.deep.equal([]);
		const first = await watching(hub.url);
		const second = await watching(hub.url, { sound: true });
		await device.command("audio.start");
		expect(device.commands.find(({ type }) => type === "audio.start")).to.include({
			direction: "esp2client",
		});
		await first.close();
		await sleep(100);
		expect(media()).to.deep.equal(["video.start", "audio.start"]);
		await second.request("watch", { device: "front-door", pictures: false, sound: true });
		await device.command("video.stop");
		await second.close();
		await device.command("audio.stop");
		expect(media()).to.deep.equal(["video.start", "audio.start", "video.stop", "audio.stop"]);
		await until(() => hub.viewers === 0, "all viewers are gone");
	});

	it("goes on without a stop when a viewer only reloads its page", async () => {
		const hub = await testHub({ linger: 300 });
		const device = await FakeDevice.connect(hub.url);
		await (await watching(hub.url)).close();
		await watching(hub.url);
		await sleep(400);
		expect(device.commands.filter(({ type }) => type.startsWith("video"))).to.have.length(1);
	});

	it("starts again what is wanted when the doorbell comes back", async () => {
		const hub = await testHub();
		const first = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url, { sound: true });
		await first.command("video.start");
		await first.close();
		await viewer.text(
			({ type, devices }) => type === "devices" && (devices as { online: boolean }[])[0]?.online === false,
		);
		const second = await FakeDevice.connect(hub.url);
		await second.command("video.start");
		await second.command("audio.start");
		second.sendPicture(tinyJpeg(1));
		await viewer.count(1);
	});

	it("shows a viewer that comes later the newest picture at once", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const first = await watching(hub.url);
		await device.command("video.start");
		device.sendPicture(tinyJpeg(1));
		device.sendPicture(tinyJpeg(2));
		await until(
			() => first.pictures.at(-1)?.payload.readUInt32BE(2) === 2,
			"the first viewer has the second picture",
		);
		const second = await watching(hub.url);
		await second.count(1);
		expect(second.media[0]?.payload.readUInt32BE(2)).to.equal(2);
	});

	it("sends nothing of the doorbell that was left once the other is watched", async () => {
		const hub = await testHub();
		const front = await FakeDevice.connect(hub.url);
		const back = await FakeDevice.connect(hub.url, { id: "back-door" });
		const viewer = await watching(hub.url);
		const timer = setInterval(() => {
			front.sendPicture(tinyJpeg(1));
			back.sendPicture(tinyJpeg(2));
		}, 2);
		await viewer.count(5);
		let switched = false;
		viewer.on("text", ({ type, ok, value }: Record<string, unknown>) => {
			if (type === "result" && ok === true && JSON.stringify(value).includes("back-door")) {
				switched = true;
				viewer.media.length = 0;
			}
		});
		await viewer.request("watch", { device: "back-door" });
		await viewer.count(20);
		clearInterval(timer);
		expect(switched).to.equal(true);
		expect(new Set(viewer.media.map(({ payload }) => payload.readUInt32BE(2)))).to.deep.equal(new Set([2]));
	});

	it("shows the light's colors to those who watch, and the present ones to those who come", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const first = await watching(hub.url);
		device.say({ type: "event", event: "light", colors: ["#ff0000", "#00ff00"] });
		await first.text(({ type, colors }) => type === "light" && (colors as string[])[1] === "#00ff00");
		const second = await watching(hub.url);
		await second.text(({ type, colors }) => type === "light" && (colors as string[])[0] === "#ff0000");
	});

	it("passes the doorbell's events on, those too that this version does not know", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		device.say({ type: "event", event: "state", state: "live", cause: "video.start" });
		const state = await viewer.text(({ event }) => event === "state");
		expect(state).to.deep.equal({
			type: "event",
			device: "front-door",
			event: "state",
			state: "live",
			cause: "video.start",
		});
		device.say({ type: "event", event: "weather", rain: true });
		expect(await viewer.text(({ event }) => event === "weather")).to.deep.include({ rain: true });
	});

	it("tells each viewer the counts, and how the doorbell's clock stands to the hub's", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		device.say({ type: "stats", time: device.time, uptime: 1, camera: { frames: 5 } });
		device.sendPicture(tinyJpeg(0));
		device.skip(Kind.JPEG, 3);
		device.sendPicture(tinyJpeg(4));
		await viewer.count(2);
		const stats = await viewer.next("stats");
		expect(stats["hub"]).to.have.nested.include({
			"pictures.messages": 2,
			"pictures.missing": 3,
			"sound.messages": 0,
		});
		const clock = stats["clock"] as { offset: number; uncertainty: number };
		const offset = performance.now() * 1000 - device.time;
		expect(Math.abs(clock.offset - offset)).to.be.lessThan(clock.uncertainty + 1000);
		expect(clock.uncertainty).to.be.lessThan(100_000);
	});

	it("has the first connection closed with 4000 when the same doorbell connects again", async () => {
		const hub = await testHub();
		const first = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		const closed = Promise.all([once(first.audio, "close"), once(first.video, "close")]);
		const second = await FakeDevice.connect(hub.url);
		const codes = (await closed).map(([code]) => code as number);
		expect(codes).to.deep.equal([4000, 4000]);
		await second.command("video.start");
		second.sendPicture(tinyJpeg(9));
		await viewer.count(1);
		expect(hub.devices.size).to.equal(1);
		expect(hub.devices.get("front-door")?.online).to.equal(true);
	});
});
