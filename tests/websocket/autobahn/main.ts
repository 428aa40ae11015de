import TCP from "embedded:io/socket/tcp";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import config from "mc/config";
import WebSocketClient from "websocket/client";
import { Echo } from "./echo";

/** Plays the cases whose numbers stand in the configuration `cases` with the server at `port`, one after the other. */
export default function main(): void {
	const cases = String(config["cases"]).split(",");
	const port = Number(config["port"]);

	function play(): void {
		const number = cases.shift();
		if (number === undefined) {
			trace("@end\n");
			return;
		}
		const echo = new Echo();
		new WebSocketClient({
			host: "127.0.0.1",
			port,
			path: `/${number}`,
			maximumMessage: 0x2000000,
			dns: { io: Resolver, servers: [], socket: { io: UDP } },
			socket: { io: TCP },
			onReadable: echo.onReadable,
			onWritable: echo.onWritable,
			onClose: play,
			onError({ code, message }) {
				trace(`@${number} ${code}: ${message}\n`);
				play();
			},
		});
	}
	play();
}
