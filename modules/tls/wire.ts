/** What is used of a TCP socket. ECMA-419, TCP Socket. */
export interface Socket {
	read(into: Uint8Array): unknown;
	write(bytes: ArrayBuffer | ArrayBufferView): unknown;
	close(): void;
}

/** A TCP socket that carries TLS, with count kept of what it has and takes. */
export class Wire {
	/** How many bytes it has to be read. */
	readable = 0;
	/** How many bytes it takes. */
	writable = 0;
	#socket: Socket | undefined;

	/** To be called once, before anything else. */
	connect(socket: Socket): void {
		this.#socket = socket;
	}

	/** Fills `into`, which is no longer than what is readable. */
	read(into: Uint8Array): void {
		this.#socket?.read(into);
		this.readable -= into.byteLength;
	}

	/** Takes `bytes`, which are no more than what is writable. */
	write(bytes: ArrayBuffer | ArrayBufferView): void {
		const writable = this.#socket?.write(bytes);
		this.writable = typeof writable === "number" ? writable : this.writable - bytes.byteLength;
	}

	close(): void {
		this.readable = this.writable = 0;
		this.#socket?.close();
		this.#socket = undefined;
	}
}
