import { expect } from "chai";
import { describeAgent } from "../../hub/viewers/agent";
import { Clock } from "../../hub/wire/clock";
import { HEADER_LENGTH, Kind, missingBetween, readHeader, writeHeader } from "../../hub/wire/header";

describe("hub: wire", () => {
	it("writes the header as docs/protocol.md says, byte for byte", () => {
		const bytes = new Uint8Array(HEADER_LENGTH);
		writeHeader(bytes, { kind: Kind.JPEG, flags: 1, sequence: 0x1234, time: 0x0102_0304_0506 });
		expect([...bytes]).to.deep.equal([2, 1, 0x34, 0x12, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0, 0]);
	});

	it("reads what it writes, at any place in a buffer", () => {
		const bytes = new Uint8Array(100);
		for (const time of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]) {
			for (const sequence of [0, 255, 65_535]) {
				const header = { kind: 1, flags: 0, sequence, time };
				writeHeader(bytes.subarray(33), header);
				expect(readHeader(bytes.subarray(33))).to.deep.equal(header);
			}
		}
	});

	it("counts what is missing across the end of the numbers", () => {
		expect(missingBetween(4, 5)).to.equal(0);
		expect(missingBetween(4, 7)).to.equal(2);
		expect(missingBetween(65_535, 0)).to.equal(0);
		expect(missingBetween(65_534, 1)).to.equal(2);
	});

	it("knows another clock from the quickest answer of the last minute", () => {
		const clock = new Clock();
		expect(clock.estimate).to.equal(null);
		clock.add(1000, 21_000, 500_000);
		clock.add(30_000, 32_000, 500_000 + 20_100);
		clock.add(40_000, 90_000, 500_000 + 60_000);
		expect(clock.estimate).to.deep.equal({ offset: 31_000 - 520_100, uncertainty: 1000 });
		clock.add(61_000_000, 61_030_000, 61_500_000);
		clock.add(92_500_000, 92_504_000, 93_000_000);
		expect(clock.estimate).to.deep.equal({ offset: 92_502_000 - 93_000_000, uncertainty: 2000 });
		clock.reset();
		expect(clock.estimate).to.equal(null);
	});

	it("names browsers as people know them", () => {
		const names: [string | undefined, string][] = [
			[undefined, "Another program"],
			["curl/8", "A browser"],
			[
				"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
				"Chrome on Android",
			],
			["Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
			["Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPad"],
			["Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Firefox/140.0", "Firefox on a Mac"],
		];
		for (const [agent, name] of names) expect(describeAgent(agent)).to.equal(name);
	});
});
