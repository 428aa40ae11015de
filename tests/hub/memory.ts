import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sleep } from "./with-hub";

/** Memory of this process that is in use after a garbage collection, heap and buffers, bytes. */
export async function usedMemory(): Promise<number> {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	collect();
	// Sockets and buffers let go of theirs in callbacks.
	await sleep(20);
	collect();
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** How many sockets this process has open. */
export function openSockets(): number {
	return process.getActiveResourcesInfo().filter((resource) => resource === "TCPSocketWrap").length;
}
