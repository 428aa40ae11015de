import type { IncomingMessage } from "node:http";
import type { DeviceStore } from "../devices/device-store";
import type { HubOptions } from "../options";
import type { Database } from "../store/database";
import { HubError } from "../common/errors";
import { isExposed, isLoopback } from "../options";
import { ORIGINAL_DEVICE } from "../wire/viewer";
import { AccessTokens } from "./access-tokens";
import { Admissions } from "./admissions";
import { Attempts } from "./attempts";
import { isAllowed, type Principal, type Rule } from "./principal";
import { Proxies, type Origin } from "./proxies";
import { bearerOf, sessionCookie, sessionOf, tokenInAddress } from "./request-secrets";
import { equalSecrets, hashToken } from "./secrets";
import { Sessions, SESSION_LIFETIME } from "./sessions";
import { Users } from "./users";

/** Whom the viewer token of the environment stands for. */
const TOKEN_USER = "viewer token";

/** Decides who asks, and from where a browser may ask; what each may do is in principal.ts. */
export class Access {
	readonly users: Users;
	readonly tokens: AccessTokens;
	readonly proxies: Proxies;
	readonly admissions = new Admissions();
	/** Whether the original's device, which can't present a token, may connect. */
	readonly allowsOriginal: boolean;
	readonly #devices: DeviceStore;
	readonly #sessions: Sessions;
	readonly #attempts = new Attempts();
	readonly #deviceToken: string | undefined;
	readonly #viewerToken: string | undefined;
	readonly #loopback: boolean;
	readonly #exposed: boolean;
	readonly #hosts: readonly string[];

