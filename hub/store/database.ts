import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Libsql from "libsql";
import { HubError } from "../common/errors";
import { dataDamaged, describeDataError } from "./database-error";
import { MIGRATIONS } from "./migrations";

/** What a column may hold. */
export type Value = string | number | Buffer | null;
/** A row: its columns by name. Blobs are Buffers. */
export type Row = Record<string, Value>;

type StoredRow = Record<string, Value | ArrayBuffer>;

/** Milliseconds that a write waits for another program's, such as `npm run hub -- device add`. */
const PATIENCE = 5000;
/** Tables that may have hundreds of megabytes. */
const LARGE = ["rings", "firmware"];

/**
 * The hub's SQLite database. Everything is synchronous, as SQLite is: a query here takes microseconds. Rows are found
 * and changed by plain SQL in the rooms that own the tables.
 */
export class Database {
	readonly #folder: string | undefined;
	readonly #database: Libsql.Database;
	readonly #statements = new Map<string, Libsql.Statement>();
	#claim: Libsql.Database | undefined;

	/**
	 * Opens the database of a data folder, made if it is not there, and brings it to the newest version.
	 * @param folder undefined keeps everything in memory, until `close`
	 * @throws HubError `data-folder`, `disk-full`, `data-damaged`, `data-busy`; `data-too-new` if a newer version has written it
	 */
	constructor(folder: string | undefined) {
		this.#folder = folder;
		this.#database = this.#describing(() => {
			if (folder !== undefined) mkdirSync(folder, { recursive: true, mode: 0o700 });
			return new Libsql(folder === undefined ? ":memory:" : join(folder, "belltower.db"), {
				timeout: PATIENCE,
			});
		});
		try {
			this.#describing(() => {
				this.#database.pragma("journal_mode = WAL");
				/* A ring is acknowledged once it is stored: it must outlive a power cut, too. Writes are rare. */
				this.#database.pragma("synchronous = FULL");
				this.#database.pragma("foreign_keys = ON");
			});
			this.#migrate();
			this.#check();
		} catch (error) {
			this.close();
			throw error;
		}
	}

	/**
	 * Makes this the only hub on the data folder, until `close` or the end of the process, however that comes: the lock is
	 * SQLite's on a file of its own. Commands such as `npm run hub -- device add` need none.
	 * @throws HubError `data-in-use` if there is another
	 */
	claim(): void {
		const folder = this.#folder;
		if (folder === undefined) return;
		const claim = this.#describing(() => new Libsql(join(folder, "hub.lock"), { timeout: 0 }));
		this.#claim = claim;
		try {
			this.#describing(() => claim.exec("BEGIN EXCLUSIVE"));
		} catch (error) {
			if (!(error instanceof HubError) || error.code !== "data-busy") throw error;
			throw new HubError(
				"data-in-use",
				`another hub runs on the data folder ${folder}; stop that one, or give this one a folder of its own in BELLTOWER_DATA`,
				error,
			);
		}
	}

	/* Values are handed over as an array: a Buffer alone would be taken for an object of named values. */

	/** The rows that a query finds. */
	all(sql: string, ...values: Value[]): Row[] {
		return this.#describing(() => this.#prepare(sql).all(values) as StoredRow[]).map(clean);
	}

	/** The first row that a query finds. */
	get(sql: string, ...values: Value[]): Row | undefined {
		const row = this.#describing(() => this.#prepare(sql).get(values) as StoredRow | undefined);
		return row && clean(row);
	}

	/** Makes a change. @returns how many rows it changed */
	run(sql: string, ...values: Value[]): number {
		return this.#describing(() => this.#prepare(sql).run(values).changes);
	}

	/** Does several things as one: all of it counts, or, if `work` throws, nothing. */
	transaction<Result>(work: () => Result): Result {
		return this.#describing(() => {
			this.#database.exec("BEGIN IMMEDIATE");
			try {
				const result = work();
				this.#database.exec("COMMIT");
				return result;
			} catch (error) {
				/* After some errors, such as that of a full disk, SQLite has undone all already. */
				if (this.#database.inTransaction) this.#database.exec("ROLLBACK");
				throw error;
			}
		});
	}

	/** A number that is another when another program has changed the database. */
	get foreignChanges(): number {
		return Number(this.get("PRAGMA data_version")?.["data_version"]);
	}

	/** May be called more than once. */
	close(): void {
		this.#statements.clear();
		if (this.#database.open) {
			/* So that belltower.db alone is all of it: statements that are not collected yet keep SQLite from doing this. */
			try {
				this.#database.pragma("wal_checkpoint(PASSIVE)");
			} catch {
				/* It is done when the database is opened the next time. */
			}
			this.#database.close();
		}
		this.#claim?.close();
		this.#claim = undefined;
	}

	#describing<Result>(work: () => Result): Result {
		try {
			return work();
		} catch (error) {
			throw describeDataError(error, this.#folder);
		}
	}

	#prepare(sql: string): Libsql.Statement {
		const known = this.#statements.get(sql);
		if (known) return known;
		const statement = this.#database.prepare(sql);
		this.#statements.set(sql, statement);
		return statement;
	}

	/** Looks for damage where that is quick: not in what holds pictures and firmware. @throws HubError `data-damaged` */
	#check(): void {
		for (const { name } of this.all("SELECT name FROM sqlite_schema WHERE type = 'table'")) {
			const table = String(name);
			if (LARGE.includes(table)) continue;
			const [found] = Object.values(this.get(`PRAGMA quick_check("${table}")`) ?? {});
			if (found !== "ok") throw dataDamaged(this.#folder ?? "", String(found).replace(/\s+/g, " "));
		}
	}

	#migrate(): void {
		const version = Number(this.get("PRAGMA user_version")?.["user_version"]);
		if (version > MIGRATIONS.length) {
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
function clean(row: StoredRow): Row {
	const entries = Object.entries(row).filter(([name]) => name !== "_metadata");
	return Object.fromEntries(
		entries.map(([name, value]) => [name, value instanceof ArrayBuffer ? Buffer.from(value) : value]),
	);
}
