import { base64 } from "websocket/base64";
import { WebSocketError } from "websocket/errors";
import { sha1 } from "websocket/sha1";

/** The most bytes that the header section of the server's answer may have. */
export const maximumHeaderSection = 4096;

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const token = () => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const printable = () => /^[\t\x20-\x7e]*$/;
const ours = () => /^(?:connection|upgrade|sec-websocket-.*)$/;

export interface HandshakeOptions {
	host: string;
	port: number;
	/** Path and query: `/ws/image?device=front-door`. Percent-encoded. */
	path?: string | undefined;
	/** The subprotocols that are offered, as in `Sec-WebSocket-Protocol`: one, or several with commas between them. */
	protocol?: string | undefined;
	/** Header fields to add to the request. */
	headers?: Iterable<readonly [string, string]> | undefined;
	/** The connection is over TLS, so that 443 is the port that goes without saying. */
	secure?: boolean | undefined;
}

/**
 * The client's part of the opening handshake: the request, and the answer as it comes in. RFC 6455 section 4.1.
 * Knows no socket: bytes out in `request`, bytes in through `receive`.
 */
export class Handshake {
	/** The whole request. */
	readonly request: Uint8Array;
	/** The subprotocol that the server selected, "" if it selected none. */
	protocol = "";

	#offered: string[];
	#key: string;
	#line = "";
	#received = 0;
	#status = 0;
	#statusLine = "";
	#fields = new Map<string, string>();

	/**
	 * @param nonce 16 bytes that nobody can guess
	 * @throws WebSocketError `bad-argument` for what can't stand in a request
	 */
	constructor(options: HandshakeOptions, nonce: Uint8Array) {
		this.#key = base64(nonce);
		this.#offered = offered(options.protocol);
		this.request = ascii(request(options, this.#key, this.#offered));
	}

	/**
	 * Takes the first `count` of `bytes`. Returns how many of them were part of the answer once it is complete and right
	 * (what follows is the first frame), undefined while it goes on.
	 * @throws WebSocketError when it is complete and wrong, or can't become right
	 */
	receive(bytes: Uint8Array, count: number): number | undefined {
		for (let index = 0; index < count; index++) {
			if (++this.#received > maximumHeaderSection)
				throw new WebSocketError("handshake-too-long", { found: `more than ${maximumHeaderSection} bytes` });
			const byte = bytes[index] ?? 0;
			if (byte !== 10) {
				this.#line += String.fromCharCode(byte);
				continue;
			}
			const line = this.#line;
			this.#line = "";
			if (line === "\r") {
				this.#check();
				return index + 1;
			}
			if (!line.endsWith("\r")) throw malformed("a line that does not end with CR LF");
			if (this.#status) this.#readField(line.slice(0, -1));
			else this.#readStatus(line.slice(0, -1));
		}
		return undefined;
	}

	#readStatus(line: string): void {
		const status = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(line)?.[1];
		if (status === undefined) throw malformed(JSON.stringify(line.slice(0, 80)));
		this.#status = Number(status);
		this.#statusLine = line.slice(9, 89);
	}

	#readField(line: string): void {
		const colon = line.indexOf(":");
		const name = line.slice(0, Math.max(colon, 0));
		if (!token().test(name)) throw malformed(JSON.stringify(line.slice(0, 80)));
		const value = trim(line.slice(colon + 1));
		const before = this.#fields.get(name.toLowerCase());
		this.#fields.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
	}

	#check(): void {
		if (this.#status !== 101) throw this.#refused();
		const field = (name: string) => this.#fields.get(name);
		const upgrade = field("upgrade");
		if (upgrade?.toLowerCase() !== "websocket") throw new WebSocketError("bad-upgrade", found(upgrade));
		const connection = field("connection");
		if (!list(connection?.toLowerCase()).includes("upgrade"))
			throw new WebSocketError("bad-connection", found(connection));
		const accept = field("sec-websocket-accept");
		if (accept !== acceptFor(this.#key)) throw new WebSocketError("bad-accept", found(accept));
		const extensions = field("sec-websocket-extensions");
		if (extensions) throw new WebSocketError("bad-extensions", found(extensions));
		const protocol = field("sec-websocket-protocol");
		if (protocol !== undefined && !this.#offered.includes(protocol))
			throw new WebSocketError("bad-protocol", found(protocol));
		this.protocol = protocol ?? "";
	}

	#refused(): WebSocketError {
		const status = this.#status;
		if (status === 401 || status === 407)
			return new WebSocketError("handshake-unauthorized", { status, found: this.#statusLine });
		if (status >= 300 && status < 400 && this.#fields.has("location"))
			return new WebSocketError("handshake-redirected", { status, ...found(this.#fields.get("location")) });
		return new WebSocketError("handshake-refused", { status, found: this.#statusLine });
	}
}

/** The Sec-WebSocket-Accept that answers a Sec-WebSocket-Key. RFC 6455 section 4.2.2. */
export function acceptFor(key: string): string {
	return base64(sha1(key + guid));
}

function request(options: HandshakeOptions, key: string, offered: string[]): string {
	const { host, port, path = "/", secure = false } = options;
	if (!/^[\x21-\x7e]+$/.test(host) || /[/?#@]/.test(host))
		throw wrong(`host is ${JSON.stringify(host)}; it must be a name or an address`);
	if (!/^\/[\x21-\x7e]*$/.test(path) || path.includes("#"))
		throw wrong(
			`path is ${JSON.stringify(path)}; it must start with "/" and be percent-encoded, without fragment`,
		);
	const fields = [...(options.headers ?? [])];
	for (const [name, value] of fields) {
		if (!token().test(name) || !printable().test(value) || ours().test(name.toLowerCase()))
			throw wrong(
				`the header ${JSON.stringify(name)} can't be added to the handshake, or not with its value`,
			);
	}
	const usualPort = secure ? 443 : 80;
	return [
		`GET ${path} HTTP/1.1`,
		...(fields.some(([name]) => name.toLowerCase() === "host")
			? []
			: [`Host: ${host}${port === usualPort ? "" : `:${port}`}`]),
		"Upgrade: websocket",
		"Connection: Upgrade",
		`Sec-WebSocket-Key: ${key}`,
		"Sec-WebSocket-Version: 13",
		...(offered.length ? [`Sec-WebSocket-Protocol: ${offered.join(", ")}`] : []),
		...fields.map(([name, value]) => `${name}: ${value}`),
		"\r\n",
	].join("\r\n");
}

function offered(protocol: string | undefined): string[] {
	const names = list(protocol);
	for (const name of names)
		if (!token().test(name))
			throw wrong(`protocol has ${JSON.stringify(name)}, which is not a subprotocol's name`);
	return names;
}

function list(value: string | undefined): string[] {
	return value ? value.split(",").map(trim) : [];
}

/** Takes away the white space of RFC 9110 section 5.6.3, which is less than JavaScript's. */
function trim(value: string): string {
	return value.replace(/^[ \t]+|[ \t]+$/g, "");
}

function ascii(text: string): Uint8Array {
	const bytes = new Uint8Array(text.length);
	for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
	return bytes;
}

function found(value: string | undefined): { found: string } {
	return { found: value === undefined ? "there is none" : JSON.stringify(value.slice(0, 80)) };
}

function malformed(what: string): WebSocketError {
	return new WebSocketError("handshake-malformed", { found: what });
}

function wrong(what: string): WebSocketError {
	return new WebSocketError("bad-argument", { found: what });
}
