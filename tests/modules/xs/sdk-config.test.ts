import { expect } from "chai";
import config from "mc/config";

describe("mc/config", () => {
	it("has the manifests' values", () => {
		expect(config).to.have.property("tests").that.is.a("string");
	});

	it("cannot be changed", () => {
		expect(() => {
			config["tests"] = "others";
		}).to.throw(TypeError);
	});
});
