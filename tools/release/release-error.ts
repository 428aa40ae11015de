/** Something that keeps a release from being made, for the person who makes it. */
export class ReleaseError extends Error {
	/** What kind of fault: `bad-key`, `no-key`, `key-exists`, `missing-tool`, `build-failed`, `too-large`, `bad-image`. */
	readonly code: string;

	constructor(code: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "ReleaseError";
		this.code = code;
	}
}
