import "../support/xs-names";
import { expect } from "chai";
import { bytesPerMessage } from "doorbell/parts";
import type { Feature } from "doorbell/feature";
import { Outbox } from "doorbell/outbox";
import { headerLength } from "protocol/header";
import { ProtocolError } from "protocol/protocol-error";
import { events, setUp } from "../support/fake-doorbell";

describe("doorbell/outbox", () => {
	it("keeps order, lets a newer message of the same key replace one that waits, and has a bound", () => {
		const sent: string[] = [];
		const link = { writable: false, sendText: (text: string) => sent.push(text) };
		let overflows = 0;
		const outbox = new Outbox({ link, capacity: 3, onOverflow: () => overflows++ });
		const result = (id: number) => ({ type: "result", id, ok: true }) as const;
		outbox.post(result(1));
		outbox.post(result(2), "light");
		outbox.post(result(3), "light");
		outbox.post(result(4));
		link.writable = true;
		outbox.flush();
		expect(sent.map((text) => (JSON.parse(text) as { id: number }).id)).to.deep.equal([1, 3, 4]);
		link.writable = false;
		for (let id = 0; id < 4; id++) outbox.post(result(id));
		expect(overflows).to.equal(1);
		link.writable = true;
		outbox.flush();
		expect(sent).to.have.length(3);
	});
});

