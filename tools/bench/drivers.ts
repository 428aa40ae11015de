import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildFirmware } from "../build/firmware";
import { root, simulatorBuild } from "../build/layout";
import { percentile, printTable } from "./figures";

const run = promisify(execFile);
const tests = join(root, "tests", "c");
const program = join(root, "build", "tests", "c", "none", "drivers-benchmark");

const drivers = [
	["es8311", "ES8311, both directions, 16 kHz"],
	["ov2640", "OV2640, VGA"],
	["ws2812", "WS2812, 8 pixels"],
] as const;

/** Path, and the unit of its figures. */
const paths = [
	["microphone", "second of sound"],
	["speaker", "second of sound"],
	["camera", "VGA frame"],
] as const;

const rounds = 8;
const starts = 10;
const repetitions = 2000;
const memorySeconds = 2;

/** Bytes. */
interface Memory {
	internal: number;
	psram: number;
}

/** What drivers/memory.c prints. */
interface MemoryFigures {
	tasks: { name: string; stack: number; used: number }[];
	made: Memory;
	streaming: Memory;
	most: Memory;
	closed: Memory;
}

/** What drivers/work.c prints: CPU time in nanoseconds. */
interface WorkFigures {
	task: number;
	units: number;
}

/** What drivers/cpu.c prints. */
interface CpuFigures extends WorkFigures {
	caller: number;
	process: number;
	bytes: number;
}

async function measure<Figures>(name: string, amount: number): Promise<Figures> {
	const { stdout } = await run(program, [name, String(amount)]);
	return JSON.parse(stdout) as Figures;
}

/** .data and .bss of the objects of a folder in drivers/, in bytes. What is constant but for relocation is none. */
async function staticSize(folder: string): Promise<number> {
	const objects = readdirSync(join(root, "drivers", folder))
		.filter((name) => name.endsWith(".c"))
		.map((name) => join(simulatorBuild, "belltower", "native", `${name}.o`));
	const { stdout } = await run("size", ["--format=sysv", ...objects]);
	const sections = stdout.matchAll(/^\.(?:data(?!\.rel\.ro)|bss)\S*\s+(\d+)/gm);
	return [...sections].reduce((sum, [, size]) => sum + Number(size), 0);
}

async function measureMemory(): Promise<void> {
	await buildFirmware({ manifest: join(root, "manifest.json"), name: "belltower" });
	const memoryRows = [["common to all", String(await staticSize("common"))]];
	const stackRows: string[][] = [];
	for (const [folder, name] of drivers) {
		const figures = await measure<MemoryFigures>(`memory-${folder}`, memorySeconds);
		const stacks = figures.tasks.reduce((sum, { stack }) => sum + stack, 0);
		const { made, streaming, most, closed } = figures;
		memoryRows.push([
			name,
			String(await staticSize(folder)),
			...[made.internal, streaming.internal - stacks, stacks, most.internal, made.psram, streaming.psram].map(
				String,
			),
			String(closed.internal + closed.psram),
		]);
		const { tasks } = await measure<MemoryFigures>(`stacks-${folder}`, memorySeconds);
		for (const task of tasks) stackRows.push([task.name, String(task.stack), String(task.used)]);
	}
	printTable(
		`RAM of each driver, in bytes. Static: .data and .bss of its objects as compiled for this PC, 64 bits. Heap: what
simulator/idf accounts for it with what the simulated ESP-IDF takes on its behalf; buffers and stacks are as large as
on the chip, control structures are a PC's, with pointers of 64 bits and POSIX locks; 16 KB of the ES8311's PSRAM while it
streams are the simulated I2S port's own. Left: not given back by close`,
		[
			"",
			"static",
			"internal, made",
			"internal, streaming",
			"and stacks",
			"internal at most",
			"PSRAM, made",
			"PSRAM, streaming",
			"left",
		],
		memoryRows,
	);
	printTable(
		`Stacks of the drivers' tasks, in bytes. Used: the high-water mark of opening and ${memorySeconds} s of streaming on this PC
(64 bits, -O2, the simulated ESP-IDF and glibc's printf for its log), not what Xtensa uses; measured with larger stacks`,
		["", "configured", "used on this PC"],
		stackRows,
	);
}

/** The least of `rounds` runs, in microseconds for each unit: what else the machine does only adds to it. */
function least<Figures extends WorkFigures>(
	runs: readonly Figures[],
	time: (figures: Figures) => number,
): number {
	return Math.min(...runs.map((figures) => time(figures) / figures.units / 1000));
}

async function measureCpu(seconds: number): Promise<void> {
	const rows: string[][] = [];
	for (const [path, unit] of paths) {
		const driver: CpuFigures[] = [];
		const calls: CpuFigures[] = [];
		const work: WorkFigures[] = [];
		for (let round = 0; round < rounds; round++) {
			work.push(await measure(`work-${path}`, repetitions));
			driver.push(await measure(`cpu-${path}`, seconds));
			calls.push(await measure(`cpu-${path}-calls`, seconds));
		}
		const sizes = driver.map(({ bytes, units }) => bytes / units / 1000);
		const size = path === "camera" ? ` of ${percentile(sizes, 0.5).toFixed(1)} kB` : "";
		rows.push([
			`${path}, a ${unit}${size}`,
			least(driver, (figures) => figures.task).toFixed(0),
			least(calls, (figures) => figures.task).toFixed(0),
			least(work, (figures) => figures.task).toFixed(1),
			least(driver, (figures) => figures.caller).toFixed(0),
			least(calls, (figures) => figures.process - figures.task).toFixed(0),
		]);
	}
	printTable(
		`CPU time on this PC, in microseconds, the least of ${rounds} runs of ${seconds} s. Task: the driver's task, with the simulated
ESP-IDF it calls, most of it waking and waiting. Calls alone: a thread that makes these calls at the same rate, without
the driver; the difference is less than noise on a busy PC. Computing: what the task does to the bytes (level, ring;
jitter buffer, level; check of the JPEG), in a loop. From JavaScript: the C that it calls to read, write or lend;
neither its own time nor that of messages to it. Simulated parts: their threads, in none of the others`,
		["", "task", "calls alone", "computing", "from JavaScript", "simulated parts"],
		rows,
	);
}

async function measureStarts(): Promise<void> {
	const rows: string[][] = [];
	for (const [path, name] of [
		["microphone", "microphone, to the first chunk of 492 bytes"],
		["camera", "camera, to the first VGA frame"],
	] as const) {
		const { microseconds } = await measure<{ microseconds: number[] }>(`start-${path}`, starts);
		const row = [Math.min(...microseconds), percentile(microseconds, 0.5), Math.max(...microseconds)];
		rows.push([name, ...row.map((time) => (time / 1000).toFixed(1))]);
	}
	printTable(
		`From start, with the part without power, to the notice that there is something to read, in milliseconds of simulated
hardware timing: I2C, I2S, resets and exposure take their time, what is computed takes this PC's, and what else that does
makes it late; ${starts} starts each`,
		["", "least", "p50", "worst"],
		rows,
	);
}

/**
 * Measures the drivers' C on the simulated parts, without the engine: memory, stacks, CPU time and how long they take
 * to start.
 * @param seconds how long it is measured, about
 */
export async function measureDrivers(seconds: number): Promise<void> {
	await run("make", ["--silent", "SANITIZE=none", "benchmark"], { cwd: tests });
	await measureMemory();
	await measureCpu(Math.max(1, Math.round(seconds / (6 * rounds))));
	await measureStarts();
}
