import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { SentCounts } from "./wire/viewer";
import { Delivery } from "./delivery";
import type { WireFrame } from "./frame";
import { milliseconds } from "./time";

/** Sound that may wait for a peer, milliseconds; beyond, the oldest is dropped. */
const SOUND_LIMIT = 200;

/** Written behind a frame that the socket did not take at once, to be told when it has. A callback for each costs more. */
const NOTHING = Buffer.alloc(0);

/** A message as a WebSocket frame, ready for the socket. */
export interface Framed {
	readonly framed: WireFrame;
	/** Milliseconds of sound in it; 0 for a picture. */
	readonly duration: number;
	/** Told when what waited before this message was dropped. */
	followDrop?(): void;
}

/**
 * What waits for one peer: the newest picture and at most 200 ms of sound. Writes whole frames to the socket under the
 * `ws` connection, which writes its own (text, control) to the same socket, each at once and whole; so they never mix.
 * The socket is given more only when it has taken all it was given, and not more than `Delivery` allows.
 */
export class Outbox {
	readonly #webSocket: WebSocket;
	readonly #socket: Duplex;
	readonly #onRoom: () => void;
	readonly #delivery = new Delivery();
	readonly #pictures: SentCounts = { sent: 0, dropped: 0 };
	readonly #sound: SentCounts = { sent: 0, dropped: 0 };
	#picture: Framed | undefined;
	#queue: Framed[] = [];
	#queued = 0;

	/**
	 * @param socket the socket under `webSocket`
	 * @param onRoom called when the socket has taken everything after it once had not
	 */
	constructor(webSocket: WebSocket, socket: Duplex, onRoom: () => void = () => undefined) {
		this.#webSocket = webSocket;
		this.#socket = socket;
		this.#onRoom = onRoom;
		webSocket.on("pong", (payload) => this.#onPong(payload));
		webSocket.on("close", () => this.clear());
	}

	get pictures(): Readonly<SentCounts> {
		return this.#pictures;
	}

	get sound(): Readonly<SentCounts> {
		return this.#sound;
	}

	/** Milliseconds for a ping and its pong, or null before the first. */
	get roundTrip(): number | null {
		return this.#delivery.roundTrip;
	}

	/** Milliseconds of sound that wait. */
	get waitingSound(): number {
		return this.#queued;
	}

	/** Sends a picture as soon as the peer can take it, unless a newer one comes first. */
	sendPicture(message: Framed): void {
		if (!this.#open) return;
		if (this.#picture) this.#pictures.dropped++;
		this.#picture = message;
		this.#pump();
	}

	/** Sends sound in order; what has waited longest is dropped when more than 200 ms wait. */
	sendSound(message: Framed): void {
		if (!this.#open) return;
		this.#queue.push(message);
		this.#queued += message.duration;
		this.#pump();
		if (this.#queued <= SOUND_LIMIT) return;
		while (this.#queued > SOUND_LIMIT && this.#takeSound()) this.#sound.dropped++;
		this.#queue[0]?.followDrop?.();
	}

	#onPong(payload: Buffer): void {
		if (payload.byteLength !== 4) return;
		this.#delivery.returned(payload.readUInt32BE(), milliseconds());
		this.#pump();
	}

	/** Forgets what waits: it belongs to something that the peer has left. */
	clear(): void {
		this.#picture = undefined;
		this.#queue = [];
		this.#queued = 0;
	}

	/** No frame of media may follow a close frame (RFC 6455 section 5.5.1). */
	get #open(): boolean {
		return this.#webSocket.readyState === this.#webSocket.OPEN;
	}

	#pump(): void {
		while ((this.#picture || this.#queue.length > 0) && this.#open && this.#socket.writableLength === 0) {
			const now = milliseconds();
			if (this.#queue.length > 0 && this.#delivery.soundFits()) {
				const sound = this.#takeSound();
				if (!sound) return;
				this.#sound.sent++;
				this.#delivery.sentSound(sound.duration);
				this.#write(sound.framed, now);
			} else if (this.#picture && this.#delivery.pictureFits(now)) {
				const { framed } = this.#picture;
				this.#picture = undefined;
				this.#pictures.sent++;
				this.#delivery.sentPicture();
				this.#write(framed, now);
			} else {
				return;
			}
		}
	}

	#takeSound(): Framed | undefined {
		const sound = this.#queue.shift();
		if (sound) this.#queued -= sound.duration;
		return sound;
	}

	#write({ plain, marked, marker }: WireFrame, now: number): void {
		if (this.#delivery.markerDue(now)) {
			this.#delivery.sentMarker(marker, now);
			this.#socket.write(marked);
		} else {
			this.#socket.write(plain);
		}
		if (this.#socket.writableLength > 0) this.#socket.write(NOTHING, this.#onTaken);
	}

	readonly #onTaken = (error?: Error | null): void => {
		if (error || this.#socket.writableLength > 0) return;
		this.#pump();
		if (this.#socket.writableLength === 0) this.#onRoom();
	};
}
