import { createHash } from "node:crypto";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { serveControl } from "./control";

/**
 * The floor: no WebSocket, only Node's own socket. Answers the handshake without reading it, and writes one prepared
 * frame to everyone whenever a byte stream on the other door says so: what every relay on Node pays at least.
 */
const viewers = new Set<Socket>();
const server = createServer((socket) => {
	socket.on("error", () => viewers.delete(socket)).on("close", () => viewers.delete(socket));
	socket.once("data", (request) => {
		const text = request.toString("latin1");
		const key = /^Sec-WebSocket-Key: *(.*)\r$/im.exec(text)?.[1] ?? "";
		const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
		);
		if (text.startsWith("GET /ws/image")) relay(socket);
		else viewers.add(socket.resume());
	});
});

/** Takes masked binary frames of 126 to 65,535 bytes, all of one length, and sends the first one again for each. */
function relay(doorbell: Socket): void {
	let received = 0;
	let frame: Buffer | undefined;
	doorbell.on("data", (piece) => {
		if (!frame) {
			const length = piece.readUInt16BE(2);
			frame = Buffer.alloc(4 + length);
			frame.set([0x82, 126, length >> 8, length & 255]);
		}
		received += piece.byteLength;
		for (; received >= frame.byteLength + 4; received -= frame.byteLength + 4)
			for (const viewer of viewers) viewer.write(frame);
	});
}

server.listen(0, "127.0.0.1", () => serveControl((server.address() as AddressInfo).port));
