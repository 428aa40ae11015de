import type { Database, Row } from "../store/database";
import { HubError } from "../common/errors";
import type { DatedPicture } from "./device-media";
import { hashToken, makeToken } from "../access/secrets";

/** What is remembered of a doorbell. Times are milliseconds since 1970. */
export interface StoredDevice {
	id: string;
	/** The name that somebody gave it at the hub; null: its own. */
	name: string | null;
	/** The hash of its token, if it has one. */
	token: Buffer | null;
	/** Whether it was shut out until it is given another token. */
	revoked: boolean;
	/** Whether somebody has entered it, rather than that it only came. */
	kept: boolean;
	created: number;
	/** When it was last connected. */
	seen: number | null;
	firmware: string;
	board: string;
	/** When the picture came that is kept of it. */
	pictured: number | null;
}

/** What there is to remember of a doorbell that has come or gone. */
interface Present {
	id: string;
	online: boolean;
	firmware: string;
	board: string;
	thumbnail: DatedPicture | undefined;
}

const SELECT =
	"SELECT devices.*, (SELECT time FROM device_pictures WHERE device = devices.id) AS pictured FROM devices";

/** The doorbells that the hub knows. */
export class DeviceStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	all(): StoredDevice[] {
		return this.#database.all(`${SELECT} ORDER BY created, id`).map(toDevice);
	}

	get(id: string): StoredDevice | undefined {
		const row = this.#database.get(`${SELECT} WHERE id = ?`, id);
		return row && toDevice(row);
	}

	/** The device that has this token. */
	find(token: string): StoredDevice | undefined {
		const row = this.#database.get(`${SELECT} WHERE token = ?`, hashToken(token));
		return row && toDevice(row);
	}

	/** Whether any device has a token. */
	get anyToken(): boolean {
		return this.#database.get("SELECT 1 FROM devices WHERE token IS NOT NULL LIMIT 1") !== undefined;
	}

	/**
	 * Enters a doorbell, or gives one that came by itself a token.
	 * @returns its token, which can't be had again
	 * @throws HubError `exists` if somebody has entered it before
	 */
	enter(id: string, name: string | null): string {
		const token = makeToken("device");
		this.#database.transaction(() => {
			if (this.get(id)?.kept) {
				throw new HubError("exists", `there is a doorbell ${id} already`, { field: "id" });
			}
			this.#ensure(id);
			this.#database.run(
				"UPDATE devices SET name = ?, token = ?, revoked = 0, kept = 1 WHERE id = ?",
				name,
				hashToken(token),
				id,
			);
		});
		return token;
	}

	/** Gives a doorbell another token. @returns it; it can't be had again @throws HubError `unknown-device` */
	renewToken(id: string): string {
		const token = makeToken("device");
		this.#change("UPDATE devices SET token = ?, revoked = 0, kept = 1 WHERE id = ?", hashToken(token), id);
		return token;
	}

	/** Shuts a doorbell out until it is given another token. @throws HubError `unknown-device` */
	revoke(id: string): void {
		this.#change("UPDATE devices SET token = NULL, revoked = 1, kept = 1 WHERE id = ?", id);
	}

	/** @param name null: the doorbell's own @throws HubError `unknown-device` */
	rename(id: string, name: string | null): void {
		this.#change("UPDATE devices SET name = ?, kept = 1 WHERE id = ?", name, id);
	}

	/** Takes note that these doorbells are or were here; of one that has gone the last picture is kept. */
	see(devices: readonly Present[]): void {
		const now = Date.now();
		this.#database.transaction(() => {
			for (const { id, online, firmware, board, thumbnail } of devices) {
				this.#ensure(id);
				this.#database.run(
					"UPDATE devices SET seen = ?, firmware = ?, board = ? WHERE id = ?",
					now,
					firmware,
					board,
					id,
				);
				if (online || !thumbnail) continue;
				this.#database.run(
					"INSERT OR REPLACE INTO device_pictures (device, time, picture) VALUES (?, ?, ?)",
					id,
					thumbnail.time,
					thumbnail.picture,
				);
			}
		});
	}

	/** The picture that is kept of a doorbell. */
	picture(id: string): DatedPicture | undefined {
		const { time, picture } =
			this.#database.get("SELECT time, picture FROM device_pictures WHERE device = ?", id) ?? {};
		return Buffer.isBuffer(picture) ? { picture, time: Number(time) } : undefined;
	}

	/** The IDs of doorbells of which it was told that they are away. */
	away(): string[] {
		return this.#database.all("SELECT id FROM devices WHERE away").map(({ id }) => String(id));
	}

	/** Takes note of whether it was told that a doorbell is away. */
	setAway(id: string, away: boolean): void {
		this.#database.run("UPDATE devices SET away = ? WHERE id = ?", away ? 1 : 0, id);
	}

	/** Forgets a doorbell. @throws HubError `unknown-device` */
	remove(id: string): void {
		this.#change("DELETE FROM devices WHERE id = ?", id);
	}

	#ensure(id: string): void {
		this.#database.run("INSERT OR IGNORE INTO devices (id, created) VALUES (?, ?)", id, Date.now());
	}

	#change(sql: string, ...values: (string | Buffer | null)[]): void {
		if (this.#database.run(sql, ...values) === 0) {
			throw new HubError("unknown-device", "no doorbell of this ID is known");
		}
	}
}

function toDevice(row: Row): StoredDevice {
	const { token, seen, name, pictured } = row;
	return {
		id: String(row["id"]),
		name: typeof name === "string" ? name : null,
		token: Buffer.isBuffer(token) ? token : null,
		revoked: row["revoked"] === 1,
		kept: row["kept"] === 1,
		created: Number(row["created"]),
		seen: typeof seen === "number" ? seen : null,
		firmware: String(row["firmware"]),
		board: String(row["board"]),
		pictured: typeof pictured === "number" ? pictured : null,
	};
}
