import { HubError } from "../common/errors";
import { isObject, quote, type TextMessage } from "../common/text";

const MOST_OUTSTANDING = 64;

interface Outstanding {
	type: string;
	resolve: (value: Record<string, unknown>) => void;
	reject: (error: HubError) => void;
	timer: NodeJS.Timeout;
}

/** Commands to a doorbell and their results (docs/protocol.md, "Commands"): each is answered once, in any order. */
export class Requests {
	readonly #send: (text: string) => void;
	readonly #timeout: number;
	readonly #outstanding = new Map<number, Outstanding>();
	#next = 1;

	/** @param timeout milliseconds that a result may take */
	constructor(send: (text: string) => void, timeout: number) {
		this.#send = send;
		this.#timeout = timeout;
	}

	get outstanding(): number {
		return this.#outstanding.size;
	}

	/**
	 * Sends a command.
	 * @returns the result's `value`, or an empty object
	 * @throws HubError with the doorbell's own code and message, or `timeout`, `busy`, or what `close` was given
	 */
	request(type: string, parameters: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
		if (this.#outstanding.size >= MOST_OUTSTANDING) {
			return Promise.reject(
				new HubError(
					"busy",
					`${MOST_OUTSTANDING} commands wait for the doorbell already; ${type} was not sent`,
				),
			);
		}
		const id = this.#next++;
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => {
				this.#outstanding.delete(id);
				reject(new HubError("timeout", `the doorbell did not answer ${type} within ${this.#timeout} ms`));
			}, this.#timeout).unref();
			this.#outstanding.set(id, { type, resolve, reject, timer });
			this.#send(JSON.stringify({ ...parameters, type, id }));
		});
	}

	/**
	 * Takes a `result`.
	 * @throws HubError `unexpected-result` if nothing waits for it, `bad-result` if it is not a result as specified
	 */
	settle(message: TextMessage): void {
		const id = message["id"];
		const outstanding = typeof id === "number" ? this.#outstanding.get(id) : undefined;
		if (typeof id !== "number" || !outstanding) {
			throw new HubError("unexpected-result", `no command waits for a result with the id ${quote(id)}`);
		}
		this.#outstanding.delete(id);
		clearTimeout(outstanding.timer);
		const { ok, value, error } = message;
		if (ok === true) {
			outstanding.resolve(isObject(value) ? value : {});
		} else if (ok === false && isObject(error) && typeof error["code"] === "string") {
			const { code, message: reason, field } = error;
			outstanding.reject(
				new HubError(
					code,
					typeof reason === "string" ? reason : "the doorbell gave no reason",
					typeof field === "string" ? { field } : undefined,
				),
			);
		} else {
			const wrong = new HubError(
				"bad-result",
				`the result of ${outstanding.type} has neither "ok": true nor an error with a code`,
			);
			outstanding.reject(wrong);
			throw wrong;
		}
	}

	/** The connection has ended: no result will come. */
	close(reason: HubError): void {
		for (const { timer, reject } of this.#outstanding.values()) {
			clearTimeout(timer);
			reject(reason);
		}
		this.#outstanding.clear();
	}
}
