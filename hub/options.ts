import { isIP } from "node:net";
import type { Log } from "./common/log";
import type { RingRetention } from "./rings/ring-store";
import type { UpdateTiming } from "./updates/updates";
import type { ArrivalTiming } from "./rings/arrivals";
import type { TlsOptions } from "./tls/server-tls";
import { HubError } from "./common/errors";

/** Tokens that must be presented. */
export interface Tokens {
	/** By doorbells: `Authorization: Bearer`. */
	device?: string | undefined;
	/** By people, to sign in on the page, and by programs: `Authorization: Bearer`. */
	viewer?: string | undefined;
}

/** How the hub runs; every field has a default. */
export interface HubOptions {
	/** Address to bind to; 127.0.0.1 by default. Any that is not loopback demands a password and device tokens. */
	host?: string | undefined;
	/** 8000 by default; 0 takes a free one. */
	port?: number | undefined;
	tokens?: Tokens | undefined;
	/** Whether the original's device may connect, which can't present a token. By default only where none is demanded. */
	allowOriginal?: boolean | undefined;
	/** Further names by which pages may reach the hub, such as a proxy's; hosts with port if it is not the scheme's own. */
	hosts?: readonly string[] | undefined;
	/** Proxies in front of the hub, as addresses or networks, whose `X-Forwarded-*` headers are believed. Demands both tokens. */
	proxies?: readonly string[] | undefined;
	/** The folder for everything that is kept; in memory only by default. */
	data?: string | undefined;
	/** HTTPS; HTTP by default. */
	tls?: TlsOptions | undefined;
	/** Hosts and networks of the home network that webhooks may go to; none by default. */
	webhookHosts?: readonly string[] | undefined;
	/** How long to wait before each try to deliver a webhook, milliseconds; 0, 2 s, 10 s, 1 min and 5 min by default. */
	webhookTries?: readonly number[] | undefined;
	/** How old a delivery to a webhook may become, milliseconds; an hour by default. */
	webhookAge?: number | undefined;
	/** How long a doorbell has to be away until webhooks are told of it, milliseconds; a minute by default. */
	awayAfter?: number | undefined;
	/** How much of the history of rings is kept: 10,000 rings, 90 days, 500,000,000 bytes of snapshots by default. */
	rings?: Partial<RingRetention> | undefined;
	/** How long rings wait for what, milliseconds; `missed`: for somebody to answer. */
	ringTiming?: Partial<ArrivalTiming & { missed: number }> | undefined;
	/** How long updates may take; for tests. */
	updateTiming?: Partial<UpdateTiming> | undefined;
	/** The log; JSON lines on the standard output by default. */
	log?: Log | undefined;
	/** How often silent peers are asked for a sign of life, milliseconds; 5,000 by default. Three times silent is dead. */
	heartbeat?: number | undefined;
	/** How long a doorbell may take to answer a command, milliseconds; 5,000 by default. */
	answer?: number | undefined;
	/** How long media flow on after the last viewer has gone, milliseconds; 1,000 by default. */
	linger?: number | undefined;
	/** When a command that failed is tried again, milliseconds; 5,000 by default. */
	retry?: number | undefined;
}

const SHORTEST_TOKEN = 16;
const HOW_TO_MAKE = "make each with: openssl rand -hex 24";

/** Whether an address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Whether others than this machine's people can reach the hub: by its address or through a proxy. */
export function isExposed({ host = "127.0.0.1", proxies = [] }: HubOptions): boolean {
	return !isLoopback(host) || proxies.length > 0;
}

/** Checks what can be checked before anything is opened. @throws HubError `weak-token`, `bad-port` */
export function checkOptions({ port = 8000, tokens = {} }: HubOptions): void {
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new HubError("bad-port", `the port is ${port}; it must be a whole number from 0 to 65535`);
	}
	for (const token of [tokens.device, tokens.viewer]) {
		if (token !== undefined && token.length < SHORTEST_TOKEN) {
			throw new HubError(
				"weak-token",
				`a token has ${token.length} characters; it needs ${SHORTEST_TOKEN}; ${HOW_TO_MAKE}`,
			);
		}
	}
	if (tokens.device !== undefined && tokens.device === tokens.viewer) {
		throw new HubError("weak-token", `doorbells and people must have different tokens; ${HOW_TO_MAKE}`);
	}
}

/**
 * Reads options from the environment: BELLTOWER_HOST, BELLTOWER_PORT, BELLTOWER_HOSTS (separated by commas),
 * BELLTOWER_PROXIES and BELLTOWER_WEBHOOK_HOSTS (likewise), BELLTOWER_TLS_CERT and _KEY (files), BELLTOWER_DATA, BELLTOWER_DEVICE_TOKEN, BELLTOWER_VIEWER_TOKEN, BELLTOWER_ALLOW_ORIGINAL
 * (1 or 0).
 * @throws HubError `bad-port`, `bad-option`, `bad-certificate`
 */
export function optionsFromEnvironment(environment: NodeJS.ProcessEnv): HubOptions {
	const read = (name: string): string | undefined => environment[`BELLTOWER_${name}`] || undefined;
	const list = (name: string): string[] | undefined =>
		read(name)
			?.split(",")
			.map((item) => item.trim());
	const port = read("PORT");
	if (port !== undefined && !/^\d+$/.test(port)) {
		throw new HubError("bad-port", `BELLTOWER_PORT is "${port}"; it must be a whole number from 0 to 65535`);
	}
	const original = read("ALLOW_ORIGINAL");
	if (original !== undefined && original !== "1" && original !== "0") {
		throw new HubError("bad-option", `BELLTOWER_ALLOW_ORIGINAL is "${original}"; it must be 1 or 0`);
	}
	const tls = tlsFrom(read("TLS_CERT"), read("TLS_KEY"));
	const webhookHosts = list("WEBHOOK_HOSTS");
	return {
		host: read("HOST"),
		port: port === undefined ? undefined : Number(port),
		hosts: list("HOSTS"),
		proxies: list("PROXIES"),
		data: read("DATA"),
		tokens: { device: read("DEVICE_TOKEN"), viewer: read("VIEWER_TOKEN") },
		...(tls && { tls }),
		...(webhookHosts && { webhookHosts }),
		allowOriginal: original === undefined ? undefined : original === "1",
	};
}

function tlsFrom(cert: string | undefined, key: string | undefined): TlsOptions | undefined {
	if (cert !== undefined && key !== undefined) return { certificate: { cert, key } };
	if (cert === undefined && key === undefined) return undefined;
	throw new HubError(
		"bad-certificate",
		"BELLTOWER_TLS_CERT and BELLTOWER_TLS_KEY go together; one is missing",
	);
}
