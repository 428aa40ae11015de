import { expect } from "chai";
import { lapse } from "doorbell/call";
import { events, setUp } from "../support/fake-doorbell";

describe("doorbell: the bell", () => {
	it("rings: an event to the hub, the chime on the speaker, the light", () => {
		const { connect, press, server, codec, doorbell, light, time } = setUp();
		connect();
		const before = light.written.length;
		press();
		expect(events(server.audio, "ring")).to.have.length(1);
		expect(codec.chimes).to.deep.equal(["ding-dong 70"]);
		expect(doorbell.state).to.equal("ringing");
		time.advance(300);
		expect(light.written.length).to.be.greaterThan(before + 3);
		time.advance(3000);
		expect([...codec.running]).to.deep.equal([]);
	});

	it("rings while the link is down, tries to connect at once, and delivers the ring with its age", () => {
		const { doorbell, press, server, codec, time } = setUp();
		doorbell.start();
		time.advance(0);
		for (let count = 0; count < 8; count++) {
			server.audio.lose("no route");
			time.advance(30_000);
		}
		server.audio.lose("no route");
		const before = server.connections.length;
		press();
		expect([doorbell.state, codec.chimes.length]).to.deep.equal(["ringing", 1]);
		expect(server.connections.length).to.be.greaterThan(before);
		time.advance(4000);
		server.audio.open("belltower.1");
		const [ring] = events(server.audio, "ring");
		expect(ring).to.include({ ring: "ring-1" });
		expect(ring?.["age"]).to.be.within(4000, 4200);
		expect(server.audio.texts[0]).to.include({ type: "hello" });
		server.audio.command({ type: "ring.acknowledge", id: 1, ring: "ring-1" });
		server.audio.lose();
		time.advance(1000);
		server.audio.open("belltower.1");
		expect(events(server.audio, "ring")).to.deep.equal([]);
	});

	it("rings where nothing valid is set to connect to, too", () => {
		const { doorbell, press, codec, time } = setUp({ config: { hub: "nowhere" } });
		doorbell.start();
		press();
		expect([doorbell.state, codec.chimes.length]).to.deep.equal(["ringing", 1]);
		time.advance(30_000);
		expect(doorbell.state).to.equal("failed");
	});

	it("lets go of the speaker where the codec does not take the sound", () => {
		const { connect, ask, codec } = setUp();
		connect();
		codec.chime = () => {
			throw new Error("no such sound");
		};
		expect(ask({ type: "chime" })).to.have.nested.property("error.code", "failed");
		expect([...codec.running]).to.deep.equal([]);
	});

	it("does not chime where a setting says so, and tells the hub all the same", () => {
		const { connect, press, server, codec } = setUp({ config: { bell: false } });
		connect();
		press();
		expect([events(server.audio, "ring").length, codec.chimes.length]).to.deep.equal([1, 0]);
	});

	it("is live when it was answered, and idle when it was hung up", () => {
		const { connect, press, ask, doorbell, server } = setUp();
		connect();
		press();
		expect(ask({ type: "ring.answer", ring: "ring-1" })).to.include({ ok: true });
		expect(doorbell.state).to.equal("live");
		expect(ask({ type: "ring.answer", ring: "ring-1" })).to.include({ ok: true });
		expect(ask({ type: "ring.end", ring: "ring-1" })).to.include({ ok: true });
		expect(doorbell.state).to.equal("idle");
		expect(events(server.audio, "ring.ended")).to.deep.equal([
			{ type: "event", event: "ring.ended", ring: "ring-1", cause: "answered" },
		]);
		expect(ask({ type: "ring.answer", ring: "ring-1" })).to.have.nested.property(
			"error.message",
			"the doorbell does not ring (state idle)",
		);
	});

	it("ends a call when whoever answered is gone", () => {
		const { connect, press, ask, doorbell, time } = setUp();
		connect();
		press();
		ask({ type: "ring.answer", ring: "ring-1" });
		ask({ type: "audio.start", direction: "client2esp" });
		time.advance(2 * lapse);
		expect(doorbell.state).to.equal("talking");
		ask({ type: "audio.stop", direction: "client2esp" });
		expect(doorbell.state).to.equal("live");
		time.advance(lapse);
		expect(doorbell.state).to.equal("idle");
	});

	it("ends a call with its connection", () => {
		const { connect, press, ask, doorbell, server } = setUp();
		connect();
		press();
		ask({ type: "ring.answer", ring: "ring-1" });
		server.audio.lose();
		expect(doorbell.state).to.equal("connecting");
	});

	it("mixes with what is said, and neither ends the other", () => {
		const { connect, ask, codec, server, time } = setUp();
		connect();
		ask({ type: "audio.start", direction: "client2esp" });
		ask({ type: "chime", sound: "ding", volume: 30 });
		server.audio.receive([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 6]);
		expect([codec.chimes, codec.played]).to.deep.equal([["ding 30"], [[5, 6]]]);
		time.advance(5000);
		expect([...codec.running]).to.deep.equal(["output"]);
		ask({ type: "chime" });
		ask({ type: "audio.stop", direction: "client2esp" });
		expect([...codec.running]).to.deep.equal(["output"]);
		time.advance(5000);
		expect([...codec.running]).to.deep.equal([]);
	});

	it("goes on ringing where the codec is missing or can't be started", () => {
		const missing = setUp({ missing: ["codec"] });
		missing.connect();
		missing.press();
		expect(missing.doorbell.state).to.equal("ringing");
		expect(missing.ask({ type: "chime" })).to.have.nested.property("error.code", "unavailable");
		const broken = setUp();
		broken.connect();
		broken.codec.failure = new Error("in use");
		broken.press();
		expect(broken.doorbell.state).to.equal("ringing");
		expect(events(broken.server.audio, "fault")).to.have.length(1);
	});
});

