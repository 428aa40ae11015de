import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { VIEWER_PROTOCOL } from "../../../hub/wire/viewer";
import { FrameCounter } from "./frame-counter";

/** Microseconds of the clock that all processes of a machine share. */
export function machineTime(): number {
	return Number(process.hrtime.bigint() / 1000n);
}

/** One buffer into which all viewers read: what is in it is looked at before the next read. */
const shared = Buffer.allocUnsafe(1 << 18);

/** A client's frame (RFC 6455 section 5.2) with a mask of zeros, which leaves the payload as it is; at most 125 bytes. */
export function clientFrame(opcode: number, payload: Buffer): Buffer {
	return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.byteLength, 0, 0, 0, 0]), payload]);
}

/** A viewer on a bare socket: counts what comes, answers pings, keeps nothing. */
export class RawViewer {
	readonly socket: Socket;
	/** Resolves when the server has taken the handshake. */
	readonly open: Promise<void>;
	#answer = "";
	#opened = false;

	/** @param onPicture called with each binary message's time */
	constructor(port: number, device: string, onPicture: (time: number) => void) {
		const counter = new FrameCounter({
			binary: onPicture,
			ping: (payload) => this.socket.write(clientFrame(10, payload)),
			close: () => this.socket.end(clientFrame(8, Buffer.alloc(0))),
		});
		let opened: () => void;
		let failed: (error: Error) => void;
		this.open = new Promise((resolve, reject) => {
			opened = resolve;
			failed = reject;
		});
		const take = (piece: Buffer): void => {
			if (this.#opened) counter.take(piece);
			else this.#handshake(piece, counter, device, opened);
		};
		const onread = {
			buffer: shared,
			callback: (length: number): boolean => {
				take(shared.subarray(0, length));
				return true;
			},
		};
		this.socket = connect({ host: "127.0.0.1", port, noDelay: true, onread });
		this.socket.on("error", (error) => failed(error)).on("close", () => failed(new Error("closed")));
		this.open.catch(() => undefined);
		const key = randomBytes(16).toString("base64");
		this.socket.write(
			`GET /ws/viewer HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
				`Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ${VIEWER_PROTOCOL}\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
		);
	}

	#handshake(piece: Buffer, counter: FrameCounter, device: string, opened: () => void): void {
		this.#answer += piece.toString("latin1");
		const end = this.#answer.indexOf("\r\n\r\n");
		if (end < 0) return;
		if (!this.#answer.startsWith("HTTP/1.1 101")) {
			this.socket.destroy(new Error(`refused: ${this.#answer.slice(0, 200)}`));
			return;
		}
		this.#opened = true;
		const rest = Buffer.from(this.#answer.slice(end + 4), "latin1");
		this.#answer = "";
		this.socket.write(clientFrame(1, Buffer.from(JSON.stringify({ type: "watch", id: 1, device }))));
		opened();
		counter.take(rest);
	}
}
