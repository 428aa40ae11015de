/** An error that a program can tell apart by its `code` and a person can act on by its `message`. */
export class HubError extends Error {
	override readonly name = "HubError";
	readonly code: string;
	/** The field of the request that is wrong, if one is. */
	readonly field: string | undefined;

	/** @param cause what was thrown, or `{field}` to name the field that is wrong */
	constructor(code: string, message: string, cause?: unknown) {
		const field = isField(cause) ? cause.field : undefined;
		super(message, cause === undefined || field !== undefined ? undefined : { cause });
		this.code = code;
		this.field = field;
	}
}

function isField(cause: unknown): cause is { field: string } {
	return typeof cause === "object" && cause !== null && "field" in cause && typeof cause.field === "string";
}

/** What was thrown, as a HubError: unchanged if it is one, else with the code `failed`. */
export function asHubError(thrown: unknown): HubError {
	if (thrown instanceof HubError) return thrown;
	return new HubError("failed", thrown instanceof Error ? thrown.message : String(thrown), thrown);
}
