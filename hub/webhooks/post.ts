import { createHmac } from "node:crypto";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Targets } from "./targets";
import { HubError } from "../common/errors";

/** How long somebody may take to answer, milliseconds. */
const PATIENCE = 10_000;

/** What is sent to a webhook. */
export interface Delivery {
	/** The same at every try, by which the receiver can tell a repetition. */
	id: string;
	body: string;
	secret: string;
}

/**
 * Signs a body: HMAC-SHA256 (RFC 2104) over the time, a dot, and the body, in hexadecimal. With the time in it, what was
 * heard once can't be sent again much later.
 * @param at seconds since 1970
 */
export function signature(secret: string, at: number, body: string): string {
	const digest = createHmac("sha256", secret).update(`${at}.${body}`).digest("hex");
	return `t=${at},v1=${digest}`;
}

/**
 * Sends a delivery once. A redirection is not followed: it counts as a failure.
 * @returns the HTTP status, 200 to 299
 * @throws HubError `bad-address`, `refused` with the status, `failed`
 */
export function post(
	address: string,
	{ id, body, secret }: Delivery,
	targets: Targets,
	stop: AbortSignal,
): Promise<number> {
	const url = targets.check(address);
	return new Promise((resolve, reject) => {
		const bytes = Buffer.from(body);
		const send = url.protocol === "https:" ? httpsRequest : httpRequest;
		const request = send(url, {
			method: "POST",
			agent: false,
			lookup: targets.lookup,
			signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]),
			headers: {
				"Content-Type": "application/json",
				"Content-Length": bytes.byteLength,
				"User-Agent": "Belltower",
				"Belltower-Delivery": id,
				"Belltower-Signature": signature(secret, Math.floor(Date.now() / 1000), body),
			},
		});
		request.on("error", (error) => {
			const isOurs = error instanceof HubError;
			reject(isOurs ? error : new HubError("failed", `it could not be reached: ${error.message}`));
		});
		request.on("response", (response) => {
			const status = response.statusCode ?? 0;
			response.destroy();
			if (status >= 200 && status < 300) resolve(status);
			else reject(new HubError("refused", `it answered with the status ${status}; 200 to 299 is right`));
		});
		request.end(bytes);
	});
}