describe("doorbell: the bell held for ten seconds", () => {
	it("counts down with the light, and resets and restarts", () => {
		const { connect, bell, time, server, resets, restarts, light } = setUp();
		connect();
		bell.set(true);
		time.advance(2900);
		const before = light.written.length;
		time.advance(6000);
		expect(light.written.length).to.be.greaterThan(before + 20);
		expect(resets).to.deep.equal([]);
		time.advance(1200);
		expect([resets.length, restarts.length]).to.deep.equal([1, 0]);
		time.advance(600);
		expect(restarts).to.have.length(1);
		expect(server.audio.closed).to.deep.include({ code: 1001 });
		expect(events(server.audio, "button").map(({ held }) => held)).to.deep.equal([
			3000, 4000, 5000, 6000, 7000, 8000, 9000, 10_000,
		]);
	});

	it("resets nothing where it is let go before, and says so", () => {
		const { connect, press, server, resets, time } = setUp();
		connect();
		press(9500);
		time.advance(20_000);
		expect(resets).to.deep.equal([]);
		expect(events(server.audio, "button").at(-1)).to.include({ held: 0 });
	});

	it("lights fewer and fewer pixels", () => {
		const { connect, bell, time, light } = setUp({ pixels: 8 });
		connect();
		bell.set(true);
		const lit: number[] = [];
		for (let second = 3; second < 10; second++) {
			time.advance(second === 3 ? 3050 : 1000);
			const most = light.written
				.slice(-6)
				.map((colors) => colors.filter((value, index) => index % 3 === 0 && value > 40).length);
			lit.push(Math.max(...most));
		}
		expect(lit).to.deep.equal([...lit].sort((one, other) => other - one));
		expect([lit[0], lit.at(-1)]).to.deep.equal([8, 2]);
	});
});

describe("doorbell: the door", () => {
	it("is held for the time set, counted from the newest command", () => {
		const { connect, ask, door, time, server } = setUp({ config: { doorOpen: 2000 } });
		connect();
		expect(ask({ type: "door.open" })).to.deep.include({ ok: true, value: { milliseconds: 2000 } });
		expect(door.held).to.equal(true);
		time.advance(1500);
		ask({ type: "door.open" });
		time.advance(1999);
		expect(door.held).to.equal(true);
		time.advance(1);
		expect(door.held).to.equal(false);
		expect(events(server.audio, "door").map(({ state, cause }) => [state, cause])).to.deep.equal([
			["open", "door.open"],
			["closed", "the time is over"],
		]);
	});

	it("closes also where the hub is gone, and before a restart", () => {
		const { connect, ask, door, time, server } = setUp();
		connect();
		ask({ type: "door.open" });
		server.audio.lose();
		time.advance(3000);
		expect(door.held).to.equal(false);
		server.audio.open("belltower.1");
		ask({ type: "door.open" });
		ask({ type: "restart" });
		time.advance(200);
		expect(door.held).to.equal(false);
	});

	it("is unavailable on a board that has none", () => {
		const { connect, ask } = setUp({ missing: ["door"] });
		connect();
		expect(ask({ type: "door.open" })).to.have.nested.property("error.message", "this board has no door");
	});
});

