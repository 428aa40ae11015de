import type { UpdateErrorCode } from "protocol/update-errors";

/** Why an update was refused or has failed: a code, and a sentence that says what was found and what would be right. */
export class UpdateError extends Error {
	override readonly name = "UpdateError";
	readonly code: UpdateErrorCode;
	/** Whether the same might go well at another time. */
	readonly passes: boolean;

	constructor(code: UpdateErrorCode, message: string, options: { passes?: boolean; cause?: unknown } = {}) {
		super(message, { cause: options.cause });
		this.code = code;
		this.passes = options.passes ?? false;
	}
}

/** Anything that was thrown as an `UpdateError`; `code` is that of what is none. */
export function asUpdateError(error: unknown, code: UpdateErrorCode): UpdateError {
	if (error instanceof UpdateError) return error;
	return new UpdateError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
