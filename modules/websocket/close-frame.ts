import { CloseCode, WebSocketError } from "websocket/errors";
import { maximumControlPayload } from "websocket/opcode";
import { isUTF8 } from "websocket/system";

/** What a close frame says. RFC 6455 sections 7.1.5 and 7.1.6. */
export interface CloseReason {
	code: number;
	reason: string;
}

/** Whether a close frame may have this code: those of RFC 6455 section 7.4, and of the registry it set up. */
export function isCloseCode(code: number): boolean {
	if (!Number.isInteger(code)) return false;
	if (code >= 3000) return code <= 4999;
	return (
		code >= 1000 &&
		code <= 1014 &&
		code !== 1004 &&
		code !== CloseCode.noStatus &&
		code !== CloseCode.abnormal
	);
}

/**
 * The payload of a close frame. RFC 6455 section 5.5.1.
 * @throws WebSocketError `bad-argument` for a code or a reason that can't be sent
 */
export function encodeClose(code: number, reason: string): ArrayBuffer {
	if (!isCloseCode(code))
		throw wrong(`close code ${code}; it must be 1000 to 1003, 1007 to 1014 or 3000 to 4999`);
	const text = new Uint8Array(ArrayBuffer.fromString(reason));
	if (text.length > maximumControlPayload - 2)
		throw wrong(`a close reason of ${text.length} bytes; it may have ${maximumControlPayload - 2}`);
	const payload = new Uint8Array(2 + text.length);
	payload[0] = code >> 8;
	payload[1] = code;
	payload.set(text, 2);
	return payload.buffer;
}

/**
 * What the payload of a close frame says; `code` is 1005 if it is empty.
 * @throws WebSocketError `close-length`, `close-code` or `invalid-utf8`
 */
export function decodeClose(payload: ArrayBuffer): CloseReason {
	const [high, low] = new Uint8Array(payload);
	if (high === undefined) return { code: CloseCode.noStatus, reason: "" };
	if (low === undefined) throw new WebSocketError("close-length");
	const code = (high << 8) | low;
	if (!isCloseCode(code)) throw new WebSocketError("close-code", { found: String(code) });
	const text = payload.slice(2);
	if (!isUTF8(text)) throw new WebSocketError("invalid-utf8", { found: "in the reason of a close frame" });
	return { code, reason: String.fromArrayBuffer(text) };
}

function wrong(found: string): WebSocketError {
	return new WebSocketError("bad-argument", { found });
}
