import TCP from "embedded:io/socket/tcp";
import Client, { options } from "./contender";
import config from "mc/config";
import Timer from "timer";
import { EchoResolver, SwallowingSocket } from "./swallowing-socket";

const mode = String(config["mode"]);
const size = Number(config["size"]);
const milliseconds = Number(config["milliseconds"]);

/** Longest header of a frame: what a message takes of the socket besides itself. */
const overhead = 14;

/** How many messages are written to a socket that always has room before timers are looked at. */
const batch = 100;

/**
 * Sends messages of `size` bytes from one buffer for `milliseconds`, or receives them, and prints how many and in what
 * time: `@result {"messages": …, "milliseconds": …}`.
 */
export default function main(): void {
	const message = new Uint8Array(size);
	const into = new Uint8Array(65535);
	let messages = 0;
	let start = 0;
	let over = false;

	const finish = (): void => {
		over = true;
		trace(`@result ${JSON.stringify({ messages, milliseconds: Date.now() - start })}\n`);
	};
	const sendSome = (client: Client): void => {
		for (let left = batch; left > 0; left--) client.write(message);
		messages += batch;
		if (!over) Timer.set(() => sendSome(client));
	};

	new Client({
		...options,
		host: "127.0.0.1",
		port: Number(config["port"]),
		path: `/${mode}/${size}`,
		dns: { io: EchoResolver },
		socket: { io: mode === "swallow" ? SwallowingSocket : TCP },
		onWritable(count) {
			if (start === 0) {
				start = Date.now();
				Timer.set(finish, milliseconds);
				if (mode === "swallow") sendSome(this);
			}
			if (mode !== "send" || over) return;
			for (let room = count; room >= size + overhead; messages++) room = this.write(message);
		},
		onReadable(_count, { more }) {
			this.read(into);
			if (!more) messages++;
		},
		onError(error) {
			trace(`@error ${error.message}\n`);
		},
	});
}
