import { createHash } from "node:crypto";
import { makeId } from "../access/secrets";
import { HubError } from "../common/errors";
import type { Database, Row } from "../store/database";
import type { Firmware } from "../wire/viewer";
import { readAppImage } from "./app-image";

/** The longest image that is stored, in bytes: two slots of it fit no flash that a board here has. */
export const LONGEST_IMAGE = 8 * 1024 * 1024;
const MOST_IMAGES = 50;

/** The images that doorbells can be updated with. */
export class FirmwareStore {
	readonly #database: Database;
	/** The image that was asked for last: doorbells ask for one in many parts. */
	#recent: { id: string; image: Buffer } | undefined;

	constructor(database: Database) {
		this.#database = database;
	}

	/** Newest first. */
	list(): Firmware[] {
		return this.#database.all(`SELECT ${COLUMNS} FROM firmware ORDER BY uploaded DESC, id`).map(toFirmware);
	}

	/** @throws HubError `not-found` */
	get(id: string): Firmware {
		const row = this.#database.get(`SELECT ${COLUMNS} FROM firmware WHERE id = ?`, id);
		if (!row) throw new HubError("not-found", "there is no firmware of this ID");
		return toFirmware(row);
	}

	/**
	 * Stores an image, once: the same is not stored again.
	 * @throws HubError `bad-image`, `too-many`
	 */
	add(image: Buffer): Firmware {
		const info = readAppImage(image);
		const sha256 = createHash("sha256").update(image).digest("hex");
		const known = this.#database.get(`SELECT ${COLUMNS} FROM firmware WHERE sha256 = ?`, sha256);
		if (known) return toFirmware(known);
		if (this.list().length >= MOST_IMAGES)
			throw new HubError("too-many", `${MOST_IMAGES} images are stored; delete one that is not needed`);
		const id = makeId();
		this.#database.run(
			`INSERT INTO firmware (${COLUMNS}, image) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			id,
			info.version,
			info.board,
			info.chip,
			image.length,
			sha256,
			info.key,
			Date.now(),
			image,
		);
		return this.get(id);
	}

	/** @throws HubError `not-found`, `in-use` while a roll-out runs that needs it */
	remove(id: string): void {
		this.get(id);
		const used = this.#database.get("SELECT 1 FROM updates WHERE firmware = ? AND state = 'running'", id);
		if (used) throw new HubError("in-use", "a roll-out of this firmware runs; cancel it first");
		this.#database.run("DELETE FROM firmware WHERE id = ?", id);
		if (this.#recent?.id === id) this.#recent = undefined;
	}

	/** The image itself. @throws HubError `not-found` */
	image(id: string): Buffer {
		if (this.#recent?.id === id) return this.#recent.image;
		const image = this.#database.get("SELECT image FROM firmware WHERE id = ?", id)?.["image"];
		if (!Buffer.isBuffer(image)) throw new HubError("not-found", "there is no firmware of this ID");
		this.#recent = { id, image };
		return image;
	}
}

const COLUMNS = "id, version, board, chip, size, sha256, key, uploaded";

function toFirmware(row: Row): Firmware {
	const key = row["key"];
	return {
		id: String(row["id"]),
		version: String(row["version"]),
		board: String(row["board"]),
		chip: String(row["chip"]),
		size: Number(row["size"]),
		sha256: String(row["sha256"]),
		signed: typeof key === "string",
		key: typeof key === "string" ? key : null,
		uploaded: Number(row["uploaded"]),
	};
}
