import { EventEmitter, once } from "node:events";
import { WebSocket, type ClientOptions } from "ws";
import { readHeader, HEADER_LENGTH, Kind, type Header } from "../../hub/wire/header";
import { VIEWER_PROTOCOL } from "../../hub/wire/viewer";
import { withHeader } from "./fake-device";

export interface Received {
	header: Header;
	payload: Buffer;
}

type Message = Record<string, unknown>;

/** Plays a page to the hub, as docs/viewer.md says. Emits `text` and `media`. */
export class FakeViewer extends EventEmitter {
	readonly webSocket: WebSocket;
	readonly texts: Message[] = [];
	readonly media: Received[] = [];
	#next = 1;
	#spoken = 0;

	private constructor(webSocket: WebSocket) {
		super();
		this.setMaxListeners(0);
		this.webSocket = webSocket;
		webSocket.on("message", (data: Buffer, isBinary) => {
			if (isBinary) {
				const received = { header: readHeader(data), payload: data.subarray(HEADER_LENGTH) };
				this.media.push(received);
				this.emit("media", received);
			} else {
				const message = JSON.parse(data.toString()) as Message;
				this.texts.push(message);
				this.emit("text", message);
			}
		});
	}

	static async connect(hub: string, options: ClientOptions = {}): Promise<FakeViewer> {
		const webSocket = new WebSocket(`${hub.replace(/^http/, "ws")}/ws/viewer`, [VIEWER_PROTOCOL], options);
		const viewer = new FakeViewer(webSocket);
		await once(webSocket, "open");
		return viewer;
	}

	get pictures(): Received[] {
		return this.media.filter(({ header }) => header.kind === Kind.JPEG);
	}

	get sounds(): Received[] {
		return this.media.filter(({ header }) => header.kind === Kind.PCM);
	}

	/** Sends a command and gives its result. */
	async request(type: string, parameters: Message = {}): Promise<Message> {
		const id = this.#next++;
		this.webSocket.send(JSON.stringify({ ...parameters, type, id }));
		return this.text((message) => message["type"] === "result" && message["id"] === id);
	}

	/** The first text that fits, of those that came already and those that come. */
	async text(fits: (message: Message) => boolean): Promise<Message> {
		for (;;) {
			const found = this.texts.find(fits);
			if (found) return found;
			await once(this, "text");
		}
	}

	/** The first text of this type that comes from now on and fits. */
	next(type: string, fits: (message: Message) => boolean = () => true): Promise<Message> {
		return new Promise((resolve) => {
			const take = (message: Message): void => {
				if (message["type"] !== type || !fits(message)) return;
				this.off("text", take);
				resolve(message);
			};
			this.on("text", take);
		});
	}

	/** Resolves when so many binary messages have come. */
	async count(count: number): Promise<void> {
		while (this.media.length < count) await once(this, "media");
	}

	speak(pcm: Buffer): void {
		this.webSocket.send(withHeader({ kind: Kind.PCM, sequence: this.#spoken++ }, pcm));
	}

	async close(): Promise<void> {
		if (this.webSocket.readyState === WebSocket.CLOSED) return;
		this.webSocket.close();
		await once(this.webSocket, "close");
	}
}
