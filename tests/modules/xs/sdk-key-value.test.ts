import { expect } from "chai";
import storage from "embedded:storage/key-value";
import { restartFlash, wipeFlash } from "./nvs-controls";

const bytes = (...values: number[]): ArrayBuffer => new Uint8Array(values).buffer;

describe("embedded:storage/key-value", () => {
	beforeEach(() => wipeFlash());

	it("keeps buffers over a restart", () => {
		const before = storage.open({ path: "test/" });
		before.write("one", bytes(1, 2, 3));
		before.write("two", new Uint8Array([9, 4, 5]).subarray(1));
		before.write("none", bytes());
		before.close();
		restartFlash();
		const after = storage.open({ path: "test", mode: "r" });
		expect(after.read("one")).to.deep.equal(bytes(1, 2, 3));
		expect(after.read("two")).to.deep.equal(bytes(4, 5));
		expect(after.read("none")).to.have.property("byteLength", 0);
		expect(after.read("three")).to.equal(undefined);
		after.close();
	});

	it("keeps numbers and strings, by its format", () => {
		const opened: { format: string; read(key: string): unknown; write(key: string, value: unknown): void } =
			storage.open({ path: "test", format: "string" });
		opened.write("text", "Haustür");
		for (const [format, value] of [
			["uint8", 200],
			["int8", -100],
			["uint16", 60000],
			["int16", -30000],
			["uint32", 4e9],
			["int32", -2e9],
		] as const) {
			opened.format = format;
			opened.write(format, value);
			expect(opened.read(format)).to.equal(value);
			expect(opened.read("text-not")).to.equal(undefined);
		}
		opened.format = "string";
		expect(opened.read("text")).to.equal("Haustür");
		expect(() => opened.read("int8")).to.throw("ESP_ERR_NVS_TYPE_MISMATCH");
		expect(() => (opened.format = "float")).to.throw(RangeError);
	});

	it("deletes, and lists the keys of its namespace", () => {
		const one = storage.open({ path: "one" });
		const other = storage.open({ path: "other" });
		for (const key of ["a", "b", "c"]) one.write(key, bytes(1));
		other.write("d", bytes(2));
		one.delete("b");
		one.delete("b");
		expect([...one]).to.deep.equal(["a", "c"]);
		expect([...other]).to.deep.equal(["d"]);
	});

	it("says what is wrong", () => {
		const opened = storage.open({ path: "test" });
		expect(() => opened.write("sixteen--letters", bytes(1))).to.throw("ESP_ERR_NVS_KEY_TOO_LONG");
		expect(() => opened.write("long", new ArrayBuffer(4001))).to.throw("ESP_ERR_NVS_VALUE_TOO_LONG");
		expect(() => storage.open({ path: "nobody", mode: "r" })).to.throw("ESP_ERR_NVS_NOT_FOUND");
		expect(() => storage.open({} as never)).to.throw("path is missing");
		const reader = storage.open({ path: "test", mode: "r" });
		expect(() => reader.write("a", bytes(1))).to.throw("ESP_ERR_NVS_READ_ONLY");
		opened.close();
		opened.close();
		expect(() => opened.read("a")).to.throw();
	});
});