describe("doorbell/doorbell with belltower.1", () => {
	it("says hello first, then what its light shows and its state", () => {
		const { server, connect, time } = setUp();
		connect();
		const [hello, light, state] = server.audio.texts;
		expect(hello).to.deep.equal({
			type: "hello",
			device: "front-door",
			name: "Front door",
			firmware: "1.2.3",
			board: "a-board",
			protocol: 1,
			capabilities: ["microphone", "speaker", "chime", "camera", "light", "bell", "door"],
			audio: { sampleRate: 16000, channels: 1, bytesPerMessage: 492 },
			time: time.now(),
		});
		expect(light).to.include({ type: "event", event: "light" });
		expect(light?.["colors"]).to.have.length(4);
		expect(state).to.deep.equal({ type: "event", event: "state", state: "idle", cause: "connected" });
		expect(server.video.messages).to.deep.equal([]);
	});

	it("streams nothing that was not asked for", () => {
		const { server, connect, record, capture, codec, camera } = setUp();
		connect();
		record();
		capture();
		expect([codec.running.size, camera.running]).to.deep.equal([0, false]);
		expect([...server.audio.binaries, ...server.video.binaries]).to.deep.equal([]);
	});

	it("starts and stops each direction of sound by itself", () => {
		const { server, connect, ask, record, codec, doorbell } = setUp();
		connect();
		expect(ask({ type: "audio.start", direction: "esp2client" })).to.deep.equal({
			type: "result",
			id: 1,
			ok: true,
		});
		record();
		expect(server.audio.binaries[0]).to.have.length(headerLength + bytesPerMessage);
		expect([...codec.running]).to.deep.equal(["input"]);
		expect(doorbell.state).to.equal("live");
		ask({ type: "audio.start", direction: "client2esp" });
		server.audio.receive([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6]);
		expect(codec.played).to.deep.equal([[5, 6]]);
		expect(doorbell.state).to.equal("talking");
		ask({ type: "audio.stop", direction: "esp2client" });
		expect([...codec.running]).to.deep.equal(["output"]);
		record();
		expect(server.audio.binaries).to.have.length(1);
		ask({ type: "audio.stop", direction: "client2esp" });
		expect([codec.running.size, doorbell.state]).to.deep.equal([0, "idle"]);
		expect(events(server.audio, "state").map(({ state }) => state)).to.deep.equal([
			"idle",
			"live",
			"talking",
			"idle",
		]);
	});

	it("stopping video leaves the sound alone, and the other way round", () => {
		const { server, connect, ask, record, capture } = setUp();
		connect();
		ask({ type: "audio.start", direction: "esp2client" });
		ask({ type: "video.start" });
		ask({ type: "video.stop" });
		record();
		capture();
		expect([server.audio.binaries.length, server.video.binaries.length]).to.deep.equal([1, 0]);
		ask({ type: "video.start" });
		ask({ type: "audio.stop", direction: "esp2client" });
		record();
		capture();
		expect([server.audio.binaries.length, server.video.binaries.length]).to.deep.equal([1, 1]);
	});

	it("takes repeated commands and answers each once", () => {
		const { server, connect, codec, camera } = setUp();
		connect();
		for (let id = 0; id < 3; id++) {
			server.audio.command({ type: "audio.start", id: `s${id}`, direction: "esp2client" });
			server.audio.command({ type: "video.start", id: `v${id}` });
			server.audio.command({ type: "audio.stop", id: `t${id}`, direction: "client2esp" });
		}
		const results = server.audio.texts.filter(({ type }) => type === "result");
		expect(results.map(({ id, ok }) => [id, ok])).to.deep.equal(
			["s0", "v0", "t0", "s1", "v1", "t1", "s2", "v2", "t2"].map((id) => [id, true]),
		);
		expect([codec.starts, camera.starts]).to.deep.equal([["input"], 1]);
	});

	it("uses the configured picture where the command says nothing", () => {
		const { connect, ask, camera } = setUp({ config: { quality: 20, frameSize: "SVGA" } });
		connect();
		ask({ type: "video.start", framesPerSecond: 5 });
		expect([camera.largest, camera.picture?.framesPerSecond]).to.deep.equal(["SVGA", 5]);
		expect(camera.picture?.quality).to.be.at.least(20);
	});

	it("sends pictures when the video connection comes after the command, and again when it comes back", () => {
		const { server, doorbell, ask, capture, time, camera } = setUp();
		doorbell.start();
		time.advance(0);
		server.audio.open("belltower.1");
		expect(ask({ type: "video.start" })).to.include({ ok: true });
		expect(camera.running).to.equal(false);
		server.video.open("belltower.1");
		capture();
		expect(server.video.binaries).to.have.length(1);
		server.video.lose();
		expect(camera.running).to.equal(false);
		time.advance(1000);
		server.video.open("belltower.1");
		capture();
		expect(server.video.binaries).to.have.length(1);
		expect(server.video.binaries[0]?.[2]).to.equal(0);
	});

	it("stops everything when the audio connection ends, and sends nothing stale after", () => {
		const { server, connect, ask, record, capture, codec, camera, time, doorbell } = setUp();
		connect();
		ask({ type: "audio.start", direction: "esp2client" });
		ask({ type: "audio.start", direction: "client2esp" });
		ask({ type: "video.start" });
		server.audio.ready = false;
		record();
		server.audio.lose();
		expect([codec.running.size, camera.running, doorbell.state]).to.deep.equal([0, false, "connecting"]);
		capture();
		time.advance(1000);
		server.audio.open("belltower.1");
		time.advance(100);
		expect([server.audio.binaries.length, server.video.binaries.length]).to.deep.equal([0, 0]);
		expect(server.audio.texts[0]).to.include({ type: "hello" });
		ask({ type: "audio.start", direction: "esp2client" });
		record();
		expect(server.audio.binaries[0]?.[2]).to.equal(0);
	});

	it("sets volume and gain, and identifies", () => {
		const { connect, ask, codec, light, time } = setUp();
		connect();
		ask({ type: "speaker.volume", volume: 12 });
		ask({ type: "microphone.gain", gain: 6 });
		expect([codec.volume, codec.gain]).to.deep.equal([12, 6]);
		const before = light.written.length;
		expect(ask({ type: "identify" })).to.include({ ok: true });
		time.advance(5100);
		expect(light.written.length).to.be.greaterThan(before + 10);
	});

	it("answers errors by code and sentence", () => {
		const { server, connect, ask } = setUp();
		connect();
		expect(ask({ type: "audio.start", direction: "sideways" })).to.deep.equal({
			type: "result",
			id: 1,
			ok: false,
			error: {
				code: "bad-argument",
				message: 'direction is "sideways"; it must be "esp2client" or "client2esp"',
				field: "direction",
			},
		});
		expect(ask({ type: "open.sesame" })).to.have.nested.property("error.code", "unknown-type");
		expect(ask({ type: "stats", id: 1.5 })).to.deep.include({ id: null, ok: false });
		server.audio.receiveText("no JSON");
		expect(server.audio.texts.at(-1)).to.have.nested.property("error.code", "bad-json");
		expect(server.audio.texts.at(-1)).to.include({ type: "error" });
		const count = server.audio.texts.length;
		server.audio.command({ type: "error", error: { code: "bad-json", message: "?" } });
		expect(server.audio.texts).to.have.length(count);
	});

	it("logs in one line what the server says is wrong, however it is laid out", () => {
		const { server, connect, log } = setUp();
		connect();
		server.audio.receiveText('{"type":"error",\n"error":{"code":"bad-json",\n"message":"a\\nb"}}');
		expect(log.at(-1)).to.equal(
			'the server says: {"type":"error","error":{"code":"bad-json","message":"a\\nb"}}',
		);
	});

	describe("with what another module adds", () => {
		const later: ((value: object | Error) => void)[] = [];
		const feature: Feature = {
			capability: "settings",
			handlers: {
				"settings.get": ({ names }) => ({ names }),
				"settings.set": () =>
					new Promise((resolve, reject) => {
						later.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
					}),
			},
			hello: () => ({
				update: { slot: "ota_0", version: "1.2.3", trial: false, signed: true, refused: null },
			}),
		};
		const settled = async (): Promise<void> => {
			for (let turn = 0; turn < 4; turn++) await Promise.resolve();
		};
		const change = { type: "settings.set", settings: {} };

		beforeEach(() => {
			later.length = 0;
		});

		it("says so first, and hands it its commands", () => {
			const { server, connect, ask } = setUp({ features: [feature] });
			connect();
			expect(server.audio.texts[0]).to.have.nested.property("capabilities[7]", "settings");
			expect(server.audio.texts[0]).to.have.nested.property("update.slot", "ota_0");
			expect(ask({ type: "settings.get", names: ["volume"] })).to.have.deep.property("value", {
				names: ["volume"],
			});
			expect(ask({ type: "update.cancel" })).to.have.nested.property("error.code", "unavailable");
		});

		it("answers once, when the promise settles", async () => {
			const { server, connect } = setUp({ features: [feature] });
			connect();
			for (const id of [1, 2, 3]) server.audio.command({ ...change, id });
			const results = (): unknown[] =>
				server.audio.texts.filter(({ type }) => type === "result").map(({ id, ok }) => [id, ok]);
			expect(results()).to.deep.equal([]);
			later[1]?.({});
			await settled();
			later[0]?.(new ProtocolError("bad-argument", "volume is 101"));
			later[2]?.(new Error("no room"));
			await settled();
			expect(results()).to.deep.equal([
				[2, true],
				[1, false],
				[3, false],
			]);
			expect(server.audio.texts.at(-1)).to.deep.include({ error: { code: "failed", message: "no room" } });
		});

		it("has a bound of commands that wait", async () => {
			const { connect, ask, server } = setUp({ features: [feature] });
			connect();
			for (let id = 0; id < 16; id++) server.audio.command({ ...change, id });
			expect(ask({ type: "stats" })).to.have.nested.property("error.code", "unavailable");
			later[0]?.({});
			await settled();
			expect(ask({ type: "stats" })).to.include({ ok: true });
		});

		it("answers no connection for an earlier one", async () => {
			const { connect, server, time } = setUp({ features: [feature] });
			connect();
			server.audio.command({ ...change, id: 1 });
			server.audio.lose();
			time.advance(1000);
			server.audio.open("belltower.1");
			later[0]?.({});
			await settled();
			expect(server.audio.texts.filter(({ type }) => type === "result")).to.deep.equal([]);
		});
	});

	it("takes text in pieces, and refuses what is too long or no UTF-8", () => {
		const { server, connect } = setUp();
		connect();
		server.audio.receiveText('{"type":"stats","id":"é"}', 1);
		expect(server.audio.texts.at(-1)).to.deep.include({ type: "result", id: "é", ok: true });
		server.audio.receiveText(`{"type":"stats","id":"${"x".repeat(5000)}"}`, 1000);
		expect(server.audio.texts.at(-1)).to.have.nested.property("error.message").that.contains("4096 bytes");
		server.audio.receive([0xff, 0xfe], Infinity, false);
		expect(server.audio.texts.at(-1)).to.have.nested.property("error.message").that.contains("UTF-8");
		server.audio.command({ type: "stats", id: 2 });
		expect(server.audio.texts.at(-1)).to.include({ id: 2, ok: true });
	});

	it("tells malformed binary messages at most once a second, with their number, and stays up", () => {
		const { server, connect, ask, codec, time } = setUp();
		connect();
		ask({ type: "audio.start", direction: "client2esp" });
		const header = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
		for (let index = 0; index < 10; index++) server.audio.receive([...header, 1, 2, 3]);
		time.advance(1000);
		const found = events(server.audio, "malformed");
		expect(found.map(({ connection, code, count }) => [connection, code, count])).to.deep.equal([
			["audio", "odd-length", 1],
			["audio", "odd-length", 9],
		]);
		server.video.receive([1, 2, 3]);
		expect(events(server.audio, "malformed").at(-1)).to.include({ connection: "video" });
		server.audio.receive([...header, 1, 2]);
		expect(codec.played).to.deep.equal([[1, 2]]);
	});

	it("sends stats every two seconds, and when asked", () => {
		const { server, connect, ask, record, capture, time } = setUp();
		connect();
		ask({ type: "audio.start", direction: "esp2client" });
		ask({ type: "video.start" });
		for (let index = 0; index < 15; index++) capture();
		record();
		time.advance(1000);
		const [stats] = server.audio.texts.filter(({ type }) => type === "stats");
		expect(stats).to.deep.include({
			state: "live",
			microphone: { messages: 1, bytes: 492, dropped: 0, overruns: 3, queue: 0, level: -38.2 },
			speaker: {
				messages: 0,
				bytes: 0,
				malformed: 0,
				ignored: 0,
				dropped: 0,
				underruns: 0,
				concealed: 0,
				depth: 12,
				target: 0,
				speed: 0,
				level: -96,
				volume: 70,
			},
			camera: {
				frames: 15,
				bytes: 15000,
				dropped: 0,
				broken: 1,
				restarts: 0,
				framesPerSecond: 7.5,
				age: 0,
				choice: { frameSize: "VGA", quality: 12, framesPerSecond: 20, reason: "as asked for" },
			},
			memory: { chunks: 1, slots: 2, collections: 3 },
			link: {
				audio: { state: "open", connects: 1, reason: "", nextTry: 0 },
				video: { state: "open", connects: 1, reason: "", nextTry: 0 },
			},
			signal: -60,
		});
		expect(stats?.["uptime"]).to.equal(2000);
		const result = ask({ type: "stats" });
		expect(result).to.have.nested.property("value.uptime").that.is.greaterThan(2000);
		time.advance(6000);
		expect(server.audio.texts.filter(({ type }) => type === "stats")).to.have.length(4);
	});

	it("tells why a link was lost and when it tries again", () => {
		const { server, connect, time } = setUp();
		connect();
		server.video.lose("the cable was cut", "connection-lost");
		server.connections.length = 1;
		time.advance(2000);
		const stats = server.audio.texts.filter(({ type }) => type === "stats").at(-1);
		expect(stats).to.have.nested.property("link.video.reason").that.contains("the cable was cut");
	});

	it("ends the connection to a server that sends commands and reads no answers", () => {
		const { server, connect, doorbell } = setUp();
		connect();
		server.audio.ready = false;
		for (let id = 0; id < 40; id++) if (!server.audio.closed) server.audio.command({ type: "stats", id });
		expect(server.audio.closed).to.deep.include({ code: 1008 });
		expect(doorbell.state).to.equal("connecting");
	});

	it("keeps only the newest stats and light while the link does not take them", () => {
		const { server, connect, time } = setUp();
		connect();
		time.advance(200);
		server.audio.ready = false;
		const before = server.audio.texts.length;
		time.advance(120_000);
		server.audio.drain();
		expect(server.audio.texts.slice(before).map(({ type }) => type)).to.deep.equal(["stats"]);
	});
});

