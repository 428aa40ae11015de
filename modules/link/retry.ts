import { BackOff } from "link/back-off";
import type { Closed, ConnectionError } from "link/connection";

/** Why a connection ended, and what that means for the next try. */
export interface End {
	/**
	 * `lost`: the server, or the way to it, is down. `refused`: the server does not accept the token. `replaced`: another
	 * connection of the same device took this one's place (close code 4000).
	 */
	readonly kind: "lost" | "refused" | "replaced";
	/** As one sentence without its period. */
	readonly reason: string;
}

/** How long to wait after a refused token, in milliseconds; it can't become right by itself. docs/protocol.md, "Trying again". */
export const refusedInterval = 300_000;

/** How long to wait where two doorbells have one ID, so that they don't throw each other out without end. */
export const replacedInterval = 30_000;

const replaced = 4000;

/** Chooses when a link tries again, by why it ended. */
export class Retry {
	readonly #backOff: BackOff;
	#least = 0;

	constructor(backOff = new BackOff()) {
		this.#backOff = backOff;
	}

	/** Notes how a connection ended, and how long it had been open, in milliseconds; 0 where it never was. */
	ended(end: End, open: number): void {
		this.#backOff.held(open);
		this.#least = end.kind === "refused" ? refusedInterval : end.kind === "replaced" ? replacedInterval : 0;
	}

	/** How long to wait before the next try, in milliseconds. */
	next(): number {
		return Math.max(this.#backOff.next(), this.#least);
	}

	/** Whoever was refused, or could not be reached, may be so no more: the next try is at once. */
	reset(): void {
		this.#backOff.reset();
		this.#least = 0;
	}
}

/** Why the server closed a connection. */
export function endOfClose({ code, reason }: Closed): End {
	const kind = code === replaced ? "replaced" : "lost";
	return { kind, reason: `closed by the server (${code}${reason && `: ${reason}`})` };
}

/** Why a connection failed. */
export function endOfError({ message, code, status }: ConnectionError): End {
	if (status === 401 || status === 403)
		return { kind: "refused", reason: `refused by the server (HTTP status ${status}): check the token` };
	const sentence = message || "the connection failed";
	return { kind: "lost", reason: code && !sentence.includes(code) ? `${sentence} (${code})` : sentence };
}
