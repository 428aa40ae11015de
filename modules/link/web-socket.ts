import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import WebSocketClient from "websocket/client";
import type { Connect } from "link/connection";
import { readAuthorities } from "tls/authorities";

/** From the first step to the open connection, in milliseconds. */
const handshakeTimeout = 10_000;

/** A server that was not heard for so long, not even by a pong, is gone; in milliseconds. */
const keepAlive = 10_000;

/**
 * Makes connections over the SDK's sockets and resolver.
 *
 * @param nameServers is asked before each look-up, as the network may have changed
 * @param authorities whom to trust over TLS, as in the setting `ca`; read for each connection, not to keep both forms
 */
export function overTCP(nameServers: () => readonly string[], authorities: string): Connect {
	return ({ secure, ...options }) =>
		new WebSocketClient({
			...options,
			handshakeTimeout,
			keepAlive,
			dns: { io: Resolver, servers: nameServers(), socket: { io: UDP } },
			socket: secure ? tls(authorities) : { io: TCP, nodelay: true },
		});
}

function tls(authorities: string) {
	const certificate = authorities ? readAuthorities(authorities) : undefined;
	return { io: TLSSocket, TCP: { io: TCP, nodelay: true }, secure: certificate ? { certificate } : {} };
}
