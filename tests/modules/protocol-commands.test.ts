import { expect } from "chai";
import { type CommandId, commandId, parseCommand, parseText } from "protocol/commands";
import { ProtocolError } from "protocol/protocol-error";

function failureOf(action: () => unknown): ProtocolError {
	try {
		action();
	} catch (error) {
		if (error instanceof ProtocolError) return error;
		throw error;
	}
	throw new Error("nothing was thrown");
}

describe("docs/protocol.md: text messages", () => {
	describe("what is no message", () => {
		const wrong = [
			"",
			"no JSON",
			"7",
			"null",
			"[]",
			'"text"',
			"{}",
			'{"type":7}',
			'{"type":null}',
			'{"type":"x"',
		];
		for (const text of wrong)
			it(`is refused: ${text || "an empty text"}`, () => {
				const failure = failureOf(() => parseText(text));
				expect(failure.code).to.equal("bad-json");
				expect(failure.message).to.match(/must be/);
			});

		it("is shown in part where it is long", () => {
			expect(failureOf(() => parseText("x".repeat(4000))).message.length).to.be.lessThan(200);
		});
	});

	describe("the id of a command", () => {
		const right: [unknown, CommandId][] = [
			[7, 7],
			["a", "a"],
			[0, 0],
			[undefined, null],
			[null, null],
		];
		for (const [id, expected] of right)
			it(`may be ${String(id)}`, () => {
				expect(commandId({ type: "stats", id })).to.equal(expected);
			});

		for (const id of [1.5, true, {}, []])
			it(`may not be ${JSON.stringify(id)}`, () => {
				expect(failureOf(() => commandId({ type: "stats", id })).code).to.equal("bad-argument");
			});
	});

	describe("commands", () => {
		it("are taken with their arguments and without what else was said", () => {
			expect(parseCommand({ type: "audio.start", id: 1, direction: "esp2client", more: true })).to.deep.equal(
				{
					type: "audio.start",
					direction: "esp2client",
					asker: "",
				},
			);
			expect(parseCommand({ type: "speaker.volume", volume: 0 })).to.deep.equal({
				type: "speaker.volume",
				volume: 0,
			});
			expect(parseCommand({ type: "video.start", framesPerSecond: 7 })).to.deep.equal({
				type: "video.start",
				frameSize: undefined,
				quality: undefined,
				framesPerSecond: 7,
				asker: "",
			});
			expect(parseCommand({ type: "update.cancel" })).to.deep.equal({ type: "update.cancel" });
			expect(parseCommand({ type: "chime" })).to.deep.equal({
				type: "chime",
				sound: "ding-dong",
				volume: undefined,
			});
		});

		it("of an unknown type are refused with the types that there are", () => {
			for (const type of ["open.sesame", "", "toString", "__proto__"]) {
				const failure = failureOf(() => parseCommand({ type }));
				expect(failure.code).to.equal("unknown-type");
				expect(failure.message).to.contain("audio.start");
			}
		});

		it("say what is wrong with an argument and what would be right", () => {
			expect(failureOf(() => parseCommand({ type: "audio.start", direction: "sideways" })).message).to.equal(
				'direction is "sideways"; it must be "esp2client" or "client2esp"',
			);
			expect(failureOf(() => parseCommand({ type: "audio.stop" })).message).to.equal(
				'direction is missing; it must be "esp2client" or "client2esp"',
			);
		});

		const wrong: [string, object][] = [
			["audio.start", {}],
			["audio.stop", { direction: 7 }],
			["video.start", { frameSize: "HUGE" }],
			["video.start", { quality: 3 }],
			["video.start", { quality: 12.5 }],
			["video.start", { framesPerSecond: 0 }],
			["video.start", { framesPerSecond: 31 }],
			["video.start", { framesPerSecond: 7.5 }],
			["speaker.volume", { volume: 12.5 }],
			["video.start", { framesPerSecond: "15" }],
			["video.start", { framesPerSecond: null }],
			["speaker.volume", { volume: 101 }],
			["speaker.volume", {}],
			["microphone.gain", { gain: -1 }],
			["microphone.gain", { gain: Number.NaN }],
			["audio.start", { direction: "esp2client", asker: "" }],
			["video.stop", { asker: "x".repeat(65) }],
			["chime", { sound: "song" }],
			["led", { color: "red", seconds: 1 }],
			["led", { color: "#ff0000", seconds: 61 }],
			["ring.answer", {}],
			["ring.end", { ring: "" }],
			["settings.get", { names: "volume" }],
			["settings.get", { names: [7] }],
			["settings.set", { settings: [] }],
			["settings.describe", { from: -1 }],
			["update", { url: "http://hub/image", size: 0, sha256: "00", version: "1", board: "b" }],
		];
		for (const [type, values] of wrong)
			it(`refuses ${type} with ${JSON.stringify(values)}`, () => {
				expect(failureOf(() => parseCommand({ type, ...values })).code).to.equal("bad-argument");
			});
	});
});
