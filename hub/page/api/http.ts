import type { ErrorDescription } from "../../wire/viewer";

/** What the hub says when it refuses, or what came in its place. */
export class ApiError extends Error {
	/** The hub's code; `unreachable` if there was no answer, `unreadable` if it was none of the hub's. */
	readonly code: string;
	/** The HTTP status, or 0. */
	readonly status: number;
	/** The field that is wrong, if it is one. */
	readonly field: string | undefined;

	constructor(status: number, { code, message, field }: ErrorDescription & { field?: string }) {
		super(message);
		this.code = code;
		this.status = status;
		this.field = field;
	}
}

type Method = "GET" | "POST" | "PATCH" | "DELETE";

/** Called when the hub no longer knows this page's session. */
let onSignedOut: () => void = () => undefined;

export function whenSignedOut(call: () => void): void {
	onSignedOut = call;
}

/**
 * Asks the hub.
 * @param path below `api/`, with its parts encoded (`at`)
 * @param body sent as JSON, or a file as it is
 * @returns what the hub answered, as docs/viewer.md describes it; undefined if nothing
 * @throws ApiError
 */
export async function ask<Answer>(method: Method, path: string, body?: object): Promise<Answer> {
	const isFile = body instanceof Blob;
	const type = isFile ? "application/octet-stream" : "application/json";
	let response: Response;
	let text: string;
	try {
		response = await fetch(`api/${path}`, {
			method,
			...(body && { headers: { "content-type": type }, body: isFile ? body : JSON.stringify(body) }),
		});
		text = await response.text();
	} catch {
		throw new ApiError(0, { code: "unreachable", message: "The hub could not be reached" });
	}
	const answer = parse(text);
	if (response.ok) return answer as Answer;
	if (response.status === 401 && path !== "session") onSignedOut();
	const { error } = (answer ?? {}) as { error?: ErrorDescription & { field?: string } };
	const unreadable = { code: "unreadable", message: `The hub answered with the status ${response.status}` };
	throw new ApiError(response.status, error ?? unreadable);
}

/** A path of parts, each encoded. */
export const at = (...parts: string[]): string => parts.map(encodeURIComponent).join("/");

function parse(text: string): unknown {
	if (text === "") return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
