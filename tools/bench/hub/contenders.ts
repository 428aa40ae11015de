import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { LineProcess } from "./line-process";
import type { ServerUsage } from "./servers/control";

/** A server that is measured. */
export interface Contender {
	readonly name: string;
	start(): LineProcess;
}

const server = (file: string): string => fileURLToPath(new URL(`servers/${file}`, import.meta.url));
const onNode = (name: string, file: string): Contender => ({
	name,
	start: () => LineProcess.typescript(server(file)),
});

export const hub = onNode("hub", "hub.ts");
export const bareWs = onNode("ws", "ws.ts");
export const floor = onNode("floor", "floor.ts");

/** The system's own first: Debian's packages are for that one. */
const pythons = ["/usr/bin/python3", "python3"];
const python = pythons.find(
	(command) => spawnSync(command, ["-c", "import fastapi, uvicorn, websockets"]).status === 0,
);

/** Undefined where it is not installed. */
export const fastapi: Contender | undefined =
	python === undefined
		? undefined
		: {
				name: "FastAPI",
				start: () => LineProcess.start(python, [server("fastapi_relay.py")]),
			};

export const fastapiMissing =
	"FastAPI with uvicorn is not installed and not measured (Debian: python3-fastapi python3-uvicorn python3-websockets)";

/** A contender's server while it runs. */
export class RunningServer {
	readonly port: number;
	readonly #process: LineProcess;

	private constructor(process: LineProcess, port: number) {
		this.#process = process;
		this.port = port;
	}

	static async start(contender: Contender): Promise<RunningServer> {
		const process = contender.start();
		const { port } = (await process.next()) as { port: number };
		return new RunningServer(process, port);
	}

	/** Reads what it has used. @param collect whether garbage is collected first */
	async usage(collect = false): Promise<ServerUsage> {
		return (await this.#process.ask(collect ? "collect" : "usage")) as ServerUsage;
	}

	end(): Promise<void> {
		return this.#process.end();
	}
}
