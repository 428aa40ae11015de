/** Why an update was refused before anything was loaded. docs/updates.md, "What can go wrong". */
export type UpdateRefusal =
	| "no-second-slot"
	| "already-updating"
	| "on-trial"
	| "bad-address"
	| "wrong-board"
	| "too-large"
	| "same-version"
	| "older"
	| "failed-before"
	| "low-memory"
	| "no-rollback";

/** Why an update has failed. */
export type UpdateFailure =
	| "canceled"
	| "connection"
	| "untrusted"
	| "redirects"
	| "not-found"
	| "not-allowed"
	| "server"
	| "bad-response"
	| "length-mismatch"
	| "bad-image"
	| "wrong-chip"
	| "wrong-version"
	| "hash-mismatch"
	| "bad-signature"
	| "flash";

/** Why the firmware before runs again. */
export type RollbackCause =
	"crashed" | "hung" | "power-lost" | "never-connected" | "unhealthy" | "asked" | "unknown";

export type UpdateErrorCode = UpdateRefusal | UpdateFailure | RollbackCause;
