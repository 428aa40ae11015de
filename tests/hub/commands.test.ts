import { expect } from "chai";
import { HubError } from "../../hub/common/errors";
import { Requests } from "../../hub/devices/requests";
import { FakeDevice, type Command } from "./fake-device";
import { FakeViewer } from "./fake-viewer";
import { sleep, stopHubs, testHub, until } from "./with-hub";

async function failure(promise: Promise<unknown>): Promise<HubError> {
	try {
		await promise;
	} catch (error) {
		if (error instanceof HubError) return error;
		throw error;
	}
	throw new Error("nothing was thrown");
}

describe("hub: requests", () => {
	function requests(timeout = 1000): { requests: Requests; sent: Command[] } {
		const sent: Command[] = [];
		return { requests: new Requests((text) => sent.push(JSON.parse(text) as Command), timeout), sent };
	}

	it("match results to commands by their id, in any order", async () => {
		const { requests: made, sent } = requests();
		const first = made.request("video.start", { quality: 10 });
		const second = made.request("stats");
		expect(sent[0]).to.include({ type: "video.start", quality: 10 });
		made.settle({ type: "result", id: sent[1]?.id, ok: true, value: { uptime: 5 } });
		made.settle({ type: "result", id: sent[0]?.id, ok: true });
		expect(await second).to.deep.equal({ uptime: 5 });
		expect(await first).to.deep.equal({});
		expect(made.outstanding).to.equal(0);
	});

	it("reject with the doorbell's own code and sentence", async () => {
		const { requests: made, sent } = requests();
		const failed = failure(made.request("video.start"));
		made.settle({
			type: "result",
			id: sent[0]?.id,
			ok: false,
			error: { code: "unavailable", message: "no camera answered" },
		});
		expect(await failed).to.include({ code: "unavailable", message: "no camera answered" });
	});

	it("reject when no result comes in time, and a late one is unexpected", async () => {
		const { requests: made, sent } = requests(20);
		const failed = await failure(made.request("identify"));
		expect(failed).to.include({
			code: "timeout",
			message: "the doorbell did not answer identify within 20 ms",
		});
		expect(() => made.settle({ type: "result", id: sent[0]?.id, ok: true }))
			.to.throw(HubError)
			.with.property("code", "unexpected-result");
	});

	it("take each result once, and only for what was asked", () => {
		const { requests: made, sent } = requests();
		void made.request("stats");
		made.settle({ type: "result", id: sent[0]?.id, ok: true });
		for (const id of [sent[0]?.id, 99, "1", null, undefined, {}]) {
			expect(() => made.settle({ type: "result", id, ok: true }))
				.to.throw(HubError)
				.with.property("code", "unexpected-result");
		}
	});

	it("reject what is not a result as specified", async () => {
		const { requests: made, sent } = requests();
		for (const fields of [
			{},
			{ ok: "yes" },
			{ ok: false },
			{ ok: false, error: "no" },
			{ ok: false, error: {} },
		]) {
			const failed = failure(made.request("stats"));
			expect(() => made.settle({ type: "result", id: sent.at(-1)?.id, ...fields })).to.throw(HubError);
			expect((await failed).code).to.equal("bad-result");
		}
	});

	it("reject all when the connection ends", async () => {
		const { requests: made } = requests();
		const failed = [failure(made.request("stats")), failure(made.request("identify"))];
		made.close(new HubError("offline", "gone"));
		expect((await Promise.all(failed)).map(({ code }) => code)).to.deep.equal(["offline", "offline"]);
	});

	it("are not sent without a bound", async () => {
		const { requests: made, sent } = requests();
		for (let count = 0; count < 64; count++) void made.request("stats").catch(() => undefined);
		expect((await failure(made.request("stats"))).code).to.equal("busy");
		expect(sent).to.have.length(64);
		made.close(new HubError("offline", "gone"));
	});

	it("can't be given another type or id by their parameters", () => {
		const { requests: made, sent } = requests();
		void made.request("identify", { type: "restart", id: 7, volume: 3 });
		expect(sent[0]).to.deep.equal({ type: "identify", id: 1, volume: 3 });
	});
});

