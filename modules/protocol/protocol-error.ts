import type { UpdateErrorCode } from "protocol/update-errors";

/** Why a command was not carried out. docs/protocol.md, "Commands". */
export type ErrorCode =
	"bad-json" | "bad-argument" | "unknown-type" | "unavailable" | "failed" | UpdateErrorCode;

/** An error that is told to the server: a code and a sentence that says what is wrong and what would be right. */
export class ProtocolError extends Error {
	override readonly name = "ProtocolError";
	readonly code: ErrorCode;

	constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}
