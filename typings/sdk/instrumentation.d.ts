/** Moddable SDK, modules/base/instrumentation. */
declare module "instrumentation" {
	type InstrumentationName =
		| "Network Bytes Read"
		| "Network Bytes Written"
		| "Network Sockets"
		| "Timers"
		| "Turns"
		| "System Free Memory"
		| "XS Slot Heap Used"
		| "XS Chunk Heap Used"
		| "XS Keys Used"
		| "XS Garbage Collection Count"
		| "XS Modules Loaded"
		| "XS Stack Used"
		| "XS Promises Settled";

	const Instrumentation: {
		/** The value of an instrument by its index. */
		get(index: number | undefined): number | undefined;
		/** The index of an instrument by its name; undefined where the platform has none of it. */
		map(name: InstrumentationName): number | undefined;
		name(index: number | undefined): string | undefined;
	};
	export { Instrumentation as default };
}
