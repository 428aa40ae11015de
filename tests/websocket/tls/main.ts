import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import config from "mc/config";
import Timer from "timer";
import WebSocketClient from "websocket/client";

const size = 60_000;

/** Resolves every name to this machine. */
class LocalResolver {
	resolve({ host, onResolved }: { host: string; onResolved: (host: string, address: string) => void }): void {
		Timer.set(() => onResolved(host, "127.0.0.1"));
	}
	close(): void {
		return;
	}
}

/** The certificate in the configuration: PEM, or DER in hexadecimal; undefined for the system's. */
function authority(text: string): ArrayBuffer | undefined {
	if (text === "" || text.startsWith("-")) return text === "" ? undefined : ArrayBuffer.fromString(text);
	return Uint8Array.from({ length: text.length / 2 }, (_, index) =>
		parseInt(text.slice(index * 2, index * 2 + 2), 16),
	).buffer;
}

/** Connects over TLS, sends a long message to a server that echoes, and says what comes of it. */
export default function main(): void {
	const certificate = authority(String(config["authority"]));
	let sent = false;
	let received = 0;
	new WebSocketClient({
		host: String(config["host"]),
		port: Number(config["port"]),
		dns: { io: LocalResolver },
		socket: { io: TLSSocket, TCP: { io: TCP }, secure: certificate ? { certificate } : {} },
		onWritable() {
			if (!sent) this.write(new Uint8Array(size).map((_, index) => index * 7));
			sent = true;
		},
		onReadable(_count, { more }) {
			const bytes = new Uint8Array(this.read() as ArrayBuffer);
			if (bytes.some((byte, index) => byte !== ((received + index) * 7) % 256)) trace("@wrong\n");
			received += bytes.length;
			if (!more) this.close(1000, "done");
		},
		onClose: ({ code, wasClean }) => trace(`@closed ${code} ${wasClean ? "clean" : "unclean"} ${received}\n`),
		onError: ({ code, message }) => trace(`@error ${code}: ${message}\n`),
	});
}
