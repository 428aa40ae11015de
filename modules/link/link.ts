import type { Time, TimerHandle } from "clock/time";
import {
	type ConnectionName,
	type LinkState,
	type LinkStatistics,
	paths,
	subprotocol,
} from "protocol/messages";
import { type Address, resourceOf } from "link/address";
import type { Bytes, Connect, Connection, Lent, Piece, WriteOptions } from "link/connection";
import { alwaysUp, type Network } from "link/network";
import { type End, endOfClose, endOfError, Retry } from "link/retry";

/** How an open link speaks: with headers and text, or as the original does. docs/protocol.md, "Two dialects". */
export type Dialect = "belltower" | "original";

/** Who is told what happens on a link. */
export interface LinkHandlers {
	/** The link is open, and can be written to. */
	opened(link: Link, dialect: Dialect): void;
	/** Bytes of a message have arrived; what is not read within the call stays. */
	readable(link: Link, count: number, piece: Piece): void;
	/** A message can be written. */
	writable(link: Link): void;
	/** The link has ended, for the reason given; it connects again by itself. */
	ended(link: Link, reason: string): void;
}

/** Whom a link connects to, and as whom. */
export interface LinkTarget {
	address: Address;
	/** The doorbell's ID. */
	device: string;
	/** What the server knows the doorbell by; empty for none. */
	token: string;
}

/** What a link needs. */
export interface LinkOptions {
	/** Which of the two connections this is. */
	name: ConnectionName;
	/** Undefined where none is known: the link stays closed. */
	target: LinkTarget | undefined;
	connect: Connect;
	time: Time;
	log: (text: string) => void;
	/** What the link needs to be up before it tries. Its `onChanged` has to call the link's `networkChanged`. */
	network?: Network;
	/** Told when what the link is doing has changed. */
	onChanged?: () => void;
	retry?: Retry;
}

const millisecond = 1000;
const text = Object.freeze({ binary: false } as const, true);
const binary = Object.freeze({ binary: true } as const, true);
const firstPiece = Object.freeze({ binary: true, more: true } as const, true);

/** What a link is doing, and, where it waits, from when until when, in microseconds of the doorbell's clock. */
export interface LinkActivity {
	readonly state: LinkState;
	readonly from: number;
	readonly until: number;
}

/** A payload that waits for the header before it. */
interface Loan {
	readonly payload: Lent;
	readonly onReleased: () => void;
}

/** Numbers each try, so that what an earlier connection still says is told from the present one's. */
type Attempt = number;

/**
 * A connection that stays: it connects, and when the connection ends, for whatever reason, it says so and connects
 * again after a while that `BackOff` chooses. The host's name is looked up anew each time.
 */
export class Link {
	readonly name: ConnectionName;
	readonly #options: LinkOptions;
	readonly #network: Network;
	readonly #retry: Retry;
	#target: LinkTarget | undefined;
	#handlers: LinkHandlers | undefined;
	#attempt: Attempt = 0;
	#connection: Connection | undefined;
	#dialect: Dialect | undefined;
	#loan: Loan | undefined;
	#timer: TimerHandle | undefined;
	#openedAt = 0;
	#waitsFrom = 0;
	#roundTrip = 0;
	#nextTryAt = 0;
	#connects = 0;
	#reason = "";
	#refused = false;
	#running = false;

