import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import { Transport } from "websocket/transport";
import type { OpenStream } from "update/byte-stream";
import { UpdateError } from "update/update-error";

/**
 * Makes streams over the SDK's sockets and resolver.
 *
 * @param nameServers is asked before each look-up, as the network may have changed
 */
export function overSDK(nameServers: () => readonly string[]): OpenStream {
	return ({ host, port, secure }, events) => {
		if (secure) throw new UpdateError("bad-address", "this firmware has no TLS yet");
		const transport = new Transport(events);
		const dns = { io: Resolver, servers: nameServers(), socket: { io: UDP } };
		transport.connect(host, port, dns, { io: TCP });
		return transport;
	};
}
