import type WebSocketClient from "websocket/client";
import type { CloseReason } from "websocket/close-frame";
import { WebSocketError } from "websocket/errors";
import type { HandshakeOptions } from "websocket/handshake";
import { maximumOutput, minimumOutput } from "websocket/frame-writer";
import type { ResolverOptions, Socket, SocketOptions } from "websocket/transport";

/** The client's options that have a default. Times are in milliseconds, sizes in bytes. */
export interface Limits {
	/** From the constructor to the first `onWritable`: name, TCP, TLS and handshake together. */
	handshakeTimeout: number;
	/** From a close frame, sent or received, to the end of the TCP connection. */
	closeTimeout: number;
	/** The connection is closed when no message came or went for so long. 0: never. */
	idleTimeout: number;
	/** The connection is given up when the server was not heard for so long; it is pinged in time. 0: never. */
	keepAlive: number;
	/** The longest message that is received. A longer one ends the connection, with close code 1009. */
	maximumMessage: number;
	/** Size of the buffer that the socket is read into. */
	receiveBuffer: number;
	/** Size of the buffer that frames are made in: a message that is longer is sent in more than one frame. */
	sendBuffer: number;
}

export const defaults: Readonly<Limits> = Object.freeze(
	{
		handshakeTimeout: 15_000,
		closeTimeout: 2_000,
		idleTimeout: 0,
		keepAlive: 0,
		maximumMessage: 0x100000,
		receiveBuffer: 2_048,
		sendBuffer: 2_048,
	},
	true,
);

const ranges: Readonly<Record<keyof Limits, readonly [number, number]>> = Object.freeze(
	{
		handshakeTimeout: [1, 0x7fffffff],
		closeTimeout: [1, 0x7fffffff],
		idleTimeout: [0, 0x7fffffff],
		keepAlive: [0, 0x7fffffff],
		maximumMessage: [0, Number.MAX_SAFE_INTEGER],
		receiveBuffer: [16, 0x1000000],
		sendBuffer: [minimumOutput, maximumOutput],
	},
	true,
);

/**
 * The options that were given, and the defaults for the others.
 * @throws WebSocketError `bad-argument` for one that is not a whole number in its range
 */
export function limitsOf(given: { [name in keyof Limits]?: number | undefined }): Limits {
	const limits = { ...defaults };
	for (const name of Object.keys(ranges) as (keyof Limits)[]) {
		const value = given[name] ?? defaults[name];
		const [least, most] = ranges[name];
		if (!Number.isInteger(value) || value < least || value > most)
			throw new WebSocketError("bad-argument", {
				found: `${name} is ${String(value)}; it must be a whole number from ${least} to ${most}`,
			});
		limits[name] = value;
	}
	return limits;
}

/** What `read` gives. */
export type Format = "buffer" | "number";

/** What arrived: whether more of the message follows, and whether it is binary or text. */
export interface Piece {
	readonly more: boolean;
	readonly binary: boolean;
}

/** How a connection ended. Without a close frame from the server, `code` is 1006; with an empty one, 1005. */
export interface Closed extends CloseReason {
	/** Both ends had sent their close frame. RFC 6455 section 7.1.4. */
	wasClean: boolean;
}

export interface WriteOptions {
	/** Whether the message is binary (the default) or text, which must be UTF-8. */
	binary?: boolean | undefined;
	/** Whether more of the message follows, with the next `write` or `take`. */
	more?: boolean | undefined;
	/** A control frame of this opcode instead of a message. */
	opcode?: number | undefined;
}

export interface TakeOptions<Given> {
	binary?: boolean | undefined;
	more?: boolean | undefined;
	/** Called once, when the buffer is the caller's again. */
	onReleased: (data: Given) => void;
}

export interface Callbacks {
	/** `count` bytes of a message can be read. */
	onReadable?: (this: WebSocketClient, count: number, piece: Piece) => void;
	/** The connection is open (the first time); a message can be written. The socket takes `count` bytes at once. */
	onWritable?: (this: WebSocketClient, count: number) => void;
	/** A ping, pong or close frame came. The first and the last have been answered. */
	onControl?: (this: WebSocketClient, opcode: number, data: ArrayBuffer) => void;
	/** The connection was closed. */
	onClose?: (this: WebSocketClient, closed: Closed) => void;
	/** The connection could not be made, was lost, or broke the protocol. */
	onError?: (this: WebSocketClient, error: WebSocketError) => void;
}

interface Common extends Partial<Limits>, Callbacks {
	format?: Format;
	/** Becomes the client's property `target`. */
	target?: unknown;
}

/** A client: connects to `host`. */
export interface ConnectOptions extends Common, Omit<HandshakeOptions, "port" | "secure"> {
	/** 80 by default, 443 over TLS. */
	port?: number;
	dns: ResolverOptions;
	socket: SocketOptions;
	attach?: undefined;
}

/** The server's end: takes over a socket whose handshake has been done. */
export interface AttachOptions extends Common {
	attach: Socket;
}

export type WebSocketClientOptions = ConnectOptions | AttachOptions;