	constructor(options: LinkOptions) {
		this.#options = options;
		this.name = options.name;
		this.#network = options.network ?? alwaysUp;
		this.#retry = options.retry ?? new Retry();
		this.#target = options.target;
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

	/** Connects to another server, or as somebody else, or with another token; at once, as an earlier refusal no longer counts. */
	retarget(target: LinkTarget | undefined): void {
		this.#target = target;
		this.#restart("the settings have changed");
	}

	/** To be called when the network's state has changed: without one nothing is tried; as soon as it is back, at once. */
	networkChanged(): void {
		const { up } = this.#network;
		if (up ? !this.#connection : true) this.#restart(up ? "the network is back" : this.#network.reason);
	}

	/** Does not wait for the next try any longer. Whoever calls it sees to it that it is not called too often. */
	tryNow(): void {
		if (!this.#timer) return;
		this.#retry.reset();
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
		return this.#dialect !== undefined && !this.#loan && this.#connection?.writable === true;
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
		this.#loan = { payload, onReleased };
		if (header) this.#write(header, firstPiece);
		this.#settleLoan();
	}

	/** Fills `into` and returns it. */
	statistics(into: LinkStatistics): LinkStatistics {
		into.state = this.#state;
		into.connects = this.#connects;
		into.reason = this.#reason;
		into.nextTry = this.#timer ? this.#untilNextTry() : 0;
		return into;
	}

	/** What the link is doing. */
	get activity(): LinkActivity {
		return { state: this.#state, from: this.#waitsFrom, until: this.#nextTryAt };
	}

	get #state(): LinkState {
		if (this.open) return "open";
		if (!this.#running || !this.#target) return "closed";
		if (!this.#network.up) return "no-network";
		if (!this.#timer) return "connecting";
		return this.#refused ? "refused" : "waiting";
	}

	#untilNextTry(): number {
		return Math.max(0, Math.round((this.#nextTryAt - this.#options.time.now()) / millisecond));
	}

	#write(data: Bytes, options: WriteOptions): void {
		try {
			this.#connection?.write(data, options);
		} catch (error) {
			this.#failed(error);
		}
	}

	/** Hands over what is lent as soon as the header before it has been taken by the socket. */
	#settleLoan(): void {
		const loan = this.#loan;
		if (!loan) return;
		const connection = this.#connection;
		if (connection && !connection.writable) return;
		this.#loan = undefined;
		const { payload, onReleased } = loan;
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
		else this.#reason = reason;
		connection?.close(1001, reason);
		this.#refused = false;
		this.#retry.reset();
		this.#schedule();
	}

	#schedule(): void {
		const { time, onChanged } = this.#options;
		const target = this.#target;
		time.clear(this.#timer);
		this.#timer = undefined;
		if (!target) this.#reason ||= "there is nothing valid to connect to";
		else if (!this.#network.up) this.#log(`${this.#network.reason}; next try when the network is back`);
		else {
			const wait = this.#retry.next();
			this.#waitsFrom = time.now();
			this.#nextTryAt = this.#waitsFrom + wait * millisecond;
			this.#timer = time.set(() => {
				this.#timer = undefined;
				onChanged?.();
				this.#connect(target);
			}, wait);
			if (this.#reason) this.#log(`${this.#reason}; next try in ${(wait / 1000).toFixed(1)} s`);
		}
		onChanged?.();
	}

	#connect({ address, device, token }: LinkTarget): void {
		const { connect } = this.#options;
		const attempt = ++this.#attempt;
		const path = resourceOf(address, paths[this.name], device);
		const scheme = address.secure ? "wss" : "ws";
		this.#log(`connecting to ${scheme}://${address.host}:${address.port}${path}`);
		const headers = new Map<string, string>();
		if (token) headers.set("Authorization", `Bearer ${token}`);
		try {
			const connection = connect({
				secure: address.secure,
				host: address.host,
				port: address.port,
				path,
				protocol: subprotocol,
				headers,
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
		const { time } = this.#options;
		if (this.#dialect === undefined) {
			this.#dialect = this.#connection?.protocol === subprotocol ? "belltower" : "original";
			this.#openedAt = time.now();
			this.#measure(this.#connection);
			this.#connects++;
			this.#log(this.#dialect === "original" ? "open, the original's dialect" : `open, ${subprotocol}`);
			this.#refused = false;
			this.#handlers?.opened(this, this.#dialect);
			this.#options.onChanged?.();
		}
		this.#settleLoan();
		if (this.writable) this.#handlers?.writable(this);
	}

	#measure(connection: Connection | undefined): void {
		connection?.ping((roundTrip) => {
			if (this.#connection === connection) this.#roundTrip = roundTrip;
		});
	}

	#ended(end: End): void {
		this.#finish(end);
		if (this.#running) this.#schedule();
	}

	#finish(end: End): void {
		const wasOpen = this.open;
		const open = wasOpen ? (this.#options.time.now() - this.#openedAt) / millisecond : 0;
		this.#retry.ended(end, open);
		this.#reason = end.reason;
		this.#refused = end.kind === "refused";
		this.#forget();
		if (wasOpen) this.#handlers?.ended(this, end.reason);
	}

	#forget(): void {
		this.#options.time.clear(this.#timer);
		this.#timer = undefined;
		this.#attempt++;
		this.#roundTrip = 0;
		this.#connection = undefined;
		this.#dialect = undefined;
		this.#settleLoan();
	}

	#log(message: string): void {
		this.#options.log(`link ${this.name}: ${message}`);
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
