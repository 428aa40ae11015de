/** An answer. */
export interface HttpResponse {
	readonly status: number;
	/** Where to go instead. */
	readonly location?: string;
	readonly type: string;
	readonly body: string;
}

const reasons: Readonly<Record<number, string>> = Object.freeze(
	{
		200: "OK",
		302: "Found",
		303: "See Other",
		400: "Bad Request",
		405: "Method Not Allowed",
		408: "Request Timeout",
		411: "Length Required",
		413: "Content Too Large",
		431: "Request Header Fields Too Large",
		500: "Internal Server Error",
	},
	true,
);

/** A page. */
export function htmlResponse(body: string): HttpResponse {
	return { status: 200, type: "text/html; charset=utf-8", body };
}

/** A sentence for what went wrong. */
export function textResponse(status: number, body: string): HttpResponse {
	return { status, type: "text/plain; charset=utf-8", body };
}

/** Sends the browser elsewhere, with GET. */
export function redirect(location: string): HttpResponse {
	return { status: 303, location, type: "text/plain; charset=utf-8", body: location };
}

/** What goes over the wire, head and body. Nothing is kept by the browser, nor asked for from elsewhere. */
export function serialize({ status, location, type, body }: HttpResponse, withBody: boolean): ArrayBuffer {
	const content = new Uint8Array(ArrayBuffer.fromString(body));
	const head = [
		`HTTP/1.1 ${status} ${reasons[status] ?? "Error"}`,
		`Content-Type: ${type}`,
		`Content-Length: ${content.length}`,
		"Cache-Control: no-store",
		"Connection: close",
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
		"Referrer-Policy: same-origin",
		...(location === undefined ? [] : [`Location: ${location}`]),
		"",
		"",
	];
	const start = new Uint8Array(ArrayBuffer.fromString(head.join("\r\n")));
	const bytes = new Uint8Array(start.length + (withBody ? content.length : 0));
	bytes.set(start);
	if (withBody) bytes.set(content, start.length);
	return bytes.buffer;
}
