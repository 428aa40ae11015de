/** A request that has come whole. */
export interface HttpRequest {
	readonly method: "GET" | "HEAD" | "POST";
	/** Without the query. */
	readonly path: string;
	/** By lower-case name; of one that came twice, the last. */
	readonly headers: ReadonlyMap<string, string>;
	readonly body: Uint8Array;
}

/** Why a request is not taken: an HTTP status and a sentence. */
export interface HttpProblem {
	readonly status: number;
	readonly sentence: string;
}

/** The longest head and body that are taken, in bytes: a form with a certificate in it fits. */
export const longestHead = 2048;
export const longestBody = 6144;

/**
 * Reads one HTTP/1.1 request (RFC 9112) as its bytes come, within bounds. What is not as it should be is a problem, not an
 * exception: it comes from whoever is near.
 */
export class HttpRequestReader {
	#request: HttpRequest | undefined;
	#problem: HttpProblem | undefined;
	#head = "";
	#body: Uint8Array<ArrayBuffer> | undefined;
	#received = 0;

	/** The request, once it has come whole. */
	get request(): HttpRequest | undefined {
		return this.#request && this.#received === this.#request.body.length ? this.#request : undefined;
	}

	/** What is wrong with it; no more need be read. */
	get problem(): HttpProblem | undefined {
		return this.#problem;
	}

	/** Takes what has come; what follows the request is ignored. */
	push(bytes: Uint8Array): void {
		let index = 0;
		while (index < bytes.length && !this.#request && !this.#problem) this.#pushHead(bytes[index++] ?? 0);
		if (!this.#body) return;
		const taken = bytes.subarray(index, index + this.#body.length - this.#received);
		this.#body.set(taken, this.#received);
		this.#received += taken.length;
	}

	#pushHead(byte: number): void {
		const isText = (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
		if (!isText) this.#refuse(400, "the head of the request has a byte that is no ASCII text");
		else if (this.#head.length >= longestHead)
			this.#refuse(431, `the head of the request is longer than ${longestHead} bytes`);
		else {
			this.#head += String.fromCharCode(byte);
			if (this.#head.endsWith("\r\n\r\n")) this.#parse(this.#head.slice(0, -4));
		}
	}

	#parse(head: string): void {
		this.#head = "";
		const [line = "", ...fields] = head.split("\r\n");
		const [method = "", target = "", version = "", ...rest] = line.split(" ");
		if (rest.length || !/^HTTP\/1\.[01]$/.test(version) || !/^(\/|http:\/\/)/.test(target)) {
			this.#refuse(400, "the first line is no HTTP/1.1 request");
			return;
		}
		if (method !== "GET" && method !== "HEAD" && method !== "POST") {
			this.#refuse(405, "only GET, HEAD and POST are known here");
			return;
		}
		const headers = new Map<string, string>();
		for (const field of fields) {
			const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(field);
			if (!match) {
				this.#refuse(400, "a header is not of the form NAME: VALUE");
				return;
			}
			headers.set((match[1] ?? "").toLowerCase(), match[2] ?? "");
		}
		const length = this.#bodyLength(headers);
		if (length === undefined) return;
		const path = target.replace(/^http:\/\/[^/]*/, "").replace(/[?#].*$/, "") || "/";
		this.#body = new Uint8Array(length);
		this.#request = { method, path, headers, body: this.#body };
	}

	#bodyLength(headers: ReadonlyMap<string, string>): number | undefined {
		const length = headers.get("content-length") ?? "0";
		if (headers.has("transfer-encoding")) this.#refuse(411, "the length of the body must be given");
		else if (!/^[0-9]{1,9}$/.test(length)) this.#refuse(400, "Content-Length is no number");
		else if (Number(length) > longestBody) this.#refuse(413, `the body is longer than ${longestBody} bytes`);
		else return Number(length);
		return undefined;
	}

	#refuse(status: number, sentence: string): void {
		this.#head = "";
		this.#problem = { status, sentence };
	}
}
