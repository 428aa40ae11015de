import Instrumentation from "instrumentation";
import type { Statistics } from "protocol/messages";

const chunks = Instrumentation.map("XS Chunk Heap Used");
const slots = Instrumentation.map("XS Slot Heap Used");
const collections = Instrumentation.map("XS Garbage Collection Count");

/** Fills `into` with what the engine's heap uses, in bytes, and how often it was collected. */
export function readMemory(into: Statistics["memory"]): void {
	into.chunks = Instrumentation.get(chunks) ?? 0;
	into.slots = Instrumentation.get(slots) ?? 0;
	into.collections = Instrumentation.get(collections) ?? 0;
}
