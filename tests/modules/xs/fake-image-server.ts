import type { Time } from "clock/time";
import type { ByteStream, OpenStream, StreamEvents } from "update/byte-stream";

/** What goes wrong with one request. */
export type ServerFault =
	| { kind: "refused" }
	| { kind: "silent" }
	| { kind: "status"; status: number }
	| { kind: "redirect"; location: string }
	| { kind: "cut"; after: number }
	| { kind: "hang"; after: number }
	| { kind: "slow"; pause: number }
	| { kind: "flip"; at: number }
	| { kind: "truncated"; length: number }
	| { kind: "longer"; length: number }
	| { kind: "no-range" }
	| { kind: "wrong-range"; by: number }
	| { kind: "garbage" }
	| { kind: "chunked" };

/** How much comes at once. */
const segment = 1460;

/** A server of one image, in virtual time: it answers GET with Range as RFC 9110 section 14 says, unless a fault is due. */
export class FakeImageServer {
	image: Uint8Array = new Uint8Array(0);
	/** What goes wrong with the requests to come, in order. */
	faults: (ServerFault | undefined)[] = [];
	/** What goes wrong with every request after those. */
	always: ServerFault | undefined;
	readonly requests: string[] = [];

	opener(time: Time): OpenStream {
		return (_server, events) => new ServedStream(this, time, events);
	}

	/** The fault of the next request. */
	next(request: string): ServerFault | undefined {
		this.requests.push(request);
		return this.faults.length > 0 ? this.faults.shift() : this.always;
	}
}

class ServedStream implements ByteStream {
	readonly #server: FakeImageServer;
	readonly #time: Time;
	readonly #events: StreamEvents;
	#waiting: Uint8Array = new Uint8Array(0);
	#coming: Uint8Array = new Uint8Array(0);
	#closed = false;
	#request = "";
	#cuts = false;
	#hangs = false;
	/** Between two parts, in milliseconds. */
	#pause = 1;

	constructor(server: FakeImageServer, time: Time, events: StreamEvents) {
		this.#server = server;
		this.#time = time;
		this.#events = events;
		time.set(() => {
			if (!this.#closed) this.#events.onWritable();
		}, 1);
	}

	get readable(): number {
		return this.#waiting.length;
	}

	get credit(): number {
		return 1000;
	}

	read(bytes: Uint8Array): number {
		const count = Math.min(bytes.length, this.#waiting.length);
		bytes.set(this.#waiting.subarray(0, count));
		this.#waiting = this.#waiting.subarray(count);
		if (this.#waiting.length === 0) this.#soon();
		return count;
	}

	write(bytes: Uint8Array): void {
		this.#request += String.fromCharCode(...bytes);
		if (this.#request.endsWith("\r\n\r\n")) this.#answer();
	}

	close(): void {
		this.#closed = true;
	}

	#answer(): void {
		const fault = this.#server.next(this.#request);
		const { image } = this.#server;
		const offset = Number(/Range: bytes=(\d+)-/.exec(this.#request)?.[1] ?? 0);
		let body: Uint8Array = new Uint8Array(image.subarray(offset));
		let head = `HTTP/1.1 206 Partial Content\r\nContent-Length: ${body.length}\r\nContent-Range: bytes ${offset}-${image.length - 1}/${image.length}\r\n`;
		switch (fault?.kind) {
			case "refused":
				this.#cuts = true;
				head = "";
				body = new Uint8Array(0);
				break;
			case "silent":
				this.#hangs = true;
				head = "";
				body = new Uint8Array(0);
				break;
			case "status":
				head = `HTTP/1.1 ${fault.status} No\r\nContent-Length: 0\r\n`;
				body = new Uint8Array(0);
				break;
			case "redirect":
				head = `HTTP/1.1 302 Found\r\nLocation: ${fault.location}\r\nContent-Length: 0\r\n`;
				body = new Uint8Array(0);
				break;
			case "cut":
				this.#cuts = true;
				body = body.subarray(0, fault.after);
				break;
			case "hang":
				this.#hangs = true;
				body = body.subarray(0, fault.after);
				break;
			case "slow":
				this.#pause = fault.pause;
				break;
			case "flip": {
				const place = fault.at % Math.max(1, body.length);
				body[place] = (body[place] ?? 0) ^ 0x10;
				break;
			}
			case "truncated":
				head = `HTTP/1.1 200 OK\r\nContent-Length: ${fault.length}\r\n`;
				body = new Uint8Array(image.subarray(0, fault.length));
				this.#cuts = true;
				break;
			case "longer":
				head = `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes ${offset}-${image.length + fault.length - 1}/${image.length + fault.length}\r\n`;
				break;
			case "no-range":
				head = `HTTP/1.1 200 OK\r\nContent-Length: ${image.length}\r\n`;
				body = new Uint8Array(image);
				break;
			case "wrong-range":
				head = `HTTP/1.1 206 Partial Content\r\nContent-Range: bytes ${offset + fault.by}-${image.length - 1}/${image.length}\r\n`;
				break;
			case "garbage":
				head = "220 mail.example ESMTP\r\n";
				break;
			case "chunked":
				head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";
				break;
		}
		const start = head === "" ? new Uint8Array(0) : new Uint8Array(ArrayBuffer.fromString(`${head}\r\n`));
		this.#coming = new Uint8Array(start.length + body.length);
		this.#coming.set(start);
		this.#coming.set(body, start.length);
		this.#soon();
	}

	#soon(): void {
		this.#time.set(() => this.#deliver(), this.#pause);
	}

	#deliver(): void {
		if (this.#closed) return;
		if (this.#coming.length === 0) {
			if (!this.#cuts || this.#hangs) return;
			this.#closed = true;
			this.#events.onEnded(new Error("the connection was reset"));
			return;
		}
		this.#waiting = this.#coming.subarray(0, segment);
		this.#coming = this.#coming.subarray(segment);
		this.#events.onReadable();
	}
}
