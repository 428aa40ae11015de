import WebSocket from "ws";

const [mode = "", port = "", size = "", milliseconds = ""] = process.argv.slice(2);
const message = Buffer.alloc(Number(size));
const most = 1 << 18;

/** How many messages are sent before timers are looked at: the socket may take them as fast as they come. */
const batch = 100;

/** Does with `ws` what tests/websocket/throughput does on XS. */
const socket = new WebSocket(`ws://127.0.0.1:${port}/${mode}/${size}`, { perMessageDeflate: false });
let messages = 0;
let over = false;

function send(): void {
	for (let left = batch; left > 0 && !over && socket.bufferedAmount < most; left--, messages++)
		socket.send(message);
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
