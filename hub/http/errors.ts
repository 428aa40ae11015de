import type { FastifyError, FastifyReply } from "fastify";
import type { Log } from "../common/log";
import { asHubError, HubError } from "../common/errors";

/** The HTTP status of each error code; of one that is not here, 500. */
const STATUS: Readonly<Record<string, number>> = {
	"bad-argument": 400,
	"bad-device": 400,
	"bad-address": 400,
	"bad-image": 400,
	"wrong-board": 409,
	unauthorized: 401,
	"bad-host": 403,
	"bad-origin": 403,
	"bad-proxy": 403,
	forbidden: 403,
	"wrong-password": 403,
	"not-found": 404,
	"unknown-device": 404,
	exists: 409,
	"first-admin": 409,
	"last-admin": 409,
	"not-ringing": 409,
	"no-password": 409,
	"in-use": 409,
	"too-large": 413,
	"too-many": 409,
	"too-many-attempts": 429,
	busy: 503,
	offline: 503,
	"too-many-devices": 503,
	timeout: 504,
	"no-picture": 504,
};

/** The HTTP status of each error code of a doorbell; of one that is not here, 502. */
const OF_DOORBELLS: Readonly<Record<string, number>> = {
	"bad-argument": 400,
	unavailable: 409,
	"already-updating": 409,
	"no-rollback": 409,
	"unknown-type": 501,
};

/** An error that a doorbell answered a command with. */
export class DoorbellError extends HubError {
	/** The HTTP status: the doorbell's own codes are not the hub's, and 401, for one, is never its to say. */
	readonly status: number;

	/**
	 * @param fields that the command had: the doorbell names one of them, or, if its firmware is from before it did, its
	 *   sentence begins with one
	 */
	constructor({ code, message, field }: HubError, fields: readonly string[] = []) {
		const named = field ?? message.split(" ", 1)[0] ?? "";
		super(code, message, fields.includes(named) ? { field: named } : undefined);
		this.status = OF_DOORBELLS[code] ?? { offline: 503, busy: 503, timeout: 504 }[code] ?? 502;
	}
}

/** Answers with an error: `{"error": {"code", "message", "field"?}}`. */
export function sendError(thrown: FastifyError | HubError, reply: FastifyReply, log: Log): void {
	const error = thrown instanceof HubError ? thrown : fromFastify(thrown);
	const { code, message, field } = error;
	const status = error instanceof DoorbellError ? error.status : (STATUS[code] ?? statusOf(thrown));
	if (status === 500) log.error({ code, stack: thrown.stack }, `a request failed: ${message}`);
	if (status === 401) reply.header("WWW-Authenticate", "Bearer");
	const shown = status === 500 ? "something went wrong in the hub; its log says what" : message;
	void reply.status(status).send({ error: { code, message: shown, ...(field !== undefined && { field }) } });
}

function statusOf(thrown: FastifyError | HubError): number {
	const status = "statusCode" in thrown ? thrown.statusCode : undefined;
	return status !== undefined && status >= 400 && status < 500 ? status : 500;
}

function fromFastify(error: FastifyError): HubError {
	if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
		return new HubError("too-large", "the body of the request is larger than this address takes");
	}
	return statusOf(error) < 500 ? new HubError("bad-request", error.message) : asHubError(error);
}