describe("doorbell: restart, led and settings", () => {
	it("answers, closes with 1001, and restarts once", () => {
		const { connect, ask, server, restarts, time, codec, camera } = setUp();
		connect();
		ask({ type: "audio.start", direction: "esp2client" });
		ask({ type: "video.start" });
		expect(ask({ type: "restart" })).to.include({ ok: true });
		ask({ type: "restart" });
		expect(server.audio.closed).to.equal(undefined);
		time.advance(200);
		expect([server.audio.closed?.code, server.video.closed?.code]).to.deep.equal([1001, 1001]);
		expect([codec.running.size, camera.running, restarts.length]).to.deep.equal([0, false, 0]);
		time.advance(300);
		time.advance(60_000);
		expect(restarts).to.have.length(1);
	});

	it("shows a color for as long as it was told", () => {
		const { connect, ask, light, time } = setUp();
		connect();
		const idle = light.written.at(-1);
		ask({ type: "led", color: "#0A0b0C", seconds: 2 });
		expect(light.written.at(-1)?.slice(0, 3)).to.deep.equal([10, 11, 12]);
		time.advance(2000);
		expect(light.written.at(-1)).to.deep.equal(idle);
	});

	it("sets volume and gain as the settings say now, and stays who it is until it starts anew", () => {
		const { connect, doorbell, settings, server, time, codec } = setUp({ config: { token: "first" } });
		connect();
		const { device, name } = server.audio.texts[0] ?? {};
		Object.assign(settings, { device: "back-door", name: "Back door", token: "second", volume: 5, gain: 6 });
		doorbell.settingsChanged(["device", "name", "token", "volume", "gain"]);
		expect([codec.volume, codec.gain]).to.deep.equal([5, 6]);
		server.audio.lose();
		time.advance(1000);
		server.audio.open("belltower.1");
		expect(server.connections).to.have.length(3);
		expect(server.audio.options.headers.get("Authorization")).to.equal("Bearer first");
		expect(server.audio.options.path).to.contain("device=front-door");
		expect(server.audio.texts[0]).to.include({ type: "hello", device, name });
	});

	it("says by its light why it is not connected", () => {
		const { doorbell, server, time, light, network } = setUp({ pixels: 8 });
		doorbell.start();
		time.advance(0);
		server.audio.lose("the status must be 101", "handshake-refused", 401);
		time.advance(150_000);
		const lit = light.written
			.at(-1)
			?.filter((_, index) => index % 3 === 2)
			.filter((value) => value > 0).length;
		expect(lit).to.be.within(4, 5);
		network.down("the Wi-Fi is lost");
		time.advance(1500);
		expect(light.written.at(-1)?.slice(0, 3)).to.deep.equal(light.written.at(-1)?.slice(3, 6));
	});

	it("says that something flows also while an update is loaded, which is then slower", () => {
		const { connect, ask, doorbell } = setUp();
		connect();
		expect(doorbell.flowing).to.equal(false);
		ask({ type: "audio.start", direction: "esp2client" });
		doorbell.updating = true;
		expect(doorbell.state).to.equal("updating");
		expect(doorbell.flowing).to.equal(true);
		ask({ type: "audio.stop", direction: "esp2client" });
		expect(doorbell.flowing).to.equal(false);
	});

	it("tells each connection the state, also one that is as it was before", () => {
		const { connect, press, server, time } = setUp();
		connect();
		press();
		server.audio.lose();
		time.advance(1000);
		server.audio.open("belltower.1");
		const told = server.audio.texts.map(({ type, event, state }) => [type, event, state]);
		expect(told.slice(0, 4)).to.deep.equal([
			["hello", undefined, undefined],
			["event", "light", undefined],
			["event", "state", "ringing"],
			["event", "ring", undefined],
		]);
	});

	it("shows by its light how far it is with being set up, before it starts", () => {
		const { doorbell, light, time } = setUp({ pixels: 2 });
		const now = (): number[] => light.written.at(-1) ?? [];
		doorbell.showSetUp("form");
		const [white, blue] = [now().slice(0, 3), now().slice(3)];
		expect([white, blue]).to.deep.equal([
			[255, 255, 255],
			[0, 60, 255],
		]);
		time.advance(2000);
		expect(now()).to.deep.equal([...blue, ...white]);
		doorbell.showSetUp("trying");
		expect(now().slice(0, 3)).to.deep.equal(blue);
		doorbell.showSetUp("closed");
		expect(now().slice(0, 3)).to.deep.equal([255, 40, 0]);
		time.advance(500);
		expect(now()).to.deep.equal([0, 0, 0, 0, 0, 0]);
		doorbell.start();
		time.advance(0);
		expect(doorbell.state).to.equal("connecting");
		expect(now().slice(0, 3)).to.deep.equal(blue);
	});

	it("refuses an update while it rings", () => {
		const { connect, press, doorbell } = setUp();
		connect();
		expect(doorbell.refusal("update")).to.equal(undefined);
		press();
		expect(doorbell.refusal("update")).to.contain("rings").and.to.contain("state ringing");
		doorbell.updating = true;
		expect(doorbell.state).to.equal("ringing");
	});
});

