import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { buildFirmware, type BuiltFirmware } from "../build/firmware";
import { root } from "../build/layout";
import { percentile, printTable } from "./figures";
import { usageOf } from "./process-usage";

type Mode = "send" | "receive" | "swallow";

/** What a client did in a run. */
interface Run {
	/** Messages a second. */
	rate: number;
	/** CPU time of the client for each message, microseconds. */
	cpu: number;
}

/** A client that is measured: its command for a mode, a port, a size and a time. */
interface Contender {
	name: string;
	start(mode: Mode, port: number, size: number, milliseconds: number): ChildProcess;
}

const sizes = [16, 492, 4096, 20_000, 60_000];
const swallowedSizes = [16, 492, 4096, 32_768, 60_000];
const rounds = 3;

/** The buffers of the simulated TCP, as large as a computer's instead of the board's. */
const largeBuffers = { BELLTOWER_TCP_SEND_BUFFER: "262144", BELLTOWER_TCP_RECEIVE_BUFFER: "262144" };
const throughput = join(root, "tests", "websocket", "throughput");
const scratch = join(root, "build", "bench");

/**
 * Measures Belltower's WebSocket client on XS beside `ws` on Node, sending to and receiving from a server on the
 * loopback, and beside the SDK's client on the same engine over a socket that swallows everything. All contenders take
 * turns, so that what else the machine does hits them alike; each figure is the median of three runs.
 * @param seconds how long it all takes, about
 */
export async function measureWebSocket(seconds: number): Promise<void> {
	const milliseconds = Math.min(5000, Math.max(300, (seconds * 1000) / (rounds * sizes.length * 8)));
	const ours = onXS("Belltower", await build("throughput", join(throughput, "manifest.json")));
	const modules = await bufferutilFolder();
	const others = [
		...(modules === undefined ? [] : [onNode("ws, bufferutil", { NODE_PATH: modules })]),
		onNode("ws", { WS_NO_BUFFER_UTIL: "1" }),
	];
	const server = await CountingServer.start();
	try {
		for (const mode of ["send", "receive"] as const)
			await compare(
				mode,
				`WebSocket: messages ${mode === "send" ? "sent" : "received"} a second`,
				[ours, ...others],
				{
					server,
					milliseconds,
					sizes,
				},
			);
	} finally {
		server.stop();
	}
	const sdk = await sdkContender();
	if (sdk === undefined) console.log("\nThe Moddable SDK is not installed: its client is not measured.");
	await compare(
		"swallow",
		"WebSocket: messages a second into a socket that swallows everything",
		sdk === undefined ? [ours] : [ours, sdk],
		{ server: undefined, milliseconds, sizes: swallowedSizes },
	);
}

interface Conditions {
	server: CountingServer | undefined;
	milliseconds: number;
	sizes: readonly number[];
}

async function compare(
	mode: Mode,
	heading: string,
	contenders: readonly Contender[],
	{ server, milliseconds, sizes: measured }: Conditions,
): Promise<void> {
	const rows: string[][] = [];
	for (const size of measured) {
		const runs = contenders.map((): Run[] => []);
		for (let round = 0; round < rounds; round++)
			for (const [index, contender] of contenders.entries())
				runs[index]?.push(await measure(contender, mode, size, milliseconds, server));
		const rates = runs.map((each) =>
			percentile(
				each.map(({ rate }) => rate),
				0.5,
			),
		);
		const cpus = runs.map((each) =>
			percentile(
				each.map(({ cpu }) => cpu),
				0.5,
			),
		);
		const [ourRate = Number.NaN] = rates;
		rows.push([
			String(size),
			...rates.map((rate) => rate.toFixed(0)),
			...rates.slice(1).map((rate) => (ourRate / rate).toFixed(2)),
			...cpus.map((cpu) => cpu.toFixed(1)),
		]);
	}
	const names = contenders.map(({ name }) => name);
	printTable(
		heading,
		[
			"bytes",
			...names,
			...names.slice(1).map((name) => `ratio to ${name}`),
			...names.map((name) => `µs CPU, ${name}`),
		],
		rows,
	);
}

async function measure(
	contender: Contender,
	mode: Mode,
	size: number,
	milliseconds: number,
	server: CountingServer | undefined,
): Promise<Run> {
	const child = contender.start(mode, server?.port ?? 0, size, milliseconds);
	const exited = once(child, "exit");
	try {
		const told = await resultOf(child, contender.name);
		const { cpu } = usageOf(child.pid ?? 0);
		child.kill("SIGKILL");
		await exited;
		const counted = mode === "send" && server !== undefined ? await server.count() : told;
		return { rate: (counted.messages * 1000) / counted.milliseconds, cpu: (cpu * 1000) / told.messages };
	} finally {
		child.kill("SIGKILL");
	}
}