describe("doorbell/doorbell with a part that is missing or fails", () => {
	it("says which, and goes on with the rest", () => {
		const { server, connect, ask, capture, doorbell, log } = setUp({ missing: ["codec"] });
		doorbell.fault(
			"codec",
			Object.assign(new Error("i2c.data is 99; it must be a pin"), { code: "bad-pin" }),
		);
		connect();
		expect(log).to.include("codec: i2c.data is 99; it must be a pin (bad-pin)");
		expect(server.audio.texts[0]).to.deep.include({ capabilities: ["camera", "light", "bell", "door"] });
		expect(events(server.audio, "fault")).to.deep.equal([
			{
				type: "event",
				event: "fault",
				part: "codec",
				code: "bad-pin",
				message: "i2c.data is 99; it must be a pin",
			},
		]);
		const result = ask({ type: "audio.start", direction: "esp2client" });
		expect(result).to.deep.include({
			error: { code: "unavailable", message: "the codec is missing: i2c.data is 99; it must be a pin" },
		});
		expect(ask({ type: "speaker.volume", volume: 1 })).to.have.nested.property("error.code", "unavailable");
		server.audio.receive([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6]);
		ask({ type: "video.start" });
		capture();
		expect(server.video.binaries).to.have.length(1);
		ask({ type: "stats" });
	});

	it("tells of a board that has no such part", () => {
		const { connect, ask } = setUp({ missing: ["camera", "light"] });
		connect();
		expect(ask({ type: "video.start" })).to.have.nested.property("error.message", "this board has no camera");
		expect(ask({ type: "identify" })).to.have.nested.property("error.message", "this board has no light");
	});

	it("tells of a part that can't be started", () => {
		const { connect, ask, codec, camera, doorbell } = setUp();
		connect();
		codec.failure = new Error("in use");
		camera.failure = new Error("no answer");
		expect(ask({ type: "audio.start", direction: "esp2client" })).to.deep.include({
			error: { code: "unavailable", message: "the codec could not be started: in use" },
		});
		expect(ask({ type: "video.start" })).to.have.nested.property("error.code", "unavailable");
		expect(doorbell.state).to.equal("idle");
	});

	it("tells of a failure once and of the recovery, and shows it where nothing flows", () => {
		const { server, connect, doorbell, time, light } = setUp();
		connect();
		const idle = light.written.at(-1);
		const silent = Object.assign(new Error("no frames for 4 s"), { code: "camera-silent" });
		doorbell.fault("camera", silent);
		doorbell.fault("camera", silent);
		time.advance(100);
		expect(events(server.audio, "fault")).to.have.length(1);
		expect(light.written.at(-1)).to.not.deep.equal(idle);
		doorbell.recovered("camera");
		doorbell.recovered("camera");
		expect(events(server.audio, "recovered")).to.deep.equal([
			{ type: "event", event: "recovered", part: "camera" },
		]);
		expect(light.written.at(-1)).to.deep.equal(idle);
	});

	it("leaves out of later hellos what was not found, and not what has failed otherwise", () => {
		const { server, connect, doorbell, time } = setUp();
		connect();
		doorbell.fault("camera", Object.assign(new Error("no frames for 4 s"), { code: "camera-silent" }));
		doorbell.fault("codec", Object.assign(new Error("no codec answers"), { code: "codec-not-found" }));
		server.audio.lose();
		time.advance(1000);
		server.audio.open("belltower.1");
		expect(server.audio.texts[0]).to.deep.include({ capabilities: ["camera", "light", "bell", "door"] });
		const told = events(server.audio, "fault").map(({ part, code }) => [part, code]);
		expect(told).to.deep.equal([
			["camera", "camera-silent"],
			["codec", "codec-not-found"],
		]);
	});

	it("works with no part at all", () => {
		const { server, connect, ask } = setUp({ missing: ["codec", "camera", "light", "bell", "door"] });
		connect();
		expect(server.audio.texts[0]).to.deep.include({ capabilities: [] });
		expect(ask({ type: "stats" })).to.include({ ok: true });
	});
});

