/**
 * What the machine and its network use. Moddable SDK, documentation/base/base.md, "Instrumentation", with its names;
 * those that the simulator cannot tell are not there. The simulator's own: "XS Chunk Heap Allocated", the bytes of all
 * chunks ever allocated, so that the difference of two readings is exact; "XS Chunk Heap Peak", "XS Chunk Heap Limit",
 * "XS Slot Heap Peak" and "XS Slot Heap Limit", in bytes, with 16 bytes a slot as on the chip.
 */
const Instrumentation = {
	/** The value of an instrument by its index. All counts are since start. */
	get(index: number | undefined): number | undefined {
		return native("xs_instrumentation_get").call(this, index);
	},
	/** The index of an instrument by its name, or undefined where there is none. */
	map(name: string): number | undefined {
		return native("xs_instrumentation_map").call(this, name);
	},
	/** The name of an instrument by its index. */
	name(index: number | undefined): string | undefined {
		return native("xs_instrumentation_name").call(this, index);
	},
};

export default Instrumentation;
