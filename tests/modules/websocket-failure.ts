import { WebSocketError } from "websocket/errors";

/** The WebSocketError that `action` throws. */
export function failureOf(action: () => unknown): WebSocketError {
	try {
		action();
	} catch (error) {
		if (error instanceof WebSocketError) return error;
		throw error;
	}
	throw new Error("it did not fail");
}
