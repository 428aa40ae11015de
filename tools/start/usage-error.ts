/** An option that is unknown, or has a value that it cannot have. The message says what would be right. */
export class UsageError extends Error {
	readonly code = "usage";

	constructor(message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "UsageError";
	}
}
