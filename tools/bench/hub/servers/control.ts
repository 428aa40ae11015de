import { createInterface } from "node:readline";

/** What a server has used, as it says itself when it is asked by a line on its standard input. */
export interface ServerUsage {
	/** CPU time of all its threads since it started, microseconds. */
	readonly cpu: number;
	/** Resident memory, bytes. */
	readonly resident: number;
	/** Memory that is in use after a garbage collection, bytes; 0 where that can't be told. */
	readonly used: number;
	/** Open handles: sockets, servers, timers. */
	readonly handles: number;
}

/** Tells the benchmark where this server listens, and from then on what it has used, each time it asks. */
export function serveControl(port: number): void {
	console.log(JSON.stringify({ port }));
	createInterface({ input: process.stdin })
		.on("line", (question) => {
			if (question === "collect") globalThis.gc?.();
			console.log(JSON.stringify(usage()));
		})
		.on("close", () => process.exit());
}

function usage(): ServerUsage {
	const { user, system } = process.cpuUsage();
	const { rss, heapUsed, external } = process.memoryUsage();
	const handles = process.getActiveResourcesInfo().length;
	return { cpu: user + system, resident: rss, used: heapUsed + external, handles };
}