describe("doorbell: who asked", () => {
	const start = { type: "audio.start", direction: "esp2client" };
	const stop = { type: "audio.stop", direction: "esp2client" };

	it("counts each once, and stops with the last", () => {
		const { connect, ask, codec } = setUp();
		connect();
		ask({ ...start, asker: "one" });
		ask({ ...start, asker: "one" });
		ask({ ...start, asker: "two" });
		ask(start);
		ask({ ...stop, asker: "one" });
		ask({ ...stop, asker: "stranger" });
		ask({ ...stop, asker: "two" });
		expect([...codec.running]).to.deep.equal(["input"]);
		ask(stop);
		expect([...codec.running]).to.deep.equal([]);
		expect(codec.starts).to.deep.equal(["input"]);
	});

	it("sends pictures as the newest asker wants them, and then as the one before", () => {
		const { connect, ask, camera } = setUp();
		connect();
		ask({ type: "video.start", asker: "one", quality: 20 });
		ask({ type: "video.start", asker: "two", quality: 30 });
		expect(camera.picture?.quality).to.equal(30);
		ask({ type: "video.stop", asker: "two" });
		expect(camera.running).to.equal(true);
		expect(camera.picture?.quality).to.be.within(20, 29);
		ask({ type: "video.stop", asker: "one" });
		expect(camera.running).to.equal(false);
	});

	it("has a bound", () => {
		const { connect, ask } = setUp();
		connect();
		for (let asker = 0; asker < 32; asker++)
			expect(ask({ ...start, asker: `asker ${asker}` })).to.include({ ok: true });
		expect(ask({ ...start, asker: "one more" })).to.have.nested.property("error.code", "unavailable");
		expect(ask({ ...start, asker: "asker 7" })).to.include({ ok: true });
	});

	it("does not keep one whose start failed", () => {
		const { connect, ask, codec } = setUp();
		connect();
		codec.failure = new Error("in use");
		ask({ ...start, asker: "one" });
		codec.failure = undefined;
		ask({ ...start, asker: "two" });
		ask({ ...stop, asker: "two" });
		expect([...codec.running]).to.deep.equal([]);
	});

	it("ends all with the connection", () => {
		const { connect, ask, codec, camera, server, time } = setUp();
		connect();
		for (const asker of ["one", "two"]) {
			ask({ ...start, asker });
			ask({ type: "video.start", asker });
		}
		server.audio.lose();
		expect([codec.running.size, camera.running]).to.deep.equal([0, false]);
		time.advance(1000);
		server.audio.open("belltower.1");
		ask({ ...start, asker: "three" });
		ask({ ...stop, asker: "three" });
		expect(codec.running.size).to.equal(0);
	});
});
