import { makeId } from "../access/secrets";
import { HubError } from "../common/errors";
import type { Database, Row } from "../store/database";
import type { DeviceUpdate, Update } from "../wire/viewer";

/** What a roll-out is asked to be. */
export interface UpdatePlan {
	firmware: string;
	version: string;
	board: string;
	devices: readonly string[];
	atOnce: number;
	stopOnFailure: boolean;
	force: boolean;
}

const MOST_KEPT = 200;

/** Whether something is still to come for a doorbell of a roll-out. */
const OPEN = `(updates.state = 'running' OR (updates.state = 'canceled' AND update_devices.state = 'trial'))`;

/** The roll-outs, those that run and those that are over. */
export class UpdateStore {
	readonly #database: Database;

	constructor(database: Database) {
		this.#database = database;
	}

	/** Newest first. */
	list(): Update[] {
		return this.#database
			.all("SELECT * FROM updates ORDER BY created DESC, id LIMIT ?", MOST_KEPT)
			.map((row) => this.#toUpdate(row));
	}

	/** Those that run, oldest first. */
	running(): Update[] {
		return this.#database
			.all("SELECT * FROM updates WHERE state = 'running' ORDER BY created, id")
			.map((row) => this.#toUpdate(row));
	}

	/** @throws HubError `not-found` */
	get(id: string): Update {
		const row = this.#database.get("SELECT * FROM updates WHERE id = ?", id);
		if (!row) throw new HubError("not-found", "there is no roll-out of this ID");
		return this.#toUpdate(row);
	}

	/** Those that run, and those that were canceled and of which a doorbell is still on trial; oldest first. */
	unsettled(): Update[] {
		return this.#database
			.all(
				`SELECT DISTINCT updates.* FROM updates JOIN update_devices ON update_devices.roll_out = updates.id
				 WHERE ${OPEN} ORDER BY created, id`,
			)
			.map((row) => this.#toUpdate(row));
	}

	/** The roll-out that has this doorbell in hand, or will have. */
	of(device: string): Update | undefined {
		const row = this.#database.get(
			`SELECT updates.* FROM updates JOIN update_devices ON update_devices.roll_out = updates.id
			 WHERE update_devices.device = ? AND ${OPEN} ORDER BY updates.created LIMIT 1`,
			device,
		);
		return row && this.#toUpdate(row);
	}

	/** The newest roll-out that this doorbell is or was in. */
	lastOf(device: string): Update | undefined {
		const row = this.#database.get(
			`SELECT updates.* FROM updates JOIN update_devices ON update_devices.roll_out = updates.id
			 WHERE update_devices.device = ? ORDER BY updates.created DESC LIMIT 1`,
			device,
		);
		return row && this.#toUpdate(row);
	}

	add({ firmware, version, board, devices, atOnce, stopOnFailure, force }: UpdatePlan): Update {
		const id = makeId();
		this.#database.transaction(() => {
			this.#database.run(
				`INSERT INTO updates (id, firmware, version, board, created, at_once, stop_on_failure, force, state)
				 VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running')`,
				id,
				firmware,
				version,
				board,
				Date.now(),
				atOnce,
				Number(stopOnFailure),
				Number(force),
			);
			for (const [place, device] of devices.entries())
				this.#database.run(
					`INSERT INTO update_devices (roll_out, device, place, state, changed) VALUES (?, ?, ?, 'waiting', ?)`,
					id,
					device,
					place,
					Date.now(),
				);
		});
		return this.get(id);
	}

	/** Changes what is known of one doorbell in a roll-out. */
	change(
		id: string,
		device: string,
		{ state, received, size, code, message }: Omit<DeviceUpdate, "device" | "changed">,
	): void {
		this.#database.run(
			`UPDATE update_devices SET state = ?, received = ?, size = ?, code = ?, message = ?, changed = ?
			 WHERE roll_out = ? AND device = ?`,
			state,
			received,
			size,
			code ?? null,
			message ?? null,
			Date.now(),
			id,
			device,
		);
	}

	/** Ends a roll-out, or lets it run again. */
	settle(id: string, state: Update["state"]): void {
		this.#database.run("UPDATE updates SET state = ? WHERE id = ?", state, id);
	}

	#toUpdate(row: Row): Update {
		const id = String(row["id"]);
		return {
			id,
			firmware: String(row["firmware"]),
			version: String(row["version"]),
			board: String(row["board"]),
			created: Number(row["created"]),
			atOnce: Number(row["at_once"]),
			stopOnFailure: row["stop_on_failure"] === 1,
			force: row["force"] === 1,
			state: String(row["state"]) as Update["state"],
			devices: this.#database
				.all("SELECT * FROM update_devices WHERE roll_out = ? ORDER BY place", id)
				.map(toDeviceUpdate),
		};
	}
}

function toDeviceUpdate(row: Row): DeviceUpdate {
	const { code, message } = row;
	return {
		device: String(row["device"]),
		state: String(row["state"]) as DeviceUpdate["state"],
		received: Number(row["received"]),
		size: Number(row["size"]),
		changed: Number(row["changed"]),
		...(typeof code === "string" && { code }),
		...(typeof message === "string" && { message }),
	};
}
