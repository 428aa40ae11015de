import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import config from "mc/config";
import Timer from "timer";
import WebSocketClient from "websocket/client";
import type { Connection } from "./servers";

const size = 60_000;
const handshakeTimeout = 5_000;

/** Resolves every name to this machine. */
class LocalResolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, "127.0.0.1"));
	}
	close(): void {
		return;
	}
}

/** The certificate of a case: PEM, or DER in hexadecimal; undefined for the system's. */
function bytesOf(text: string): ArrayBuffer | undefined {
	if (text === "" || text.startsWith("-")) return text === "" ? undefined : ArrayBuffer.fromString(text);
	return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
		parseInt(text.slice(index * 2, index * 2 + 2), 16),
	).buffer;
}

/** Connects, sends a long message to a server that echoes, and says what comes of it. */
function connect({ host, port, authority }: Connection, told: (what: string) => void): void {
	const certificate = bytesOf(authority);
	let sent = false;
	let received = 0;
	new WebSocketClient({
		host,
		port,
		handshakeTimeout,
		dns: { io: LocalResolver },
		socket: { io: TLSSocket, TCP: { io: TCP }, secure: certificate ? { certificate } : {} },
		onWritable() {
			if (!sent) this.write(new Uint8Array(size).map((_, index) => index * 7));
			sent = true;
		},
		onReadable(_count, { more }) {
			const bytes = new Uint8Array(this.read() as ArrayBuffer);
			for (let index = 0; index < bytes.length; index++)
				if (bytes[index] !== ((received + index) * 7) % 256) trace("@wrong\n");
			received += bytes.length;
			if (!more) this.close(1000, "done");
		},
		onClose: ({ code, wasClean }) => told(`closed ${code} ${wasClean ? "clean" : "unclean"} ${received}`),
		onError: ({ code, message }) => told(`error ${code}: ${message}`),
	});
}

/** Connects as each case says, one after the other. */
export default function main(): void {
	const cases = config["cases"] as Connection[];
	const next = (index: number): void => {
		const each = cases[index];
		if (!each) trace("@end\n");
		else
			connect(each, (what) => {
				trace(`@${what}\n`);
				Timer.set(() => next(index + 1));
			});
	};
	next(0);
}
