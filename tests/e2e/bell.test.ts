import { setTimeout as delay } from "node:timers/promises";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import type { BuiltFirmware } from "../../tools/build/firmware";
import { DoorbellProcess } from "../support/doorbell-process";
import { freePort } from "../support/free-port";
import { type PlayedConnection, PlayedServer } from "../support/played-server";
import { until } from "../support/until";
import { TemporaryFolder } from "../tools/temporary-folder";

const doorPin = "2";

describe("a doorbell with a bell and a door", function () {
	this.timeout(60_000);
	let firmware: BuiltFirmware;
	let server: PlayedServer | undefined;
	let doorbell: DoorbellProcess | undefined;
	let folder: TemporaryFolder;

	before(async function () {
		this.timeout(600_000);
		firmware = await DoorbellProcess.build();
		folder = new TemporaryFolder();
	});

	after(() => folder.remove());

	afterEach(async () => {
		await doorbell?.destroy();
		await server?.close();
		server = undefined;
	});

	async function connect(): Promise<{ process: DoorbellProcess; audio: PlayedConnection }> {
		server = await PlayedServer.listen("belltower.1");
		doorbell = new DoorbellProcess(firmware, { config: { hub: server.address } });
		const audio = await server.connection("/ws/from_esp");
		await server.connection("/ws/image");
		await until("hello", () => audio.texts.length > 0);
		return { process: doorbell, audio };
	}

	function event(connection: PlayedConnection, name: string): Record<string, unknown> | undefined {
		return connection.messages.find(({ event: named }) => named === name);
	}

	it("rings when the button's pin is pulled to ground, and once only", async () => {
		const { process, audio } = await connect();
		await process.press();
		const ring = await until("the ring", () => event(audio, "ring"));
		expect(ring["ring"]).to.match(/^[0-9a-f]{16}$/);
		expect(ring["age"]).to.be.lessThan(100);
		await process.press();
		await delay(300);
		expect(audio.messages.filter(({ event: name }) => name === "ring")).to.have.length(1);
		const answer = await audio.ask({ type: "ring.answer", id: 1, ring: String(ring["ring"]) });
		expect(answer).to.include({ ok: true });
		expect(event(audio, "ring.ended")).to.include({ cause: "answered" });
	});

	it("rings without a server, plays its chime, and delivers the ring when there is one", async () => {
		const port = await freePort();
		const speaker = folder.at("speaker.wav");
		doorbell = new DoorbellProcess(firmware, {
			config: { hub: `ws://127.0.0.1:${port}`, volume: "100" },
			environment: { BELLTOWER_SPEAKER: speaker },
		});
		const process = doorbell;
		await until("a try", () => process.output.includes("next try in"));
		await process.press();
		await until("the ring", () => process.output.includes("state: connecting to ringing"));
		await delay(1500);
		server = await PlayedServer.listen("belltower.1", port);
		const audio = await server.connection("/ws/from_esp", 40_000);
		const ring = await until("the ring", () => event(audio, "ring"));
		expect(ring["age"]).to.be.greaterThan(1000);
		const samples = new Int16Array(Uint8Array.from(readFileSync(speaker).subarray(44)).buffer);
		const { frequency, loudest } = heard(samples);
		expect(loudest).to.be.greaterThan(2000);
		expect(frequency).to.be.within(500, 700);
	});

	it("holds the door's pin, and no longer than it was told", async () => {
		const { process, audio } = await connect();
		expect((await process.pins())[doorPin]).to.equal(0);
		const opened = await audio.ask({ type: "door.open", id: 1 });
		expect(opened).to.deep.include({ ok: true, value: { milliseconds: 3000 } });
		expect((await process.pins())[doorPin]).to.equal(1);
		await until("the door is closed", () => audio.messages.some(({ state }) => state === "closed"));
		expect((await process.pins())[doorPin]).to.equal(0);
	});

	it("says goodbye with 1001 when it is asked to end", async () => {
		const { process, audio } = await connect();
		expect(await process.end()).to.equal(0);
		await until("the end", () => audio.closed);
		expect(audio.closed).to.deep.include({ code: 1001 });
	});

	it("restarts: the result, 1001, and the same program anew", async () => {
		const { process, audio } = await connect();
		expect(await audio.ask({ type: "restart", id: 1 })).to.include({ ok: true });
		await until("the end", () => audio.closed);
		expect(audio.closed).to.deep.include({ code: 1001 });
		const again = await server?.connection("/ws/from_esp", 20_000);
		const hello = await until("hello", () => again?.messages[0]);
		expect(hello).to.include({ type: "hello" });
		expect(hello["time"]).to.be.lessThan(20_000_000);
		expect(process.running).to.equal(true);
	});
});

/** The pitch of the loudest 100 ms by its zero crossings, in Hz. */
function heard(samples: Int16Array): { frequency: number; loudest: number } {
	const rate = 16_000;
	let loudest = 0;
	let at = 0;
	samples.forEach((sample, index) => {
		if (Math.abs(sample) <= loudest) return;
		loudest = Math.abs(sample);
		at = index;
	});
	let crossings = 0;
	const length = rate / 5;
	for (let index = at + 1; index < at + length; index++)
		if ((samples[index] ?? 0) >= 0 !== (samples[index - 1] ?? 0) >= 0) crossings++;
	return { frequency: (crossings / 2) * (rate / length), loudest };
}
