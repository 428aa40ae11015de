import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import WebSocketClient from "websocket/client";
import type { Connect } from "link/connection";

/** From the first step to the open connection, in milliseconds. */
const handshakeTimeout = 10_000;

/** A server that was not heard for so long, not even by a pong, is gone; in milliseconds. */
const keepAlive = 10_000;

/**
 * Makes connections over the SDK's sockets and resolver.
 *
 * @param nameServers is asked before each look-up, as the network may have changed
 */
export function overTCP(nameServers: () => readonly string[]): Connect {
	return (options) =>
		new WebSocketClient({
			...options,
			handshakeTimeout,
			keepAlive,
			dns: { io: Resolver, servers: nameServers(), socket: { io: UDP } },
			socket: { io: TCP, nodelay: true },
		});
}
