import type { Database } from "../store/database";
import { hashToken, makeToken } from "./secrets";

/** How long somebody stays signed in, milliseconds. */
export const SESSION_LIFETIME = 30 * 24 * 3_600_000;
const MOST_SESSIONS = 1000;

/** Who has signed in. Stored as hashes, so that who reads the database can't sign in by it. */
export class Sessions {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
		/* The viewer token may be another now. */
		database.run("DELETE FROM sessions WHERE user IS NULL OR expires < ?", Date.now());
	}

	/** Begins a session. @param user null for who signed in by the viewer token. @returns the session's secret */
	begin(user: string | null): string {
		const session = makeToken("session");
		const now = Date.now();
		this.#database.transaction(() => {
			this.#database.run("DELETE FROM sessions WHERE expires < ?", now);
			this.#database.run(
				"INSERT INTO sessions VALUES (?, ?, ?, ?)",
				hashToken(session),
				user,
				now,
				now + SESSION_LIFETIME,
			);
			this.#database.run(
				"DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions ORDER BY created DESC LIMIT -1 OFFSET ?)",
				MOST_SESSIONS,
			);
		});
		return session;
	}

	/** Whose session this is: a user's name, null for the viewer token's, undefined if there is none. */
	userOf(hash: Buffer): string | null | undefined {
		const row = this.#database.get(
			"SELECT user FROM sessions WHERE hash = ? AND expires > ?",
			hash,
			Date.now(),
		);
		if (!row) return undefined;
		return row["user"] === null ? null : String(row["user"]);
	}

	end(hash: Buffer): void {
		this.#database.run("DELETE FROM sessions WHERE hash = ?", hash);
	}
}
