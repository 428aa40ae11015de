import { userInfo } from "node:os";
import { join } from "node:path";
import { HubError } from "../common/errors";

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html); the low byte of an extended one. */
const Result = {
	permission: 3,
	busy: 5,
	readOnly: 8,
	inputOutput: 10,
	corrupt: 11,
	full: 13,
	cannotOpen: 14,
	notADatabase: 26,
} as const;

/**
 * What went wrong with a data folder, in a sentence that says what to do.
 * @param thrown by the file system or by SQLite
 * @param folder undefined: in memory
 * @returns a HubError `data-folder`, `disk-full`, `data-damaged` or `data-busy`; what is no error of a disk, unchanged
 */
export function describeDataError(thrown: unknown, folder = "(in memory)"): unknown {
	if (!(thrown instanceof Error) || thrown instanceof HubError) return thrown;
	const { message: reason } = thrown;
	const error = (code: string, message: string): HubError => new HubError(code, message, thrown);
	switch (kindOf(thrown)) {
		case Result.permission:
		case Result.readOnly:
		case Result.cannotOpen:
		case "EACCES":
		case "EPERM":
		case "EROFS":
			return error(
				"data-folder",
				`the data folder ${folder} can't be written to by the user ${userName()} (${reason}); give it to that user, or name another one in BELLTOWER_DATA`,
			);
		case "EEXIST":
		case "ENOTDIR":
			return error("data-folder", `the data folder ${folder} is a file; name a folder in BELLTOWER_DATA`);
		case Result.full:
		case "ENOSPC":
		case "EDQUOT":
			return error(
				"disk-full",
				`the disk with the data folder ${folder} is full: make room there; what was kept before is safe`,
			);
		case Result.corrupt:
		case Result.notADatabase:
			return dataDamaged(folder, reason, thrown);
		case Result.inputOutput:
			return error(
				"data-folder",
				`the disk with the data folder ${folder} can't be read or written (${reason}); is it full, gone, or broken?`,
			);
		case Result.busy:
			return error(
				"data-busy",
				`another program keeps the database in ${folder} locked; stop it, then try again`,
			);
		default:
			return "rawCode" in thrown || "syscall" in thrown
				? error("data-folder", `the data folder ${folder} can't be used: ${reason}`)
				: thrown;
	}
}

/** Whether the disk would not take a write, which it may do again later. */
export function isDiskError(error: unknown): error is HubError {
	return error instanceof HubError && ["disk-full", "data-folder", "data-busy"].includes(error.code);
}

/** A HubError that says what to do about a damaged database. */
export function dataDamaged(folder: string, reason: string, cause?: unknown): HubError {
	return new HubError(
		"data-damaged",
		`the database ${join(folder, "belltower.db")} is damaged (${reason}) and was left as it is: move it away with its -wal and -shm files, and put a copy in its place, or begin anew without one`,
		cause,
	);
}

function kindOf(error: Error): string | number | undefined {
	if ("rawCode" in error && typeof error.rawCode === "number") return error.rawCode & 0xff;
	/* libsql's error for a file that can't be opened has its code in its message only. */
	const opening = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message);
	if (opening) return Number(opening[1]) & 0xff;
	return "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function userName(): string {
	try {
		return userInfo().username;
	} catch {
		/* A user without an entry in the system's list, as in a container. */
		return String(process.getuid?.() ?? "");
	}
}
