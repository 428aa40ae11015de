import type { UpdateErrorCode } from "protocol/update-errors";

/** Why a command was not carried out. docs/protocol.md, "Commands". */
export type ErrorCode =
	"bad-json" | "bad-argument" | "unknown-type" | "unavailable" | "failed" | UpdateErrorCode;

/** An error that is told to the server: a code and a sentence that says what is wrong and what would be right. */
export class ProtocolError extends Error {
	override readonly name = "ProtocolError";
	readonly code: ErrorCode;
	/** The argument or the setting that is wrong, where it is one. */
	readonly field: string | undefined;

	constructor(code: ErrorCode, message: string, options?: { cause?: unknown; field?: string }) {
		super(message, options);
		this.code = code;
		this.field = options?.field;
	}
}