describe("doorbell/doorbell with the original's server", () => {
	it("sends no text, and streams as configured: sound in 492 bytes and whole JPEGs", () => {
		const { server, connect, record, capture, codec, doorbell, time } = setUp();
		connect("");
		record();
		capture();
		server.audio.receive([1, 2, 3, 4]);
		time.advance(10_000);
		expect(server.audio.messages.every(({ binary }) => binary)).to.equal(true);
		expect(server.audio.binaries.map(({ length }) => length)).to.deep.equal([492]);
		expect(server.video.binaries.map((jpeg) => [...jpeg.subarray(0, 2), ...jpeg.subarray(-2)])).to.deep.equal(
			[[0xff, 0xd8, 0xff, 0xd9]],
		);
		expect(codec.played).to.deep.equal([[1, 2, 3, 4]]);
		expect(doorbell.state).to.equal("talking");
	});

	it("streams only what is configured", () => {
		const { connect, codec, camera, doorbell } = setUp({ config: { original: { video: true } } });
		connect("");
		expect([codec.running.size, camera.running, doorbell.state]).to.deep.equal([0, true, "live"]);
	});

	it("ends sound with its connection and pictures with theirs", () => {
		const { server, connect, codec, camera, doorbell, time } = setUp();
		connect("");
		server.audio.lose();
		expect([codec.running.size, camera.running, doorbell.state]).to.deep.equal([0, true, "live"]);
		server.video.lose();
		expect([camera.running, doorbell.state]).to.deep.equal([false, "connecting"]);
		time.advance(1000);
		server.video.open();
		expect([camera.running, doorbell.state]).to.deep.equal([true, "live"]);
		server.audio.open();
		expect([codec.running.size, doorbell.state]).to.deep.equal([2, "talking"]);
	});

	it("says in the log what is malformed, and stays up", () => {
		const { server, connect, log, codec } = setUp();
		connect("");
		server.audio.receive([1, 2, 3]);
		server.audio.receiveText("{}");
		server.audio.receive([1, 2]);
		expect(log.filter((line) => line.includes("malformed"))).to.have.length(1);
		expect(codec.played).to.deep.equal([[1, 2]]);
		expect(server.audio.messages).to.deep.equal([]);
	});

	it("says so when the codec can't be started, and sends pictures all the same", () => {
		const { connect, codec, camera, log } = setUp();
		codec.failure = new Error("no answer");
		connect("");
		expect(log.some((line) => line.startsWith("codec: ") && line.includes("no answer"))).to.equal(true);
		expect(camera.running).to.equal(true);
	});
});

describe("doorbell/doorbell that can't connect", () => {
	for (const [name, wrong] of [
		["a wrong address", { hub: "http://hub" }],
		["a wrong device", { device: "No!" }],
		["a wrong token", { token: "two words" }],
	] as const)
		it(`stays up with ${name} and shows a fault`, () => {
			const { doorbell, server, log, light, time } = setUp({ config: wrong });
			doorbell.start();
			time.advance(60_000);
			expect(server.connections).to.deep.equal([]);
			expect(log[0]).to.equal("not connecting: hub, device, token and ca must be valid first");
			expect(doorbell.state).to.equal("failed");
			expect(light.written.length).to.be.greaterThan(100);
		});
});
