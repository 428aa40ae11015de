import { createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Where a machine stopped, and why: an exception or a `debugger` statement. */
export interface XsbugBreak {
	readonly path: string;
	readonly line: number;
	readonly message: string;
}

/** At what machines stop, and what is kept of what they say. */
export interface XsbugOptions {
	/** How many lines are kept, the last ones: 2,000 when left out. */
	readonly lines?: number;
	/** At exceptions, too, also those that are caught: true when left out. Each stop takes some 40 ms. */
	readonly exceptions?: boolean;
}

const keptBreaks = 100;

/**
 * As much of xsbug as a test needs: takes the connections of XS machines, keeps what they trace, lets them go on where
 * they stop, and can end their programs. The protocol is XML over TCP, as in the SDK's xs/sources/xsDebug.c.
 */
export class XsbugListener {
	readonly #server: Server;
	readonly #exceptions: boolean;
	readonly #keptLines: number;
	readonly #machines = new Set<Socket>();
	readonly #lines: string[] = [];
	readonly #breaks: XsbugBreak[] = [];
	#line = "";
	#logins = 0;

	private constructor(server: Server, { exceptions = true, lines = 2_000 }: XsbugOptions) {
		this.#server = server;
		this.#exceptions = exceptions;
		this.#keptLines = lines;
		server.on("connection", (socket) => {
			this.#connected(socket);
		});
	}

	/** Listens on a free port of loopback: a machine finds it by `XSBUG_HOST` and `XSBUG_PORT`. */
	static async listen(options: XsbugOptions = {}): Promise<XsbugListener> {
		const server = createServer();
		await new Promise<void>((resolve, reject) => {
			server.once("error", reject);
			server.listen(0, "127.0.0.1", resolve);
		});
		return new XsbugListener(server, options);
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	/** What the environment of a program must have so that its machine connects here. */
	get environment(): Record<string, string> {
		return { XSBUG_HOST: "127.0.0.1", XSBUG_PORT: String(this.port) };
	}

	/** The lines that were traced, all machines together, oldest first; the last of them. */
	get lines(): readonly string[] {
		return this.#lines;
	}

	/** Where machines stopped, oldest first; the last 100 of them. Each was told to go on. Exceptions that are caught count. */
	get breaks(): readonly XsbugBreak[] {
		return this.#breaks;
	}

	/** Machines that have connected so far. */
	get logins(): number {
		return this.#logins;
	}

	/** Machines that are connected now. */
	get connected(): number {
		return this.#machines.size;
	}

	/** Ends the programs of the connected machines: they are deleted, with their host objects' destructors run. */
	abort(): void {
		for (const machine of this.#machines) send(machine, "<abort/>");
	}

	async close(): Promise<void> {
		for (const machine of this.#machines) machine.destroy();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	#connected(socket: Socket): void {
		let unread = "";
		this.#machines.add(socket);
		socket.setEncoding("utf8");
		socket.on("data", (text: string) => {
			unread += text;
			for (let end = unread.indexOf(endTag); end >= 0; end = unread.indexOf(endTag)) {
				this.#received(socket, unread.slice(0, end));
				unread = unread.slice(end + endTag.length);
			}
		});
		socket.on("error", () => socket.destroy());
		socket.on("close", () => this.#machines.delete(socket));
	}

	#received(socket: Socket, message: string): void {
		if (message.includes("<login ")) {
			this.#logins++;
			const breakpoints = this.#exceptions ? '<breakpoint path="exceptions" line="0"/>' : "";
			send(socket, `<set-all-breakpoints>${breakpoints}</set-all-breakpoints>`);
		}
		for (const [, text = ""] of message.matchAll(/<log(?: [^>]*)?>([^<]*)<\/log>/g))
			this.#traced(decode(text));
		for (const [, attributes = "", text = ""] of message.matchAll(/<break ([^>]*)>([^<]*)<\/break>/g)) {
			this.#breaks.push({
				path: decode(/path="([^"]*)"/.exec(attributes)?.[1] ?? ""),
				line: Number(/line="([^"]*)"/.exec(attributes)?.[1]),
				message: decode(text),
			});
			this.#breaks.splice(0, this.#breaks.length - keptBreaks);
			send(socket, "<go/>");
		}
	}

	#traced(text: string): void {
		const lines = (this.#line + text).split("\n");
		this.#line = lines.pop() ?? "";
		this.#lines.push(...lines);
		this.#lines.splice(0, this.#lines.length - this.#keptLines);
	}
}

const endTag = "</xsbug>";

function send(machine: Socket, command: string): void {
	machine.write(`\r\n${command}\r\n`);
}

const entities: Record<string, string> = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

function decode(text: string): string {
	return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
		code === undefined ? (entities[name ?? ""] ?? whole) : String.fromCodePoint(Number(code)),
	);
}
