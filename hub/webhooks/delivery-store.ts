import type { Database, Row } from "../store/database";
import { makeId } from "../access/secrets";

/** Something that a webhook is to be told. Times are milliseconds since 1970. */
export interface WaitingDelivery {
	/** The same at every try, by which the receiver can tell a repetition. */
	id: string;
	webhook: string;
	body: string;
	created: number;
	/** How often it was tried in vain. */
	tries: number;
}

const COLUMNS = "id, webhook, body, created, tries";

/**
 * What webhooks are still to be told, on the disk: it outlives the hub. A delivery is taken out when it was made or is
 * given up; so one that was under way when the hub died is made again, by the same ID.
 */
export class DeliveryStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	/**
	 * @param most how many may wait for one webhook @returns those that had to make room, the oldest
	 */
	add(webhook: string, body: string, most: number): string[] {
		return this.#database.transaction(() => {
			const now = Date.now();
			this.#database.run(
				"INSERT INTO deliveries (id, webhook, body, created, next) VALUES (?, ?, ?, ?, ?)",
				makeId(),
				webhook,
				body,
				now,
				now,
			);
			const crowded = this.#database.all(
				"SELECT id FROM deliveries WHERE webhook = ? ORDER BY created DESC, rowid DESC LIMIT -1 OFFSET ?",
				webhook,
				most,
			);
			const ids = crowded.map(({ id }) => String(id));
			for (const id of ids) this.remove(id);
			return ids;
		});
	}

	/**
	 * Those whose time has come, oldest first. A time that is further ahead than any wait is one of before the clock was
	 * set back: it has come, too.
	 * @param longestWait milliseconds
	 */
	due(now: number, longestWait: number): WaitingDelivery[] {
		const sql = `SELECT ${COLUMNS} FROM deliveries WHERE next <= ? OR next > ? ORDER BY created, rowid`;
		return this.#database.all(sql, now, now + longestWait).map(toDelivery);
	}

	/** When the next one's time comes after `now`. */
	nextAfter(now: number): number | undefined {
		const next = this.#database.get("SELECT min(next) AS next FROM deliveries WHERE next > ?", now)?.["next"];
		return typeof next === "number" ? next : undefined;
	}

	/** It was tried in vain, and is tried again at `next`. @returns whether it is still to be made */
	postpone(id: string, next: number): boolean {
		return this.#database.run("UPDATE deliveries SET tries = tries + 1, next = ? WHERE id = ?", next, id) > 0;
	}

	/** It was made, or is given up. */
	remove(id: string): void {
		this.#database.run("DELETE FROM deliveries WHERE id = ?", id);
	}

	/** All that this webhook is still to be told is given up. */
	clear(webhook: string): void {
		this.#database.run("DELETE FROM deliveries WHERE webhook = ?", webhook);
	}

	/** Whether it is still to be made. */
	has(id: string): boolean {
		return this.#database.get("SELECT 1 FROM deliveries WHERE id = ?", id) !== undefined;
	}
}

function toDelivery(row: Row): WaitingDelivery {
	return {
		id: String(row["id"]),
		webhook: String(row["webhook"]),
		body: String(row["body"]),
		created: Number(row["created"]),
		tries: Number(row["tries"]),
	};
}
