import WebSocket from "ws";

const [mode = "", port = "", size = "", milliseconds = ""] = process.argv.slice(2);
const message = Buffer.alloc(Number(size));
const most = 1 << 18;

/** Does with `ws` what tests/websocket/throughput does on XS. */
const socket = new WebSocket(`ws://127.0.0.1:${port}/${mode}/${size}`, { perMessageDeflate: false });
let messages = 0;
let over = false;

function send(): void {
	while (!over && socket.bufferedAmount < most) {
		socket.send(message);
		messages++;
	}
	if (!over) setImmediate(send);
}

socket.on("message", () => messages++);
socket.on("open", () => {
	const start = performance.now();
	setTimeout(() => {
		over = true;
		console.log(`@result ${JSON.stringify({ messages, milliseconds: performance.now() - start })}`);
	}, Number(milliseconds));
	if (mode === "send") send();
});
