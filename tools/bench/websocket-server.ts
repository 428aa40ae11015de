import { createHash } from "node:crypto";
import { createServer, type Socket } from "node:net";

const guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const floodBytes = 1 << 20;

/**
 * The server that clients are measured with, a process of its own: counts the messages that it is sent at `/send/SIZE`,
 * and sends as many messages of SIZE bytes as the socket takes at `/receive/SIZE`. It follows the headers of frames and
 * does nothing else, so that it is not what bounds them. Prints its port, and a line of JSON for each connection that
 * has ended.
 */
const server = createServer((socket) => {
	socket.once("data", (request) => {
		const [, mode, size] = /^GET \/(\w+)\/(\d+) /.exec(request.toString("latin1")) ?? [];
		const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(request.toString("latin1"))?.[1] ?? "";
		const accept = createHash("sha1")
			.update(key + guid)
			.digest("base64");
		socket.write(
			`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
		);
		socket.on("error", () => socket.destroy());
		if (mode === "receive") flood(socket, Number(size));
		else count(socket);
	});
});

server.listen(0, "127.0.0.1", () => {
	const address = server.address();
	console.log(typeof address === "object" ? address?.port : "");
});
process.stdin.on("end", () => process.exit()).resume();

function flood(socket: Socket, size: number): void {
	const header = size < 126 ? [0x82, size] : [0x82, 126, size >> 8, size & 255];
	const frame = Buffer.concat([Buffer.from(header), Buffer.alloc(size)]);
	const block = Buffer.concat(Array.from({ length: Math.ceil(floodBytes / frame.length) }, () => frame));
	const send = (): void => {
		while (!socket.destroyed && socket.write(block));
	};
	socket.on("drain", send);
	send();
}

function count(socket: Socket): void {
	let messages = 0;
	let bytes = 0;
	let start = 0;
	let end = 0;
	let skip = 0;
	let held: Buffer = Buffer.alloc(0);
	socket.on("data", (received) => {
		end = performance.now();
		if (start === 0) start = end;
		bytes += received.length;
		let position = skip;
		if (held.length > 0) {
			received = Buffer.concat([held, received]);
			held = Buffer.alloc(0);
		}
		while (position + 8 <= received.length) {
			const first = received[position] ?? 0;
			const length = (received[position + 1] ?? 0) & 127;
			if (length === 127 && position + 14 > received.length) break;
			const payload =
				length === 126
					? 8 + received.readUInt16BE(position + 2)
					: length === 127
						? 14 + received.readUIntBE(position + 4, 6)
						: 6 + length;
			if (first & 0x80) messages++;
			position += payload;
		}
		if (position < received.length) held = received.subarray(position);
		skip = Math.max(0, position - received.length);
	});
	socket.on("close", () => {
		console.log(JSON.stringify({ messages, bytes, milliseconds: end - start }));
	});
}
