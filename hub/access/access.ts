import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HubOptions } from "../options";
import { HubError } from "../common/errors";
import { isLoopback } from "../options";

const COOKIE = "belltower";
const SESSION_LIFETIME = 30 * 24 * 3_600_000;
const MOST_SESSIONS = 1000;
/** Attempts to sign in from one address within the window. */
const MOST_ATTEMPTS = 10;
const ATTEMPT_WINDOW = 60_000;
const MOST_ADDRESSES = 1000;

/** Decides who may do what: tokens, sessions, and from where a browser may ask. */
export class Access {
	readonly #device: string | undefined;
	readonly #viewer: string | undefined;
	readonly #open: boolean;
	readonly #hosts: readonly string[];
	/** Whether the original's device, which can't present a token, may connect. */
	readonly allowsOriginal: boolean;
	readonly #sessions = new Map<string, number>();
	readonly #attempts = new Map<string, { count: number; until: number }>();

	constructor({ host = "127.0.0.1", tokens = {}, hosts = [], allowOriginal }: HubOptions) {
		this.#device = tokens.device;
		this.#viewer = tokens.viewer;
		this.#open = isLoopback(host);
		this.#hosts = hosts;
		this.allowsOriginal = allowOriginal ?? tokens.device === undefined;
	}

	/** Whether people must sign in. */
	get signInNeeded(): boolean {
		return this.#viewer !== undefined;
	}

	/**
	 * Checks what a browser says of where it is. A page of another site must not reach the hub through the browser, nor by
	 * a name that its owner points here (DNS rebinding).
	 * @throws HubError `bad-host`, `bad-origin`
	 */
	checkSite(request: IncomingMessage): void {
		const { host = "", origin } = request.headers;
		if (this.#open && !this.#hosts.includes(host) && !isLoopback(hostName(host))) {
			throw new HubError(
				"bad-host",
				`this hub answers to localhost only, not to ${host || "a request without a host"}`,
			);
		}
		if (origin === undefined) return;
		const site = URL.canParse(origin) ? new URL(origin).host : "";
		if (site === "" || (site !== host && !this.#hosts.includes(site))) {
			throw new HubError("bad-origin", "pages of another site may not connect to this hub");
		}
	}

	/** Checks a doorbell. @throws HubError `unauthorized` */
	checkDevice(request: IncomingMessage): void {
		if (this.#device === undefined || equal(bearer(request), this.#device)) return;
		throw new HubError("unauthorized", "this hub demands a device token: Authorization: Bearer TOKEN");
	}

	/** Checks the original's device. @throws HubError `unauthorized` */
	checkOriginal(): void {
		if (this.allowsOriginal) return;
		throw new HubError(
			"unauthorized",
			"this hub takes no device without a token; set BELLTOWER_ALLOW_ORIGINAL=1 to allow the original's",
		);
	}

	/** Whether a person or program may watch. */
	isViewer(request: IncomingMessage): boolean {
		if (this.#viewer === undefined) return true;
		return this.#hasSession(request) || equal(bearer(request), this.#viewer);
	}

	/** Checks a person or program that wants to watch. @throws HubError `unauthorized` */
	checkViewer(request: IncomingMessage): void {
		if (!this.isViewer(request))
			throw new HubError("unauthorized", "sign in first, or present the viewer token");
	}

	/**
	 * Checks a program that opens a stream: many can be given nothing but an address, so the viewer token may be in it.
	 * @throws HubError `unauthorized`
	 */
	checkDoor(request: IncomingMessage): void {
		if (this.isViewer(request)) return;
		const token = new URL(request.url ?? "/", "http://hub").searchParams.get("token") ?? "";
		if (this.#viewer !== undefined && equal(token, this.#viewer)) return;
		throw new HubError("unauthorized", "sign in first, or add ?token= with the viewer token to the address");
	}

	/**
	 * Signs in.
	 * @param address where the attempt comes from
	 * @returns the cookie to set
	 * @throws HubError `unauthorized`, `too-many-attempts`
	 */
	signIn(token: string, address: string, secure: boolean): string {
		const now = Date.now();
		const attempts = this.#attempts.get(address);
		const recent = attempts && attempts.until > now ? attempts : { count: 0, until: now + ATTEMPT_WINDOW };
		if (recent.count >= MOST_ATTEMPTS) {
			throw new HubError("too-many-attempts", "too many attempts to sign in; wait a minute");
		}
		remember(this.#attempts, address, { ...recent, count: recent.count + 1 }, MOST_ADDRESSES);
		if (this.#viewer === undefined || !equal(token, this.#viewer)) {
			throw new HubError("unauthorized", "this is not the viewer token");
		}
		this.#attempts.delete(address);
		const session = randomBytes(24).toString("base64url");
		remember(this.#sessions, session, now + SESSION_LIFETIME, MOST_SESSIONS);
		return cookie(session, SESSION_LIFETIME / 1000, secure);
	}

	/** Signs out. @returns the cookie to set */
	signOut(request: IncomingMessage, secure: boolean): string {
		this.#sessions.delete(sessionOf(request));
		return cookie("", 0, secure);
	}

	#hasSession(request: IncomingMessage): boolean {
		const session = sessionOf(request);
		const until = this.#sessions.get(session);
		if (until === undefined) return false;
		if (until > Date.now()) return true;
		this.#sessions.delete(session);
		return false;
	}
}

/** Adds to a map that must not grow: the oldest entry goes. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
	map.delete(key);
	map.set(key, value);
	if (map.size > most) map.delete(map.keys().next().value ?? "");
}

function cookie(session: string, age: number, secure: boolean): string {
	const attributes = `Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict`;
	return `${COOKIE}=${session}; ${attributes}${secure ? "; Secure" : ""}`;
}

function sessionOf(request: IncomingMessage): string {
	for (const part of (request.headers.cookie ?? "").split(";")) {
		const [name, value] = part.trim().split("=");
		if (name === COOKIE && value) return value;
	}
	return "";
}

function bearer(request: IncomingMessage): string {
	const match = /^Bearer ([\x21-\x7e]+)$/i.exec(request.headers.authorization ?? "");
	return match?.[1] ?? "";
}

function hostName(host: string): string {
	return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "") : "";
}

/** Compares secrets in a time that does not depend on where they differ. */
function equal(given: string, wanted: string): boolean {
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(given), digest(wanted));
}
