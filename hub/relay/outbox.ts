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

/** What waits for a peer besides its newest picture; made when something must wait, which is seldom. */
interface Waiting {
	sound: Framed[];
	/** Milliseconds of sound. */
	duration: number;
	/** Of each kind the newest, as text frames. */
	news: Map<string, Buffer>;
}

/**
 * What waits for one peer: the newest picture, at most 200 ms of sound, and of each kind of news the newest. Writes whole
 * frames to the socket under the `ws` connection, which writes its own (text, control) to the same socket, each at once and
 * whole; so they never mix. The socket is given more only when it has taken all it was given, and not more than `Delivery`
 * allows.
 */
export class Outbox {
	readonly #webSocket: WebSocket;
	readonly #socket: Duplex;
	readonly #delivery = new Delivery();
	#picture: Framed | undefined;
	#waiting: Waiting | undefined;
	/** Whether the socket will tell when it has taken everything. */
	#asked = false;
	#sentPictures = 0;
	#droppedPictures = 0;
	#sentSound = 0;
	#droppedSound = 0;

	/** @param socket the socket under `webSocket` */
	constructor(webSocket: WebSocket, socket: Duplex) {
		this.#webSocket = webSocket;
		this.#socket = socket;
		webSocket.on("pong", (payload) => this.#onPong(payload));
		webSocket.on("close", () => this.clear());
	}

	get pictures(): SentCounts {
		return { sent: this.#sentPictures, dropped: this.#droppedPictures };
	}

	get sound(): SentCounts {
		return { sent: this.#sentSound, dropped: this.#droppedSound };
	}

	/** Milliseconds for a ping and its pong, or null before the first. */
	get roundTrip(): number | null {
		return this.#delivery.roundTrip;
	}

	/** Milliseconds of sound that wait. */
	get waitingSound(): number {
		return this.#waiting?.duration ?? 0;
	}

	/** Sends a picture as soon as the peer can take it, unless a newer one comes first. */
	readonly sendPicture = (message: Framed): void => {
		if (!this.#open) return;
		if (!this.#waits && this.#takes) {
			const now = milliseconds();
			if (this.#delivery.pictureFits(now)) {
				this.#writePicture(message, now);
				return;
			}
		}
		if (this.#picture) this.#droppedPictures++;
		this.#picture = message;
		this.#pump();
	};

	/** Sends sound in order; what has waited longest is dropped when more than 200 ms wait. */
	readonly sendSound = (message: Framed): void => {
		if (!this.#open) return;
		if (!this.#waits && this.#takes && this.#delivery.soundFits()) {
			this.#writeSound(message, milliseconds());
			return;
		}
		const waiting = this.#needWaiting();
		waiting.sound.push(message);
		waiting.duration += message.duration;
		this.#pump();
		if (waiting.duration <= SOUND_LIMIT) return;
		while (waiting.duration > SOUND_LIMIT && takeSound(waiting)) this.#droppedSound++;
		waiting.sound[0]?.followDrop?.();
	};

	/** Sends news as soon as the peer can take them, unless newer ones of the same kind come first. @param frame text */
	sendNews(kind: string, frame: Buffer): void {
		if (!this.#open) return;
		if (!this.#waits && this.#takes) {
			this.#socket.write(frame);
			return;
		}
		const { news } = this.#needWaiting();
		news.delete(kind);
		news.set(kind, frame);
		this.#pump();
		const [oldest] = news;
		if (oldest && news.size > MOST_NEWS) news.delete(oldest[0]);
	}

	#onPong(payload: Buffer): void {
		if (payload.byteLength !== 4) return;
		this.#delivery.returned(payload.readUInt32BE(), milliseconds());
		this.#pump();
	}

	/** Forgets what waits: it belongs to something that the peer has left. */
	clear(): void {
		this.#picture = undefined;
		this.#waiting = undefined;
	}

	/** No frame of media may follow a close frame (RFC 6455 section 5.5.1). */
	get #open(): boolean {
		return this.#webSocket.readyState === this.#webSocket.OPEN;
	}

	/** Whether the socket has taken all that it was given. */
	get #takes(): boolean {
		return this.#socket.writableLength === 0;
	}

	get #waits(): boolean {
		return this.#picture !== undefined || this.#waiting !== undefined;
	}

	#needWaiting(): Waiting {
		return (this.#waiting ??= { sound: [], duration: 0, news: new Map() });
	}

	#pump(): void {
		if (!this.#open) return;
		while (this.#takes) if (!this.#sendNext(milliseconds())) return;
		if (this.#asked || !this.#waits) return;
		this.#asked = true;
		this.#socket.write(NOTHING, this.#onTaken);
	}

	/** Sends what is next. @returns whether there was anything that may go now */
	#sendNext(now: number): boolean {
		if (this.#waiting) {
			if (this.#sendWaiting(this.#waiting, now)) return true;
			if (this.#waiting.sound.length === 0) this.#waiting = undefined;
		}
		const picture = this.#picture;
		if (!picture || !this.#delivery.pictureFits(now)) return false;
		this.#picture = undefined;
		this.#writePicture(picture, now);
		return true;
	}

	/** Sends news, and sound if it may go now. @returns whether there was any */
	#sendWaiting(waiting: Waiting, now: number): boolean {
		const [news] = waiting.news;
		if (news) {
			waiting.news.delete(news[0]);
			this.#socket.write(news[1]);
			return true;
		}
		const sound = this.#delivery.soundFits() ? takeSound(waiting) : undefined;
		if (sound) this.#writeSound(sound, now);
		return sound !== undefined;
	}

	#writePicture(picture: Framed, now: number): void {
		this.#sentPictures++;
		this.#delivery.sentPicture();
		this.#write(picture.framed, now);
	}

	#writeSound(sound: Framed, now: number): void {
		this.#sentSound++;
		this.#delivery.sentSound(sound.duration);
		this.#write(sound.framed, now);
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

function takeSound(waiting: Waiting): Framed | undefined {
	const sound = waiting.sound.shift();
	if (sound) waiting.duration -= sound.duration;
	return sound;
}
