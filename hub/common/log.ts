import { milliseconds } from "./time";

type Write = (fields: Record<string, unknown>, message: string) => void;

/** A structured log, as pino's. Fields never carry a token, a cookie or a whole URL. */
export interface Log {
	debug: Write;
	info: Write;
	warn: Write;
	error: Write;
}

/** A log that keeps nothing: for tests and programs that show what happens by other means. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

const QUIET_TIME = 5000;

/**
 * Reports the same complaint at most once in five seconds, with how often it came up in between, so that a peer that
 * only sends rubbish fills no disk. Every complaint is counted.
 */
export class Complaints {
	readonly #log: Log;
	readonly #fields: Record<string, unknown>;
	readonly #recent = new Map<string, { at: number; count: number }>();
	#total = 0;

	/** @param fields what every report carries, such as the device */
	constructor(log: Log, fields: Record<string, unknown>) {
		this.#log = log;
		this.#fields = fields;
	}

	get total(): number {
		return this.#total;
	}

	/** @param code names the complaint; from a small set, not made from what the peer sent */
	add(code: string, message: string): void {
		this.#total++;
		const now = milliseconds();
		const recent = this.#recent.get(code);
		if (recent && now - recent.at < QUIET_TIME) {
			recent.count++;
			return;
		}
		const repeated = recent?.count ?? 0;
		this.#recent.set(code, { at: now, count: 0 });
		this.#log.warn({ ...this.#fields, code, ...(repeated && { repeated }) }, message);
	}
}
