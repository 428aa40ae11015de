import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { serveControl } from "./control";

/** The smallest relay on `ws`: what comes on /ws/image goes to everyone else, and nothing more. */
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const viewers = new Set<WebSocket>();

server.on("connection", (webSocket, request) => {
	if (request.url?.startsWith("/ws/image")) {
		webSocket.on("message", (message: Buffer) => {
			for (const viewer of viewers) viewer.send(message);
		});
	} else {
		viewers.add(webSocket);
		webSocket.on("close", () => viewers.delete(webSocket));
	}
});

http.listen(0, "127.0.0.1", () => serveControl((http.address() as AddressInfo).port));
