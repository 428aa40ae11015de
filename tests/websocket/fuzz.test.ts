import { expect } from "chai";
import { fuzzClient } from "../../tools/fuzz/client";
import { fuzzReader, hasLibFuzzer } from "../../tools/fuzz/reader";

/** For how long each invents something new, in seconds. `npm run fuzz` does it for longer, under sanitizers. */
const seconds = 15;

describe("WebSocket client: hostile servers", function () {
	this.timeout(300_000);

	it("the reader of frames stands what libFuzzer makes of its corpus", async function () {
		if (!(await hasLibFuzzer())) this.skip();
		await fuzzReader(seconds);
	});

	it("the client on XS stands spoilt streams", async () => {
		expect(await fuzzClient(seconds, Date.now() % 0x7fffffff, false)).to.be.greaterThan(100);
	});
});
