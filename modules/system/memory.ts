import Instrumentation from "instrumentation";
import type { Statistics } from "protocol/messages";

/** Fills `into` with what the engine's heap uses, in bytes, and how often it was collected. */
export function readMemory(into: Statistics["memory"]): void {
	into.chunks = read("XS Chunk Heap Used");
	into.slots = read("XS Slot Heap Used");
	into.collections = read("XS Garbage Collection Count");
}

/** Looks the name up each time: the module is run when it is linked, and then there is nothing to look it up in. */
function read(name: Parameters<typeof Instrumentation.map>[0]): number {
	return Instrumentation.get(Instrumentation.map(name)) ?? 0;
}
