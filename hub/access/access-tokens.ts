import type { Database, Row } from "../store/database";
import { HubError } from "../common/errors";
import { hashToken, makeId, makeToken } from "./secrets";

/** A token by which a program opens the standard doors. */
export interface AccessToken {
	id: string;
	/** What it is for, in its owner's words. */
	name: string;
	/** The devices that it is for; null: all. */
	devices: string[] | null;
	/** Milliseconds since 1970. */
	created: number;
}

const MOST_TOKENS = 500;
const COLUMNS = "id, name, devices, created";

/** Tokens for programs: for the standard doors and the metrics, each revocable by itself. */
export class AccessTokens {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	all(): AccessToken[] {
		return this.#database.all(`SELECT ${COLUMNS} FROM tokens ORDER BY created`).map(toToken);
	}

	get(id: string): AccessToken | undefined {
		const row = this.#database.get(`SELECT ${COLUMNS} FROM tokens WHERE id = ?`, id);
		return row && toToken(row);
	}

	/** Finds a token by its secret. */
	find(secret: string): AccessToken | undefined {
		const row = this.#database.get(`SELECT ${COLUMNS} FROM tokens WHERE hash = ?`, hashToken(secret));
		return row && toToken(row);
	}

	/** Makes a token. @returns it with its secret, which can't be had again. @throws HubError `too-many` */
	add(name: string, devices: string[] | null): AccessToken & { token: string } {
		const count = this.#database.get("SELECT count(*) AS n FROM tokens")?.["n"];
		if (Number(count) >= MOST_TOKENS) {
			throw new HubError("too-many", `there are ${MOST_TOKENS} access tokens already; revoke one first`);
		}
		const token = makeToken("access");
		const id = makeId();
		const created = Date.now();
		const stored = devices && JSON.stringify(devices);
		this.#database.run(
			"INSERT INTO tokens VALUES (?, ?, ?, ?, ?)",
			id,
			name,
			hashToken(token),
			stored,
			created,
		);
		return { id, name, devices, created, token };
	}

	/** @throws HubError `not-found` */
	revoke(id: string): void {
		if (this.#database.run("DELETE FROM tokens WHERE id = ?", id) === 0) {
			throw new HubError("not-found", "there is no access token of this ID");
		}
	}
}

function toToken(row: Row): AccessToken {
	const devices = row["devices"];
	return {
		id: String(row["id"]),
		name: String(row["name"]),
		devices: typeof devices === "string" ? (JSON.parse(devices) as string[]) : null,
		created: Number(row["created"]),
	};
}
