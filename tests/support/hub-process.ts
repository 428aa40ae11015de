import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port";
import { Program } from "./program";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How `npm run hub` is run. */
export interface HubProcessOptions {
	data: string;
	/** What follows `npm run hub --`. */
	words?: readonly string[];
	/** Further BELLTOWER_ variables. */
	environment?: Readonly<Record<string, string>>;
	/** The largest file that it may write, KiB: a disk that is full, in a way. */
	largestFile?: number;
	/** As which user, by number. */
	user?: number;
}

/** How long a command may take, milliseconds. */
const PATIENCE = 20_000;

/** `npm run hub`, as a process of its own. */
export class HubProcess extends Program {
	readonly port: number;

	private constructor(
		port: number,
		{ data, words = [], environment = {}, largestFile, user }: HubProcessOptions,
	) {
		const limit = largestFile === undefined ? "" : `ulimit -f ${largestFile}; `;
		super(
			"the hub",
			spawn(
				"bash",
				["-c", `${limit}exec "$0" "$@"`, process.execPath, ...["--import", "tsx", "hub/main.ts", ...words]],
				{
					cwd: root,
					env: {
						PATH: process.env["PATH"] ?? "",
						HOME: data,
						BELLTOWER_DATA: data,
						BELLTOWER_PORT: String(port),
						BELLTOWER_TLS_HELP_PORT: "0",
						...environment,
					},
					stdio: ["ignore", "pipe", "pipe"],
					...(user !== undefined && { uid: user, gid: user }),
				},
			),
		);
		this.port = port;
	}

	/** Runs a command, or a hub that is expected to end by itself. */
	static async run(options: HubProcessOptions): Promise<{ status: number | null; output: string }> {
		const hub = new HubProcess(await freePort(), options);
		const timer = setTimeout(() => void hub.kill(), PATIENCE);
		const status = await hub.exited();
		clearTimeout(timer);
		return { status, output: hub.output };
	}

	/** Starts a hub on a free port of loopback, or on `port`, and waits until it listens. */
	static async start(options: HubProcessOptions, port?: number): Promise<HubProcess> {
		const hub = new HubProcess(port ?? (await freePort()), options);
		await hub.printed(/the hub listens/, 30_000);
		return hub;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Ends it as a service manager does, and resolves with the exit status. */
	async end(): Promise<number | null> {
		process.kill(this.pid, "SIGTERM");
		return this.exited();
	}

	/** Ends it as a power cut does. */
	async kill(): Promise<void> {
		if (this.running) process.kill(this.pid, "SIGKILL");
		await this.exited();
	}
}
