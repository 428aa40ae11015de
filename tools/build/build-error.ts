/**
 * Something that keeps the firmware from being built: a fault in a manifest or a source, or a tool that this machine
 * lacks. The message is one sentence (or a compiler's own words) for the person who builds; `code` is for programs.
 */
export class BuildError extends Error {
	/** What kind of fault this is: `manifest`, `module`, `compiler`, `missing-tool`, `typescript`, `lock`. */
	readonly code: string;

	constructor(code: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.name = "BuildError";
		this.code = code;
	}
}