	constructor(options: HubOptions, database: Database, devices: DeviceStore) {
		const { host = "127.0.0.1", tokens = {}, hosts = [], proxies = [], allowOriginal } = options;
		this.users = new Users(database);
		this.tokens = new AccessTokens(database);
		this.proxies = new Proxies(proxies);
		this.#sessions = new Sessions(database);
		this.#devices = devices;
		this.#deviceToken = tokens.device;
		this.#viewerToken = tokens.viewer;
		this.#exposed = isExposed(options);
		this.#loopback = isLoopback(host);
		this.#hosts = hosts;
		this.allowsOriginal = allowOriginal ?? (tokens.device === undefined && !this.#exposed);
	}

	/** Whether people must sign in. */
	get signInNeeded(): boolean {
		return this.#exposed || this.#viewerToken !== undefined || this.users.size > 0;
	}

	/** How people can sign in. */
	get ways(): { password: boolean; token: boolean } {
		return { password: this.users.size > 0, token: this.#viewerToken !== undefined };
	}

	/**
	 * Refuses to run where others can reach the hub and nobody would have to show who he is.
	 * @throws HubError `tokens-needed`
	 */
	checkExposure(host: string): void {
		if (!this.#exposed) return;
		const { password, token } = this.ways;
		const missing = [
			...(password || token ? [] : ["a password for people (npm run hub -- password)"]),
			...(this.#deviceToken !== undefined || this.#devices.anyToken
				? []
				: ["a token for each doorbell (npm run hub -- device add front-door)"]),
		];
		if (missing.length === 0) return;
		const where = this.#loopback ? "behind a proxy" : `bound to ${host}`;
		throw new HubError(
			"tokens-needed",
			`${where}, others can reach the hub, so it needs ${missing.join(" and ")}; or set BELLTOWER_DEVICE_TOKEN and BELLTOWER_VIEWER_TOKEN`,
		);
	}

	/**
	 * Checks what a browser says of where it is. A page of another site must not reach the hub through the browser, nor by
	 * a name that its owner points here (DNS rebinding).
	 * @throws HubError `bad-host`, `bad-origin`, `bad-proxy`
	 */
	checkSite(request: IncomingMessage): void {
		const { origin, "sec-fetch-site": site, "sec-fetch-mode": mode } = request.headers;
		const { host } = this.proxies.originOf(request);
		if (this.#loopback && !this.#exposed) {
			if (!this.#hosts.includes(host) && !isLoopback(hostName(host))) {
				throw new HubError(
					"bad-host",
					`this hub answers to localhost only, not to ${host || "a request without a host"}`,
				);
			}
			if (!this.signInNeeded && this.proxies.isForeign(request)) {
				throw new HubError(
					"bad-proxy",
					"a proxy passed this on to a hub that is open to all; name the proxy in BELLTOWER_PROXIES, and set a password",
				);
			}
		}
		if (origin !== undefined) {
			const from = URL.canParse(origin) ? new URL(origin).host : "";
			if (from === "" || (from !== host && !this.#hosts.includes(from))) {
				throw new HubError("bad-origin", "pages of another site may not connect to this hub");
			}
		} else if (site === "cross-site" && mode !== "navigate") {
			throw new HubError("bad-origin", "pages of another site may show nothing of this hub");
		}
	}

	/** Where a request comes from. */
	originOf(request: IncomingMessage): Origin {
		return this.proxies.originOf(request);
	}

	/** Who asks. @param rule of what is asked for: a secret in the address counts for doors only */
	principalOf(request: IncomingMessage, rule: Rule): Principal {
		const found = this.#byToken(bearerOf(request)) ?? this.#bySession(sessionOf(request));
		if (found && isAllowed(rule, found)) return found;
		const inAddress = rule === "door" ? this.#byToken(tokenInAddress(request)) : undefined;
		if (inAddress && inAddress.kind !== "doorbell") return inAddress;
		return found ?? (this.signInNeeded ? { kind: "nobody" } : { kind: "everybody" });
	}

	/** Whether somebody who was let in would be let in now, too. */
	holds(principal: Principal, rule: Rule, device?: string): boolean {
		const now = this.#asOfNow(principal);
		return now !== undefined && isAllowed(rule, now, device);
	}

	/**
	 * Checks a doorbell.
	 * @returns whether it would be let in at a later time, too
	 * @throws HubError `unauthorized`
	 */
	checkDevice(request: IncomingMessage, id: string): () => boolean {
		const given = bearerOf(request);
		const holds = (): boolean => this.#isDevice(id, given);
		if (holds()) return holds;
		throw new HubError(
			"unauthorized",
			this.#devices.get(id)?.revoked
				? "this doorbell's token was revoked; give it another one at the hub"
				: "this doorbell's token is needed: Authorization: Bearer TOKEN",
		);
	}

	/** Checks the original's device. @throws HubError `unauthorized` */
	checkOriginal(): () => boolean {
		const holds = (): boolean => this.allowsOriginal && this.#devices.get(ORIGINAL_DEVICE)?.revoked !== true;
		if (holds()) return holds;
		throw new HubError(
			"unauthorized",
			"this hub takes no device without a token; set BELLTOWER_ALLOW_ORIGINAL=1 to allow the original's",
		);
	}

	/** Signs in by name and password. @returns the cookie to set @throws HubError `unauthorized`, `too-many-attempts`, `busy` */
	async signIn(name: string, password: string, from: Origin): Promise<string> {
		this.#attempts.add(from.address);
		const user = await this.users.check(name, password);
		if (!user) throw new HubError("unauthorized", "the name or the password is wrong");
		return this.#begin(user.name, from);
	}

	/** Signs in by the viewer token. @returns the cookie to set @throws HubError `unauthorized`, `too-many-attempts` */
	signInByToken(token: string, from: Origin): string {
		this.#attempts.add(from.address);
		if (this.#viewerToken === undefined || !equalSecrets(token, this.#viewerToken)) {
			throw new HubError("unauthorized", "this is not the viewer token");
		}
		return this.#begin(null, from);
	}

	/**
	 * Changes the password of who has signed in by it; ends this person's other sessions. Attempts count as those to sign
	 * in do, lest one who finds a page open tries them all.
	 * @throws HubError `no-password`, `wrong-password`, `bad-argument`, `too-many-attempts`, `busy`
	 */
	async changePassword(
		principal: Principal,
		passwords: { current: string; password: string },
		from: Origin,
	): Promise<void> {
		const user = principal.kind === "user" ? this.users.get(principal.name) : undefined;
		if (principal.kind !== "user" || !principal.session || !user) {
			throw new HubError("no-password", "who has not signed in by name and password has none to change");
		}
		this.#attempts.add(from.address);
		if (!(await this.users.changeOwnPassword(user.name, passwords, principal.session))) {
			throw new HubError("wrong-password", "this is not your password", { field: "current" });
		}
		this.#attempts.clear(from.address);
		this.admissions.review();
	}

	/** Signs out. @returns the cookie to set */
	signOut(request: IncomingMessage): string {
		const session = sessionOf(request);
		if (session !== "") this.#sessions.end(hashToken(session));
		this.admissions.review();
		return sessionCookie("", 0, this.originOf(request).secure);
	}

	#begin(user: string | null, { address, secure }: Origin): string {
		this.#attempts.clear(address);
		return sessionCookie(this.#sessions.begin(user), SESSION_LIFETIME / 1000, secure);
	}

	#byToken(token: string): Principal | undefined {
		if (token === "") return undefined;
		if (this.#viewerToken !== undefined && equalSecrets(token, this.#viewerToken)) {
			return { kind: "user", name: TOKEN_USER, role: "admin" };
		}
		const access = this.tokens.find(token);
		if (access) return { kind: "token", id: access.id, devices: access.devices };
		const device = this.#devices.find(token);
		if (device) return { kind: "doorbell", device: device.id };
		if (this.#deviceToken === undefined || !equalSecrets(token, this.#deviceToken)) return undefined;
		return { kind: "doorbell", device: null };
	}

	#bySession(secret: string): Principal | undefined {
		return secret === "" ? undefined : this.#ofSession(hashToken(secret));
	}

	#ofSession(session: Buffer): Principal | undefined {
		const name = this.#sessions.userOf(session);
		if (name === null) return { kind: "user", name: TOKEN_USER, role: "admin", session };
		const user = name === undefined ? undefined : this.users.get(name);
		return user && { kind: "user", name: user.name, role: user.role, session };
	}

	#asOfNow(principal: Principal): Principal | undefined {
		switch (principal.kind) {
			case "everybody":
				return this.signInNeeded ? undefined : principal;
			case "user":
				return principal.session ? this.#ofSession(principal.session) : principal;
			case "token": {
				const token = this.tokens.get(principal.id);
				return token && { ...principal, devices: token.devices };
			}
			default:
				return principal;
		}
	}

	#isDevice(id: string, given: string): boolean {
		const known = this.#devices.get(id);
		if (known?.revoked) return false;
		if (known?.token) return hashToken(given).equals(known.token);
		if (this.#deviceToken !== undefined) return equalSecrets(given, this.#deviceToken);
		return !this.#exposed;
	}
}

function hostName(host: string): string {
	return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, "") : "";
}
