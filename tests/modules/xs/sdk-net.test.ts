import { expect } from "chai";
import Net from "net";

describe("net", () => {
	it("answers undefined for what it does not know", () => {
		expect(Net.get("a thing that no network has" as never)).to.equal(undefined);
	});
});