describe("hub: commands", () => {
	afterEach(stopHubs);

	async function watching(hub: string): Promise<FakeViewer> {
		const viewer = await FakeViewer.connect(hub);
		await viewer.request("watch", { device: "front-door" });
		return viewer;
	}

	it("of a viewer go to the doorbell, and its result comes back", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url, {
			answer: ({ type, volume }) =>
				type !== "speaker.volume" || volume === 40
					? { ok: true, value: { volume: 40 } }
					: { ok: false, error: { code: "bad-argument", message: "volume is 400; it must be 0 to 100" } },
		});
		const viewer = await watching(hub.url);
		const set = (volume: number) =>
			viewer.request("device.command", { command: "speaker.volume", arguments: { volume } });
		expect(await set(40)).to.deep.include({ ok: true, value: { volume: 40 } });
		expect(await set(400)).to.deep.include({
			ok: false,
			error: { code: "bad-argument", message: "volume is 400; it must be 0 to 100" },
		});
		expect(device.commands.filter(({ type }) => type === "speaker.volume")).to.have.length(2);
	});

	it("that a viewer may not give are refused", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url);
		const viewer = await watching(hub.url);
		for (const command of ["video.stop", "audio.start", "restart", "", null, 3, "__proto__"]) {
			const result = await viewer.request("device.command", { command });
			expect(result).to.have.nested.include({ ok: false, "error.code": "bad-argument" });
		}
		const result = await viewer.request("device.command", { command: "identify", arguments: [] });
		expect(result).to.have.nested.include({ ok: false, "error.code": "bad-argument" });
		expect(device.commands.map(({ type }) => type)).to.not.include("restart");
	});

	it("end with a time-out when the doorbell does not answer", async () => {
		const hub = await testHub({ answer: 50 });
		await FakeDevice.connect(hub.url, {
			answer: ({ type }) => (type === "identify" ? undefined : { ok: true }),
		});
		const viewer = await watching(hub.url);
		const result = await viewer.request("device.command", { command: "identify" });
		expect(result).to.have.nested.include({ ok: false, "error.code": "timeout" });
	});

	it("end when the doorbell disconnects meanwhile", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url, { answer: () => undefined });
		const viewer = await watching(hub.url);
		const result = viewer.request("device.command", { command: "identify" });
		await device.command("identify");
		device.audio.terminate();
		expect(await result).to.have.nested.include({ ok: false, "error.code": "offline" });
	});

	it("to start media are tried again when they fail, and the viewer is told why", async () => {
		const hub = await testHub();
		let attempts = 0;
		const device = await FakeDevice.connect(hub.url, {
			answer: ({ type }) =>
				type === "video.start" && ++attempts < 3
					? { ok: false, error: { code: "unavailable", message: "the camera does not answer" } }
					: { ok: true },
		});
		const viewer = await watching(hub.url);
		const fault = await viewer.text(({ event }) => event === "fault");
		expect(fault).to.include({ part: "camera", code: "unavailable", message: "the camera does not answer" });
		await until(() => attempts === 3, "it was tried three times");
		await sleep(100);
		expect(device.commands.filter(({ type }) => type === "video.start")).to.have.length(3);
	});

	it("are not given to a doorbell that has not said hello", async () => {
		const hub = await testHub();
		const device = await FakeDevice.connect(hub.url, { hello: false });
		await watching(hub.url);
		await sleep(60);
		expect(device.commands).to.deep.equal([]);
		device.hello();
		await device.command("video.start");
	});

	it("need a doorbell that is watched and known", async () => {
		const hub = await testHub();
		const viewer = await FakeViewer.connect(hub.url);
		const codes: [string, Record<string, unknown>, string][] = [
			["watch", { device: "nowhere" }, "unknown-device"],
			["watch", { device: 4 }, "bad-argument"],
			["watch", {}, "bad-argument"],
			["talk.start", {}, "not-watching"],
			["device.command", { command: "identify" }, "not-watching"],
			["dance", {}, "unknown-type"],
			["constructor", {}, "unknown-type"],
		];
		for (const [type, parameters, code] of codes) {
			expect(await viewer.request(type, parameters), type).to.have.nested.include({
				ok: false,
				"error.code": code,
			});
		}
		await FakeDevice.connect(hub.url);
		const switches = await viewer.request("watch", { device: "front-door", pictures: "yes" });
		expect(switches).to.have.nested.include({ ok: false, "error.code": "bad-argument" });
		expect(await viewer.request("watch", { device: null })).to.include({ ok: true });
		expect(await viewer.request("talk.stop")).to.include({ ok: true });
		const { value } = (await viewer.request("clock")) as { value: { time: number } };
		expect(Math.abs(value.time / 1000 - performance.now())).to.be.lessThan(500);
	});
});
