import Timer from "timer";
import { acceptFor } from "websocket/handshake";

interface Callbacks {
	onReadable(count: number): void;
	onWritable(count: number): void;
}

const room = 0x100000;

/** A socket that takes all that it is given and forgets it, after a server's answer to the handshake. */
export class SwallowingSocket {
	format = "buffer";
	#callbacks: Callbacks;
	#answer: Uint8Array | undefined;
	#position = 0;

	constructor(callbacks: Callbacks) {
		this.#callbacks = callbacks;
		Timer.set(() => callbacks.onWritable(room));
	}

	write(data: Uint8Array | ArrayBuffer): number {
		if (!this.#answer) this.#open(new Uint8Array(data));
		return room;
	}

	read(buffer?: Uint8Array): number | undefined {
		if (buffer === undefined) return this.#answer?.[this.#position++];
		for (let index = 0; index < buffer.length; index++) buffer[index] = this.#answer?.[this.#position++] ?? 0;
		return buffer.length;
	}

	close(): void {
		return;
	}

	#open(request: Uint8Array): void {
		const key = /Sec-WebSocket-Key: (.*)\r\n/.exec(String.fromCharCode(...request))?.[1] ?? "";
		const lines = [
			"HTTP/1.1 101 Switching Protocols",
			"Upgrade: websocket",
			"Connection: Upgrade",
			`Sec-WebSocket-Accept: ${acceptFor(key)}`,
			"\r\n",
		];
		const answer = new Uint8Array(ArrayBuffer.fromString(lines.join("\r\n")));
		this.#answer = answer;
		Timer.set(() => this.#callbacks.onReadable(answer.length));
	}
}

/** Resolves every name to itself. */
export class EchoResolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, host));
	}
	close(): void {
		return;
	}
}
