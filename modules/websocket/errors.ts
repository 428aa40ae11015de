/** What can go wrong, by name. Each has its row in `table`. */
export type WebSocketErrorCode = keyof typeof table;

/** Close codes of RFC 6455 section 7.4.1 that this client says or is told. */
export const CloseCode = Object.freeze(
	{
		normal: 1000,
		goingAway: 1001,
		protocolError: 1002,
		noStatus: 1005,
		abnormal: 1006,
		invalidPayload: 1007,
		tooBig: 1009,
	} as const,
	true,
);

const { protocolError, goingAway, abnormal, invalidPayload, tooBig } = CloseCode;

/** Close code (0: the connection never opened, or an argument was wrong) and sentence of each error. */
const table = Object.freeze(
	{
		"resolve-failed": [0, "the host's name could not be resolved"],
		"connect-failed": [
			0,
			"no TCP connection could be made; check that the server runs there and can be reached",
		],
		"certificate-expired": [0, "the server's certificate has expired, or is not valid yet"],
		"certificate-wrong-name": [0, "the server's certificate is for another name than the host's"],
		"certificate-self-signed": [
			0,
			"the server's certificate is signed by itself alone; trust it, or have an authority sign one",
		],
		"certificate-unknown-authority": [
			0,
			"the server's certificate is of an authority that is not trusted here",
		],
		"tls-failed": [0, "no TLS connection could be made"],
		"tls-missing": [0, "there is no TLS here"],
		"handshake-timeout": [0, "the connection did not open in time"],
		"handshake-lost": [0, "the server ended the TCP connection before it answered the handshake"],
		"handshake-malformed": [0, "the answer to the handshake is not HTTP/1.1"],
		"handshake-too-long": [0, "the header section of the answer to the handshake is too long"],
		"handshake-refused": [0, "the server refused the handshake; the status must be 101"],
		"handshake-unauthorized": [0, "the server wants other credentials than it was given, or any"],
		"handshake-redirected": [0, "the server says to connect to another address; that is not done unasked"],
		"bad-upgrade": [0, "the server's Upgrade header must be websocket"],
		"bad-connection": [0, "the server's Connection header must list Upgrade"],
		"bad-accept": [0, "the server's Sec-WebSocket-Accept does not fit the key it was sent"],
		"bad-protocol": [0, "the server selected a subprotocol that it was not offered"],
		"bad-extensions": [0, "the server selected an extension; none was offered"],

		"reserved-bits": [protocolError, "a frame has a reserved bit set; no extension was negotiated"],
		"reserved-opcode": [protocolError, "a frame has a reserved opcode"],
		masked: [protocolError, "a frame from the server is masked; it must not be"],
		unmasked: [protocolError, "a frame from the client is not masked; it must be"],
		"fragmented-control": [protocolError, "a control frame is fragmented"],
		"long-control": [protocolError, "a control frame has more than 125 bytes of payload"],
		"unexpected-continuation": [protocolError, "a continuation frame came, but no message is under way"],
		"expected-continuation": [
			protocolError,
			"a new message began before the last frame of the one under way",
		],
		"length-not-minimal": [protocolError, "a length is not written in the fewest bytes"],
		"length-too-long": [protocolError, "a length has its highest bit set"],
		"message-too-big": [tooBig, "a message is longer than the limit that was set"],
		"invalid-utf8": [invalidPayload, "text is not UTF-8"],
		"close-length": [
			protocolError,
			"a close frame has a payload of one byte; it must be empty or start with a code",
		],
		"close-code": [protocolError, "a close frame has a code that may not be sent"],

		"connection-lost": [abnormal, "the TCP connection ended without a close frame"],
		"keep-alive-timeout": [
			abnormal,
			"the server sent nothing, not even a pong, for as long as keepAlive allows",
		],
		"idle-timeout": [goingAway, "no message came or went for as long as idleTimeout allows"],

		"not-open": [0, "the connection is not open"],
		busy: [0, "the message before has not been written yet; wait for onWritable"],
		"bad-argument": [0, "an argument is wrong"],
	} as const satisfies Record<string, readonly [number, string]>,
	true,
);

/** Whether a socket's error says of TLS why the connection could not be made. */
export function isTLSError(cause: unknown): cause is Error & { code: WebSocketErrorCode } {
	const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
	return code in table && /^(?:certificate|tls)-/.test(code);
}

/** The names of enum websocket_violation (websocket-reader.h), in its order. */
const violations: readonly WebSocketErrorCode[] = Object.freeze(
	[
		"reserved-bits",
		"reserved-opcode",
		"masked",
		"unmasked",
		"fragmented-control",
		"long-control",
		"unexpected-continuation",
		"expected-continuation",
		"length-not-minimal",
		"length-too-long",
		"message-too-big",
		"invalid-utf8",
	],
	true,
);

/** What more is known of an error. */
export interface WebSocketErrorDetails {
	/** Added to the sentence: what was found. */
	found?: string;
	/** The HTTP status of a refused handshake. */
	status?: number;
	cause?: unknown;
}

/**
 * An error of the WebSocket client. `code` names it, `message` says what was wrong and what would be right, `closeCode`
 * is what the other end was told (RFC 6455 section 7.4; 0 if the connection never opened), `status` is the HTTP status
 * of a refused handshake.
 */
export class WebSocketError extends Error {
	override readonly name = "WebSocketError";
	readonly code: WebSocketErrorCode;
	readonly closeCode: number;
	readonly status: number | undefined;

	constructor(code: WebSocketErrorCode, { found, status, cause }: WebSocketErrorDetails = {}) {
		const [closeCode, sentence] = table[code];
		super(
			found === undefined ? sentence : `${sentence}: ${found}`,
			cause === undefined ? undefined : { cause },
		);
		this.code = code;
		this.closeCode = closeCode;
		this.status = status;
	}

	/** The error for a number of enum websocket_violation. */
	static ofViolation(violation: number): WebSocketError {
		return new WebSocketError(violations[violation] ?? "connection-lost");
	}
}