interface Result {
	messages: number;
	milliseconds: number;
}

async function resultOf(child: ChildProcess, name: string): Promise<Result> {
	if (child.stdout === null) throw new Error(`${name} has no output`);
	for await (const line of createInterface({ input: child.stdout })) {
		if (line.startsWith("@result ")) return JSON.parse(line.slice(8)) as Result;
		if (line.startsWith("@error ")) throw new Error(`${name}: ${line.slice(7)}`);
	}
	throw new Error(`${name} ended before it was measured`);
}

class CountingServer {
	readonly port: number;
	#child: ChildProcess;
	#lines: AsyncIterator<string>;

	private constructor(child: ChildProcess, lines: AsyncIterator<string>, port: number) {
		this.#child = child;
		this.#lines = lines;
		this.port = port;
	}

	static async start(): Promise<CountingServer> {
		const script = join(import.meta.dirname, "websocket-server.ts");
		const child = spawn(process.execPath, ["--import=tsx", script], { stdio: ["pipe", "pipe", "inherit"] });
		const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
		const first = await lines.next();
		return new CountingServer(child, lines, Number(first.value));
	}

	/** What it counted on the connection that ends next. */
	async count(): Promise<Result> {
		const line = await this.#lines.next();
		return JSON.parse(String(line.value)) as Result;
	}

	stop(): void {
		this.#child.kill();
	}
}

async function build(name: string, manifest: string): Promise<BuiltFirmware> {
	return buildFirmware({ manifest, name });
}

function onXS(name: string, { executable, args }: BuiltFirmware): Contender {
	return {
		name,
		start(mode, port, size, milliseconds) {
			const config = Object.entries({ mode, port, size, milliseconds }).flatMap(([key, value]) => [
				"--config",
				`${key}=${value}`,
			]);
			return spawn(executable, [...args, ...config], {
				stdio: ["ignore", "pipe", "inherit"],
				env: { ...process.env, ...largeBuffers },
			});
		},
	};
}

function onNode(name: string, environment: Record<string, string>): Contender {
	const script = join(import.meta.dirname, "websocket-ws.ts");
	return {
		name,
		start(mode, port, size, milliseconds) {
			const parameters = [mode, port, size, milliseconds].map(String);
			return spawn(process.execPath, ["--import=tsx", script, ...parameters], {
				stdio: ["ignore", "pipe", "inherit"],
				env: { ...process.env, ...environment },
			});
		},
	};
}

/** A folder of modules that has bufferutil, which is no dependency of Belltower's; undefined if it can't be had. */
async function bufferutilFolder(): Promise<string | undefined> {
	const modules = join(scratch, "node_modules");
	const find = createRequire(join(modules, "any.js"));
	try {
		find.resolve("bufferutil");
		return modules;
	} catch {
		mkdirSync(scratch, { recursive: true });
		writeFileSync(join(scratch, "package.json"), "{}");
	}
	try {
		await promisify(execFile)("npm", [
			"install",
			"--prefix",
			scratch,
			"--no-audit",
			"--no-fund",
			"bufferutil@4",
		]);
		return modules;
	} catch (error) {
		console.log(
			`bufferutil can't be installed, so ws is measured without it alone: ${String(error).split("\n")[0] ?? ""}`,
		);
		return undefined;
	}
}

/** The SDK's own client over the same socket, where the SDK is installed. */
async function sdkContender(): Promise<Contender | undefined> {
	const sdk = process.env["MODDABLE"] ?? join(homedir(), ".local", "share", "moddable");
	const client = join(sdk, "examples", "io", "tcp", "websocketclient", "websocketclient");
	if (!existsSync(`${client}.js`)) return undefined;
	const folder = join(scratch, "sdk");
	mkdirSync(folder, { recursive: true });
	const manifest = join(folder, "manifest.json");
	writeFileSync(
		manifest,
		JSON.stringify({
			include: [join(throughput, "manifest.json")],
			modules: {
				"~": join(throughput, "contender"),
				contender: "./contender",
				"sdk-client": client,
				"*": join(sdk, "modules", "data", "logical", "*"),
			},
		}),
	);
	// XS 13 lacks two functions that the client uses once a connection and once a message.
	writeFileSync(
		join(folder, "contender.js"),
		`import { base64 } from "websocket/base64";
Uint8Array.prototype.toBase64 = function () { return base64(this); };
Math.irandom = (limit) => Math.floor(Math.random() * limit);
export { default } from "sdk-client";
export const options = {};
`,
	);
	return onXS("the SDK's", await build("throughput-sdk", manifest));
}
