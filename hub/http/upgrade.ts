import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import type { Access } from "../access/access";
import type { Devices } from "../devices/devices";
import type { Heartbeat } from "../relay/heartbeat";
import type { Log } from "../common/log";
import type { Viewers } from "../viewers/viewers";
import { DeviceConnection, type Role } from "../devices/device-connection";
import { checkDeviceId } from "../devices/devices";
import { checkAllowed, nameOf } from "../access/principal";
import { asHubError, HubError } from "../common/errors";
import { ORIGINAL_DEVICE, VIEWER_PROTOCOL } from "../wire/viewer";

/** The subprotocol of docs/protocol.md. */
const DEVICE_PROTOCOL = "belltower.1";
/** The longest message of a doorbell, bytes: a JPEG of 1600x1200 at the best quality has less. */
const LONGEST_DEVICE_MESSAGE = 2_097_152;
/** The longest message of a viewer, bytes. */
const LONGEST_VIEWER_MESSAGE = 16_384;
/** How long a peer may take to answer a close frame, milliseconds. */
const CLOSE_TIMEOUT = 2000;
const POLICY_VIOLATION = 1008;

const STATUS: Readonly<Record<string, string>> = {
	unauthorized: "401 Unauthorized",
	forbidden: "403 Forbidden",
	"bad-origin": "403 Forbidden",
	"bad-proxy": "403 Forbidden",
	"bad-host": "403 Forbidden",
	"not-found": "404 Not Found",
	"too-many-devices": "503 Service Unavailable",
};

const settings = {
	noServer: true,
	perMessageDeflate: false,
	clientTracking: true,
	closeTimeout: CLOSE_TIMEOUT,
} as const;

/** Takes WebSocket handshakes: doorbells on `/ws/from_esp` and `/ws/image`, pages on `/ws/viewer`. */
export class Upgrades {
	readonly #access: Access;
	readonly #devices: Devices;
	readonly #viewers: Viewers;
	readonly #heartbeat: Heartbeat;
	readonly #log: Log;
	readonly #deviceServer = new WebSocketServer({
		...settings,
		maxPayload: LONGEST_DEVICE_MESSAGE,
		handleProtocols: (offered) => (offered.has(DEVICE_PROTOCOL) ? DEVICE_PROTOCOL : false),
	});
	readonly #viewerServer = new WebSocketServer({
		...settings,
		maxPayload: LONGEST_VIEWER_MESSAGE,
		handleProtocols: () => VIEWER_PROTOCOL,
	});

	constructor(
		server: Server,
		access: Access,
		devices: Devices,
		viewers: Viewers,
		heartbeat: Heartbeat,
		log: Log,
	) {
		this.#access = access;
		this.#devices = devices;
		this.#viewers = viewers;
		this.#heartbeat = heartbeat;
		this.#log = log;
		server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
			const onError = (error: Error): void =>
				this.#log.debug({ code: error.message }, "a connection broke during its handshake");
			socket.on("error", onError);
			try {
				this.#route(request, socket, head);
				socket.off("error", onError);
			} catch (thrown) {
				this.#refuse(request, socket, asHubError(thrown));
			}
		});
	}

	/** Ends every connection at once, those included that did not answer the close frame. */
	terminate(): void {
		for (const server of [this.#deviceServer, this.#viewerServer]) {
			for (const webSocket of server.clients) webSocket.terminate();
			server.close();
		}
	}

	/** Resolves when all connections have ended, at the latest when the time for the closing handshake is over. */
	async closed(): Promise<void> {
		const clients = [...this.#deviceServer.clients, ...this.#viewerServer.clients];
		await Promise.all(clients.map((webSocket) => new Promise((resolve) => webSocket.once("close", resolve))));
	}

	#route(request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const path = request.url ?? "/";
		if (!URL.canParse(path, "http://hub")) throw new HubError("bad-request", "the address can't be read");
		const url = new URL(path, "http://hub");
		this.#access.checkSite(request);
		const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
		switch (url.pathname) {
			case "/ws/from_esp":
				this.#acceptDevice("audio", url, offered, request, socket, head);
				break;
			case "/ws/image":
				this.#acceptDevice("video", url, offered, request, socket, head);
				break;
			case "/ws/viewer":
				this.#acceptViewer(offered, request, socket, head);
				break;
			default:
				throw new HubError(
					"not-found",
					"doorbells connect to /ws/from_esp and /ws/image, pages to /ws/viewer",
				);
		}
	}

	#acceptDevice(
		role: Role,
		url: URL,
		offered: string[],
		request: IncomingMessage,
		socket: Duplex,
		head: Buffer,
	): void {
		const dialect = offered.includes(DEVICE_PROTOCOL) ? DEVICE_PROTOCOL : "original";
		const id = dialect === "original" ? ORIGINAL_DEVICE : checkDeviceId(url.searchParams.get("device"));
		const holds =
			dialect === "original" ? this.#access.checkOriginal() : this.#access.checkDevice(request, id);
		const device = this.#devices.claim(id);
		this.#deviceServer.handleUpgrade(request, socket, head, (webSocket) => {
			this.#heartbeat.watch(webSocket, socket);
			this.#hold(webSocket, holds, "the doorbell's token was revoked");
			device.attach(new DeviceConnection(role, dialect, webSocket, socket, device, this.#log, id));
		});
	}

	#acceptViewer(offered: string[], request: IncomingMessage, socket: Duplex, head: Buffer): void {
		const principal = this.#access.principalOf(request, "person");
		checkAllowed("person", principal);
		if (!offered.includes(VIEWER_PROTOCOL)) {
			throw new HubError("bad-protocol", `pages must offer the subprotocol ${VIEWER_PROTOCOL}`);
		}
		this.#viewerServer.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
			this.#heartbeat.watch(webSocket, socket);
			this.#hold(webSocket, () => this.#access.holds(principal, "person"), "sign in again");
			this.#viewers.add(webSocket, socket, request.headers["user-agent"], nameOf(principal));
		});
	}

	/** Ends a connection when its peer would not be let in any more. */
	#hold(webSocket: WebSocket, holds: () => boolean, reason: string): void {
		const release = this.#access.admissions.add(holds, () => {
			webSocket.close(POLICY_VIOLATION, reason);
			setTimeout(() => webSocket.terminate(), CLOSE_TIMEOUT).unref();
		});
		webSocket.once("close", release);
	}

	#refuse(request: IncomingMessage, socket: Duplex, { code, message }: HubError): void {
		const { address } = this.#access.originOf(request);
		this.#log.warn({ code, address }, `a connection was refused: ${message}`);
		const body = `${message}\n`;
		const lines = [
			`HTTP/1.1 ${STATUS[code] ?? "400 Bad Request"}`,
			"Connection: close",
			"Content-Type: text/plain; charset=utf-8",
			`Content-Length: ${Buffer.byteLength(body)}`,
			...(code === "unauthorized" ? ["WWW-Authenticate: Bearer"] : []),
		];
		socket.once("finish", () => socket.destroy());
		socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
	}
}
