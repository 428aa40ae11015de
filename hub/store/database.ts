import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Libsql from "libsql";
import { HubError } from "../common/errors";
import { MIGRATIONS } from "./migrations";

/** What a column may hold. */
export type Value = string | number | Buffer | null;
/** A row: its columns by name. Blobs are Buffers. */
export type Row = Record<string, Value>;

/** Milliseconds that a write waits for another program's, such as `npm run hub -- device add`. */
const PATIENCE = 5000;

/**
 * The hub's SQLite database. Everything is synchronous, as SQLite is: a query here takes microseconds. Rows are found
 * and changed by plain SQL in the rooms that own the tables.
 */
export class Database {
	readonly #database: Libsql.Database;
	readonly #statements = new Map<string, Libsql.Statement>();

	/**
	 * Opens the database of a data folder, made if it is not there, and brings it to the newest version.
	 * @param folder undefined keeps everything in memory, until `close`
	 * @throws HubError `data-folder` if it can't be used, `data-too-new` if a newer version has written it
	 */
	constructor(folder: string | undefined) {
		try {
			if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
			this.#database = new Libsql(folder === undefined ? ":memory:" : join(folder, "belltower.db"), {
				timeout: PATIENCE,
			});
			this.#database.pragma("journal_mode = WAL");
			/* A ring is acknowledged once it is stored: it must outlive a power cut, too. Writes are rare. */
			this.#database.pragma("synchronous = FULL");
			this.#database.pragma("foreign_keys = ON");
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new HubError("data-folder", `the data folder ${folder ?? ""} can't be used: ${reason}`, error);
		}
		this.#migrate();
	}

	/* Values are handed over as an array: a Buffer alone would be taken for an object of named values. */

	/** The rows that a query finds. */
	all(sql: string, ...values: Value[]): Row[] {
		return (this.#prepare(sql).all(values) as Record<string, Value | ArrayBuffer>[]).map(clean);
	}

	/** The first row that a query finds. */
	get(sql: string, ...values: Value[]): Row | undefined {
		const row = this.#prepare(sql).get(values) as Record<string, Value | ArrayBuffer> | undefined;
		return row && clean(row);
	}

	/** Makes a change. @returns how many rows it changed */
	run(sql: string, ...values: Value[]): number {
		return this.#prepare(sql).run(values).changes;
	}

	/** Does several things as one: all of it counts, or, if `work` throws, nothing. */
	transaction<Result>(work: () => Result): Result {
		let result: { value: Result } | undefined;
		this.#database
			.transaction(() => {
				result = { value: work() };
			})
			.immediate();
		if (!result) throw new HubError("failed", "a transaction did not run");
		return result.value;
	}

	/** A number that is another when another program has changed the database. */
	get foreignChanges(): number {
		return Number(this.get("PRAGMA data_version")?.["data_version"]);
	}

	close(): void {
		this.#statements.clear();
		this.#database.close();
	}

	#prepare(sql: string): Libsql.Statement {
		const known = this.#statements.get(sql);
		if (known) return known;
		const statement = this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}

	#migrate(): void {
		const version = Number(this.get("PRAGMA user_version")?.["user_version"]);
		if (version > MIGRATIONS.length) {
			this.close();
			throw new HubError(
				"data-too-new",
				`the data folder was written by a newer Belltower (version ${version} of the data; this one knows ${MIGRATIONS.length}); update Belltower`,
			);
		}
		for (const [index, migration] of MIGRATIONS.entries()) {
			if (index < version) continue;
			this.transaction(() => {
				this.#database.exec(migration);
				this.#database.pragma(`user_version = ${index + 1}`);
			});
		}
	}
}

/** What libsql gives, as better-sqlite3 would: blobs as Buffers, and nothing beside the columns. */
function clean(row: Record<string, Value | ArrayBuffer>): Row {
	const entries = Object.entries(row).filter(([name]) => name !== "_metadata");
	return Object.fromEntries(
		entries.map(([name, value]) => [name, value instanceof ArrayBuffer ? Buffer.from(value) : value]),
	);
}
