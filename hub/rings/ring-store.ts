import type { Database, Row } from "../store/database";
import { RING_STATES, type Ring, type RingState } from "../wire/viewer";

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

type NewRing = Pick<StoredRing, "id" | "device" | "ring" | "time">;

const DAY = 86_400_000;
const STATE = "CASE WHEN over THEN 'ended' ELSE state END";
const COLUMNS = `id, device, ring, time, ${STATE} AS state, by, answered, ended, snapshot IS NOT NULL AS snapshot`;

/** How each change is made, and where it follows: to be given who made it, when, and which ring it is. */
const CHANGES: Readonly<Record<Exclude<RingState, "ringing">, string>> = {
	answered: "UPDATE rings SET state = 'answered', by = ?, answered = ? WHERE id = ? AND state = 'ringing'",
	declined: "UPDATE rings SET state = 'declined', by = ?, ended = ? WHERE id = ? AND state = 'ringing'",
	missed: "UPDATE rings SET state = 'missed', by = ?, ended = ? WHERE id = ? AND state = 'ringing'",
	ended:
		"UPDATE rings SET over = 1, by = coalesce(?, by), ended = ? WHERE id = ? AND state = 'answered' AND NOT over",
};

/** The history of rings. A snapshot is in the row of its ring: so both are stored, and both are gone, at once. */
export class RingStore {
	readonly #database: Database;
	readonly #retention: RingRetention;

	constructor(database: Database, retention: RingRetention) {
		this.#database = database;
		this.#retention = retention;
	}

	/** Stores a ring that rings, and lets go of what is too old or too much. */
	add({ id, device, ring, time }: NewRing, snapshot: Buffer | null): void {
		this.#database.transaction(() => {
			this.#database.run(
				"INSERT INTO rings (id, device, ring, time, stored, state, snapshot) VALUES (?, ?, ?, ?, ?, 'ringing', ?)",
				id,
				device,
				ring,
				time,
				Date.now(),
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
		return Number(this.#database.get(`SELECT count(*) AS n FROM rings WHERE ${STATE} = ?`, state)?.["n"]);
	}

	ringing(): StoredRing[] {
		return this.#database
			.all(`SELECT ${COLUMNS} FROM rings WHERE state = 'ringing' ORDER BY time`)
			.map(toRing);
	}

	/** The rings of a doorbell that were answered and are not over. @returns their IDs */
	calls(device: string): string[] {
		const sql = "SELECT id FROM rings WHERE device = ? AND state = 'answered' AND NOT over";
		return this.#database.all(sql, device).map(({ id }) => String(id));
	}

	/** What was answered before the hub stopped without knowing the end is over; nobody knows since when. */
	endCalls(): void {
		this.#database.run("UPDATE rings SET over = 1 WHERE state = 'answered' AND NOT over");
	}

	/** Changes how a ring stands. @returns whether it stood where that follows */
	change(id: string, to: Exclude<RingState, "ringing">, by: string | null): boolean {
		return this.#database.run(CHANGES[to], by, Date.now(), id) > 0;
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
	const { by, answered, ended } = row;
	return {
		id: String(row["id"]),
		device: String(row["device"]),
		ring: String(row["ring"]),
		time: Number(row["time"]),
		state: RING_STATES.find((state) => state === row["state"]) ?? "missed",
		...(typeof by === "string" && { by }),
		...(typeof answered === "number" && { answered }),
		...(typeof ended === "number" && { ended }),
		snapshot: row["snapshot"] === 1,
	};
}
