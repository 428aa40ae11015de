import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import { readAuthorities } from "tls/authorities";
import { Transport } from "websocket/transport";
import type { OpenStream } from "update/byte-stream";

/**
 * Makes streams over the SDK's sockets and resolver.
 *
 * @param nameServers is asked before each look-up, as the network may have changed
 * @param authorities whom to trust over TLS, as in the setting `ca`
 */
export function overSDK(nameServers: () => readonly string[], authorities: string): OpenStream {
	return ({ host, port, secure }, events) => {
		const transport = new Transport(events);
		const dns = { io: Resolver, servers: nameServers(), socket: { io: UDP } };
		transport.connect(host, port, dns, secure ? overTLS(authorities) : { io: TCP });
		return transport;
	};
}

function overTLS(authorities: string) {
	const certificate = authorities ? readAuthorities(authorities) : undefined;
	return { io: TLSSocket, TCP: { io: TCP, nodelay: true }, secure: certificate ? { certificate } : {} };
}
