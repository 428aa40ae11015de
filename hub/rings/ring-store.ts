import type { Database, Row } from "../store/database";
import type { Ring, RingState } from "../wire/viewer";

/** How much of the past is kept. */
export interface RingRetention {
	/** Rings. */
	count: number;
	/** Days. */
	days: number;
	/** Bytes of snapshots; beyond, the oldest rings lose theirs. */
	bytes: number;
}

/** A ring as the doorbell and the hub know it. */
export interface StoredRing extends Ring {
	/** The doorbell's own ID of it. */
	ring: string;
}

const DAY = 86_400_000;
const COLUMNS = "id, device, ring, time, state, by, snapshot IS NOT NULL AS snapshot";

/** The history of rings. A snapshot is in the row of its ring: so both are stored, and both are gone, at once. */
export class RingStore {
	readonly #database: Database;
	readonly #retention: RingRetention;

	constructor(database: Database, retention: RingRetention) {
		this.#database = database;
		this.#retention = retention;
	}

	/** Stores a ring, and lets go of what is too old or too much. */
	add({ id, device, ring, time, state }: Omit<StoredRing, "snapshot">, snapshot: Buffer | null): void {
		this.#database.transaction(() => {
			this.#database.run(
				"INSERT INTO rings (id, device, ring, time, stored, state, snapshot) VALUES (?, ?, ?, ?, ?, ?, ?)",
				id,
				device,
				ring,
				time,
				Date.now(),
				state,
				snapshot,
			);
			this.#prune();
		});
	}

	get(id: string): StoredRing | undefined {
		const row = this.#database.get(`SELECT ${COLUMNS} FROM rings WHERE id = ?`, id);
		return row && toRing(row);
	}

	/** Finds a ring by the doorbell's own ID of it. */
	find(device: string, ring: string): StoredRing | undefined {
		const row = this.#database.get(
			`SELECT ${COLUMNS} FROM rings WHERE device = ? AND ring = ?`,
			device,
			ring,
		);
		return row && toRing(row);
	}

	/** The newest rings, newest first. @param before only those that are older than this, milliseconds since 1970 */
	list(device: string | undefined, before: number, limit: number): StoredRing[] {
		const rows =
			device === undefined
				? this.#database.all(
						`SELECT ${COLUMNS} FROM rings WHERE time < ? ORDER BY time DESC, id LIMIT ?`,
						before,
						limit,
					)
				: this.#database.all(
						`SELECT ${COLUMNS} FROM rings WHERE device = ? AND time < ? ORDER BY time DESC, id LIMIT ?`,
						device,
						before,
						limit,
					);
		return rows.map(toRing);
	}

	count(state: RingState): number {
		return Number(this.#database.get("SELECT count(*) AS n FROM rings WHERE state = ?", state)?.["n"]);
	}

	ringing(): StoredRing[] {
		return this.#database
			.all(`SELECT ${COLUMNS} FROM rings WHERE state = 'ringing' ORDER BY time`)
			.map(toRing);
	}

	/** Changes how a ring stands. @returns whether it stood at `from` */
	change(id: string, from: RingState, to: RingState, by: string | null): boolean {
		const sql = "UPDATE rings SET state = ?, by = ?, ended = ? WHERE id = ? AND state = ?";
		return this.#database.run(sql, to, by, Date.now(), id, from) > 0;
	}

	/** Adds a snapshot that came late. @returns whether the ring is still there and had none */
	addSnapshot(id: string, snapshot: Buffer): boolean {
		const sql = "UPDATE rings SET snapshot = ? WHERE id = ? AND snapshot IS NULL";
		return this.#database.run(sql, snapshot, id) > 0;
	}

	snapshot(id: string): Buffer | undefined {
		const snapshot = this.#database.get("SELECT snapshot FROM rings WHERE id = ?", id)?.["snapshot"];
		return Buffer.isBuffer(snapshot) ? snapshot : undefined;
	}

	newestSnapshot(device: string): Buffer | undefined {
		const snapshot = this.#database.get(
			"SELECT snapshot FROM rings WHERE device = ? AND snapshot IS NOT NULL ORDER BY time DESC LIMIT 1",
			device,
		)?.["snapshot"];
		return Buffer.isBuffer(snapshot) ? snapshot : undefined;
	}

	/** @returns whether there was such a ring */
	remove(id: string): boolean {
		return this.#database.run("DELETE FROM rings WHERE id = ?", id) > 0;
	}

	#prune(): void {
		const { count, days, bytes } = this.#retention;
		this.#database.run("DELETE FROM rings WHERE time < ?", Date.now() - days * DAY);
		this.#database.run(
			"DELETE FROM rings WHERE id IN (SELECT id FROM rings ORDER BY time DESC LIMIT -1 OFFSET ?)",
			count,
		);
		this.#database.run(
			`UPDATE rings SET snapshot = NULL WHERE id IN (
				SELECT id FROM (
					SELECT id, sum(length(snapshot)) OVER (ORDER BY time DESC, id) AS total
					FROM rings WHERE snapshot IS NOT NULL
				) WHERE total > ?
			)`,
			bytes,
		);
	}
}

function toRing(row: Row): StoredRing {
	const by = row["by"];
	return {
		id: String(row["id"]),
		device: String(row["device"]),
		ring: String(row["ring"]),
		time: Number(row["time"]),
		state: toState(row["state"]),
		...(typeof by === "string" && { by }),
		snapshot: row["snapshot"] === 1,
	};
}

function toState(value: unknown): RingState {
	return value === "ringing" || value === "answered" || value === "declined" ? value : "missed";
}
