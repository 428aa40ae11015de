/** An error that a program can tell apart by its `code` and a person can act on by its `message`. */
export class HubError extends Error {
	override readonly name = "HubError";
	readonly code: string;

	constructor(code: string, message: string, cause?: unknown) {
		super(message, cause === undefined ? undefined : { cause });
		this.code = code;
	}
}

/** What was thrown, as a HubError: unchanged if it is one, else with the code `failed`. */
export function asHubError(thrown: unknown): HubError {
	if (thrown instanceof HubError) return thrown;
	return new HubError("failed", thrown instanceof Error ? thrown.message : String(thrown), thrown);
}
