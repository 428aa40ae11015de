import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { SentCounts } from "../wire/viewer";
import { Delivery } from "./delivery";
import type { WireFrame } from "./frame";
import { milliseconds } from "../common/time";

/** Sound that may wait for a peer, milliseconds; beyond, the oldest is dropped. */
const SOUND_LIMIT = 200;

/** Kinds of news that may wait for a peer; beyond, the oldest are dropped. */
const MOST_NEWS = 32;

/** Written behind what a socket did not take at once, to be told when it has: a callback for each frame costs more. */
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
 * What waits for one peer: the newest picture, at most 200 ms of sound, and of each kind of news the newest. Writes whole frames to the socket under the
 * `ws` connection, which writes its own (text, control) to the same socket, each at once and whole; so they never mix.
 * The socket is given more only when it has taken all it was given, and not more than `Delivery` allows.
 */
export class Outbox {
	readonly #webSocket: WebSocket;
	readonly #socket: Duplex;
	readonly #delivery = new Delivery();
	readonly #pictures: SentCounts = { sent: 0, dropped: 0 };
	readonly #sound: SentCounts = { sent: 0, dropped: 0 };
	readonly #news = new Map<string, Buffer>();
	#picture: Framed | undefined;
	#queue: Framed[] = [];
	#queued = 0;
	/** Whether the socket will tell when it has taken everything. */
	#asked = false;

	/** @param socket the socket under `webSocket` */
	constructor(webSocket: WebSocket, socket: Duplex) {
		this.#webSocket = webSocket;
		this.#socket = socket;
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

	/** Sends news as soon as the peer can take them, unless newer ones of the same kind come first. @param frame text */
	sendNews(kind: string, frame: Buffer): void {
		this.#news.delete(kind);
		this.#news.set(kind, frame);
		this.#pump();
		const [oldest] = this.#news;
		if (oldest && this.#news.size > MOST_NEWS) this.#news.delete(oldest[0]);
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
		this.#news.clear();
	}

	/** No frame of media may follow a close frame (RFC 6455 section 5.5.1). */
	get #open(): boolean {
		return this.#webSocket.readyState === this.#webSocket.OPEN;
	}

	get #waits(): boolean {
		return this.#picture !== undefined || this.#queue.length > 0 || this.#news.size > 0;
	}

	#pump(): void {
		while (this.#open && this.#socket.writableLength === 0) {
			if (!this.#sendNext(milliseconds())) return;
		}
		if (this.#asked || !this.#open || !this.#waits) return;
		this.#asked = true;
		this.#socket.write(NOTHING, this.#onTaken);
	}

	/** Sends what is next. @returns whether there was anything that may go now */
	#sendNext(now: number): boolean {
		const [news] = this.#news;
		if (news) {
			this.#news.delete(news[0]);
			this.#socket.write(news[1]);
			return true;
		}
		const sound = this.#delivery.soundFits() ? this.#takeSound() : undefined;
		if (sound) {
			this.#sound.sent++;
			this.#delivery.sentSound(sound.duration);
			this.#write(sound.framed, now);
			return true;
		}
		const picture = this.#delivery.pictureFits(now) ? this.#picture : undefined;
		if (!picture) return false;
		this.#picture = undefined;
		this.#pictures.sent++;
		this.#delivery.sentPicture();
		this.#write(picture.framed, now);
		return true;
	}

	#takeSound(): Framed | undefined {
		const sound = this.#queue.shift();
		if (sound) this.#queued -= sound.duration;
		return sound;
	}

	#write({ plain, marked, marker }: WireFrame, now: number): void {
		const due = this.#delivery.markerDue(now);
		if (due) this.#delivery.sentMarker(marker, now);
		this.#socket.write(due ? marked : plain);
	}

	readonly #onTaken = (error?: Error | null): void => {
		this.#asked = false;
		if (!error) this.#pump();
	};
}
