import { expect } from "chai";
import Instrumentation from "instrumentation";

/** Present value of an instrument by its name, or undefined where the platform has none of it. */
function read(name: string): number | undefined {
	return Instrumentation.get(Instrumentation.map(name as never));
}

describe("instrumentation", () => {
	it("finds instruments by name and names them by index", () => {
		const index = Instrumentation.map("XS Chunk Heap Used");
		expect(index).to.be.a("number");
		expect(Instrumentation.name(index)).to.equal("XS Chunk Heap Used");
		expect(Instrumentation.map("Moon Phase" as never)).to.equal(undefined);
	});

	it("sees chunks and slots being used", () => {
		const chunks = read("XS Chunk Heap Used") ?? 0;
		const slots = read("XS Slot Heap Used") ?? 0;
		const kept = [new ArrayBuffer(5000)];
		expect((read("XS Chunk Heap Used") ?? 0) - chunks).to.be.within(5000, 7000);
		const objects = Array.from({ length: 100 }, () => ({}));
		expect((read("XS Slot Heap Used") ?? 0) - slots).to.be.at.least(100 * 16);
		expect(kept.length + objects.length).to.equal(101);
	});

	it("counts every byte of chunks that is allocated, where it is the simulator's own", function () {
		const allocated = Instrumentation.map("XS Chunk Heap Allocated" as never);
		if (allocated === undefined) {
			this.skip();
			return;
		}
		const first = Instrumentation.get(allocated) ?? 0;
		const second = Instrumentation.get(allocated) ?? 0;
		expect(second).to.equal(first);
		const collections = read("XS Garbage Collection Count") ?? 0;
		let made = 0;
		while ((read("XS Garbage Collection Count") ?? 0) < collections + 2)
			made += new ArrayBuffer(10_000).byteLength;
		const third = Instrumentation.get(allocated) ?? 0;
		expect(third - second).to.be.within(made, made * 1.2);
	});
});
