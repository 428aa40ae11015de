import { messageOf } from "protocol/message-of";
import { type ConnectionName, type LinkState, type LinkStatistics, subprotocol } from "protocol/messages";
import type { Bytes, Connection, Lent, WriteOptions } from "link/connection";
import type { Dialect, LinkActivity, LinkHandlers } from "link/handlers";
import { alwaysUp, type Network } from "link/network";
import { NextTry } from "link/next-try";
import type { LinkOptions } from "link/options";
import { type End, endOfClose, endOfError } from "link/retry";
import { type LinkTarget, requestOf, shownRequest } from "link/target";

const millisecond = 1000;
const text = Object.freeze({ binary: false });
const binary = Object.freeze({ binary: true });
const firstPiece = Object.freeze({ binary: true, more: true });

/** Numbers each try, so that what an earlier connection still says is told from the present one's. */
type Attempt = number;

/**
 * A connection that stays: it connects, and when the connection ends, for whatever reason, it says so and connects
 * again after a while that `NextTry` waits for. The host's name is looked up anew each time.
 */
export class Link {
	readonly name: ConnectionName;
	readonly #options: LinkOptions;
	readonly #network: Network;
	readonly #nextTry: NextTry;
	#handlers: LinkHandlers | undefined;
	#attempt: Attempt = 0;
	#connection: Connection | undefined;
	#dialect: Dialect | undefined;
	#openedAt = 0;
	#roundTrip = 0;
	#connects = 0;
	#running = false;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.name = options.name;
		this.#network = options.network ?? alwaysUp;
		this.#nextTry = new NextTry(options.time, options.retry);
	}

	/** Starts to connect, and tells `handlers` from now on; harmless when repeated. */
	start(handlers: LinkHandlers): void {
		if (this.#running) return;
		this.#running = true;
		this.#handlers = handlers;
		this.#schedule();
	}

	/** Closes the connection and makes no other. `handlers.ended` is not called. */
	stop(code = 1001, reason = "going away"): void {
		this.#running = false;
		const connection = this.#connection;
		this.#forget();
		connection?.close(code, reason);
	}

	/** To be called when the network's state has changed: without one nothing is tried; as soon as it is back, at once. */
	networkChanged(): void {
		const { up, reason } = this.#network;
		if (!up) this.#restart(reason);
		else if (!this.#connection) this.#restart("the network is back");
	}

	/** Does not wait for the next try any longer. Whoever calls it sees to it that it is not called too often. */
	tryNow(): void {
		if (!this.#nextTry.waiting) return;
		this.#nextTry.reset();
		this.#schedule();
	}

	/** Ends the connection that is open, as if it had been lost, and connects again. */
	fail(code: number, reason: string): void {
		const connection = this.#connection;
		if (!connection) return;
		this.#ended({ kind: "lost", reason });
		connection.close(code, reason);
	}

	/** Whether messages can be sent; not whether they can be now. */
	get open(): boolean {
		return this.#dialect !== undefined;
	}

	/** How the open link speaks; undefined while it is not open. */
	get dialect(): Dialect | undefined {
		return this.#dialect;
	}

	/** Whether a message can be sent now. */
	get writable(): boolean {
		return this.#dialect !== undefined && this.#connection?.writable === true;
	}

	/** What a round trip took on the present connection before anything else was sent, in milliseconds; 0 until known. */
	get roundTrip(): number {
		return this.#roundTrip;
	}

	/** How many bytes the present connection's socket was given so far. */
	get written(): number {
		return this.#connection?.written ?? 0;
	}

	/** How many of these it still has: what is sent now goes after them. */
	get backlog(): number {
		return this.#connection?.backlog ?? 0;
	}

	/** Reads what has arrived to `buffer`; returns how many bytes that is. */
	read(buffer: Uint8Array<ArrayBuffer>): number {
		return this.#connection?.read(buffer) ?? 0;
	}

	/** Sends a text message. The link must be writable. */
	sendText(message: string): void {
		this.#write(ArrayBuffer.fromString(message), text);
	}

	/** Sends a binary message; its buffer may be used anew when the link is writable again. */
	send(message: Bytes): void {
		this.#write(message, binary);
	}

	/**
	 * Sends a binary message whose payload is lent, and handed back exactly once, also where the connection ends before it
	 * is sent. The link must be writable.
	 *
	 * @param header is sent before the payload, in a frame of its own; undefined for none
	 * @param onReleased is called when the payload is the caller's again, maybe before `lend` returns
	 */
	lend(header: Bytes | undefined, payload: Lent, onReleased: () => void): void {
		if (header) this.#write(header, firstPiece);
		const connection = this.#connection;
		if (!connection) {
			onReleased();
			return;
		}
		try {
			connection.take(payload, { binary: true, onReleased });
		} catch (error) {
			onReleased();
			this.#failed(error);
		}
	}

	/** Fills `into` and returns it. */
	statistics(into: LinkStatistics): LinkStatistics {
		into.state = this.#state;
		into.connects = this.#connects;
		into.reason = this.#nextTry.reason;
		into.nextTry = this.#nextTry.left;
		return into;
	}

	/** What the link is doing. */
	get activity(): LinkActivity {
		return { state: this.#state, from: this.#nextTry.from, until: this.#nextTry.until };
	}

	get #state(): LinkState {
		if (this.open) return "open";
		if (!this.#running || !this.#options.target) return "closed";
		if (!this.#network.up) return "no-network";
		if (!this.#nextTry.waiting) return "connecting";
		return this.#nextTry.refused ? "refused" : "waiting";
	}

	#write(data: Bytes, options: WriteOptions): void {
		try {
			this.#connection?.write(data, options);
		} catch (error) {
			this.#failed(error);
		}
	}

	#failed(error: unknown): void {
		const connection = this.#connection;
		this.#ended({ kind: "lost", reason: `could not send: ${messageOf(error)}` });
		connection?.close();
	}

	/** Begins anew, without a wait, and ends what is open. */
	#restart(reason: string): void {
		if (!this.#running) return;
		const connection = this.#connection;
		if (connection) this.#finish({ kind: "lost", reason });
		else this.#nextTry.reason = reason;
		connection?.close(1001, reason);
		this.#nextTry.reset();
		this.#schedule();
	}

	#schedule(): void {
		const nextTry = this.#nextTry;
		const { target } = this.#options;
		nextTry.cancel();
		if (!target) nextTry.reason ||= "there is nothing valid to connect to";
		else if (!this.#network.up) this.#log(`${this.#network.reason}; next try when the network is back`);
		else {
			const wait = nextTry.wait(() => {
				this.#options.onChanged?.();
				this.#connect(target);
			});
			if (nextTry.reason) this.#log(`${nextTry.reason}; next try in ${(wait / 1000).toFixed(1)} s`);
		}
		this.#options.onChanged?.();
	}

	#connect(target: LinkTarget): void {
		const attempt = ++this.#attempt;
		const request = requestOf(target, this.name);
		this.#log(`connecting to ${shownRequest(request)} as ${target.device}`);
		try {
			const connection = this.#options.connect({
				...request,
				onReadable: (count, piece) => {
					if (this.#isPresent(attempt)) this.#handlers?.readable(this, count, piece);
				},
				onWritable: () => {
					if (this.#isPresent(attempt)) this.#writable();
				},
				onClose: (closed) => {
					if (this.#isPresent(attempt)) this.#ended(endOfClose(closed));
				},
				onError: (error) => {
					if (this.#isPresent(attempt)) this.#ended(endOfError(error));
				},
			});
			if (this.#isPresent(attempt)) this.#connection = connection;
		} catch (error) {
			this.#ended({ kind: "lost", reason: `could not connect: ${messageOf(error)}` });
		}
	}

	#isPresent(attempt: Attempt): boolean {
		return this.#running && attempt === this.#attempt;
	}

	#writable(): void {
		if (this.#dialect === undefined) this.#opened();
		if (this.writable) this.#handlers?.writable(this);
	}

	#opened(): void {
		const connection = this.#connection;
		const dialect = connection?.protocol === subprotocol ? "belltower" : "original";
		this.#dialect = dialect;
		this.#openedAt = this.#options.time.now();
		connection?.ping((roundTrip) => {
			if (this.#connection === connection) this.#roundTrip = roundTrip;
		});
		this.#connects++;
		this.#log(dialect === "original" ? "open, the original's dialect" : `open, ${subprotocol}`);
		this.#nextTry.opened();
		this.#handlers?.opened(this, dialect);
		this.#options.onChanged?.();
	}

	#ended(end: End): void {
		this.#finish(end);
		if (this.#running) this.#schedule();
	}

	#finish(end: End): void {
		const wasOpen = this.open;
		const open = wasOpen ? (this.#options.time.now() - this.#openedAt) / millisecond : 0;
		this.#nextTry.ended(end, open);
		this.#forget();
		if (wasOpen) this.#handlers?.ended(this, end.reason);
	}

	#forget(): void {
		this.#nextTry.cancel();
		this.#attempt++;
		this.#roundTrip = 0;
		this.#connection = undefined;
		this.#dialect = undefined;
	}

	#log(message: string): void {
		this.#options.log(`link ${this.name}: ${message}`);
	}
}
