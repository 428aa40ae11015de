import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHub } from "../../hub/server";
import type { Firmware, Update } from "../../hub/wire/viewer";
import { TestFirmware, UpdatableDoorbell } from "../../tests/support/updatable-doorbell";
import { until } from "../../tests/support/until";
import { printTable } from "./figures";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const settled = 300_000;

/** What of the engine's heaps is in use, in bytes, right after garbage was collected. */
interface Heap {
	chunks: number;
	slots: number;
}

/** How an update went; milliseconds. */
interface Timing {
	loaded: number;
	confirmed: number;
	/** The most of each while it was loading. */
	heap: Heap;
	failure: string;
}

/**
 * Measures an update of a simulated doorbell in one run with a plain download of the same image from the same hub: how fast
 * it loads, how much more of the engine's heap is in use meanwhile, and how long it is from the command to the confirmation.
 */
export async function measureUpdate(): Promise<void> {
	const firmware = await TestFirmware.build();
	const folder = mkdtempSync(join(tmpdir(), "belltower-bench-"));
	const hub = await startHub({ port: 0, log: silent });
	const url = `http://127.0.0.1:${hub.port}`;
	const doorbell = new UpdatableDoorbell({
		firmware,
		folder,
		device: "front-door",
		image: firmware.image("0.1.0"),
		config: { hub: url.replace("http", "ws"), trialSeconds: "60", idleSeconds: "2" },
		environment: { BELLTOWER_WATCHDOG: "30" },
	});
	try {
		await until("the doorbell", () => hub.devices.get("front-door")?.summary.firmware === "0.1.0", settled);
		const bytes = firmware.image("0.2.0");
		const stored = (await send(`${url}/api/firmware`, bytes)) as Firmware;
		const begun = performance.now();
		await (await fetch(`${url}/api/firmware/${stored.id}/image`)).arrayBuffer();
		const plain = performance.now() - begun;
		const before = await readHeap(doorbell);
		const { loaded, confirmed, heap, failure } = await update(url, stored, doorbell);
		const rate = (milliseconds: number): string =>
			`${(bytes.length / 1024 / (milliseconds / 1000)).toFixed(0)} KB/s`;
		printTable(
			`Update of ${bytes.length} bytes${failure}`,
			["", "time", "rate"],
			[
				["plain download (Node's fetch, kept in memory)", `${plain.toFixed(0)} ms`, rate(plain)],
				["download by the doorbell to its flash, verified", `${loaded.toFixed(0)} ms`, rate(loaded)],
				["the same, as a part of the plain one's rate", "", `${((100 * plain) / loaded).toFixed(1)} %`],
				["from the command to confirmed, with 2 s idle on trial", `${confirmed.toFixed(0)} ms`, ""],
			],
		);
		const row = (name: string, { chunks, slots }: Heap): string[] => [name, String(chunks), String(slots)];
		printTable(
			"The doorbell's XS heap in use right after a collection, in bytes",
			["", "chunks", "slots"],
			[
				row("before, connected and idle", before),
				row("at most while it loads", heap),
				row("what the update adds", {
					chunks: heap.chunks - before.chunks,
					slots: heap.slots - before.slots,
				}),
			],
		);
	} finally {
		await doorbell.destroy();
		await hub.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

async function send(url: string, body: Buffer | object): Promise<unknown> {
	const isImage = Buffer.isBuffer(body);
	const response = await fetch(url, {
		method: "POST",
		headers: { "Content-Type": isImage ? "application/octet-stream" : "application/json" },
		body: isImage ? new Uint8Array(body) : JSON.stringify(body),
	});
	return response.json();
}

async function update(url: string, { id }: Firmware, doorbell: UpdatableDoorbell): Promise<Timing> {
	const begun = performance.now();
	const rollOut = (await send(`${url}/api/updates`, { firmware: id, devices: ["front-door"] })) as Update;
	let loaded = 0;
	const heap: Heap = { chunks: 0, slots: 0 };
	const end = await until(
		"the end of the update",
		async () => {
			const now = (await (await fetch(`${url}/api/updates/${rollOut.id}`)).json()) as Update;
			const state = now.devices[0]?.state;
			if (state === "loading") {
				const now = await readHeap(doorbell).catch(() => heap);
				heap.chunks = Math.max(heap.chunks, now.chunks);
				heap.slots = Math.max(heap.slots, now.slots);
			} else if (loaded === 0 && state !== "asked") loaded = performance.now() - begun;
			return now.state !== "running" && now;
		},
		settled,
	);
	const failure = end.state === "done" ? "" : ` (${end.devices[0]?.message ?? end.state})`;
	return { loaded, confirmed: performance.now() - begun, heap, failure };
}

async function readHeap(doorbell: UpdatableDoorbell): Promise<Heap> {
	const printed = doorbell.output.length;
	process.kill(doorbell.pid, "SIGUSR2");
	const [, json = ""] = await until(
		"the engine's statistics",
		() => /statistics (\{.*\})/.exec(doorbell.output.slice(printed)) ?? undefined,
		2000,
	);
	const statistics = JSON.parse(json) as Record<string, number>;
	const read = (name: string): number => statistics[name] ?? Number.NaN;
	return { chunks: read("XS Chunk Heap Used"), slots: read("XS Slot Heap Used") };
}
