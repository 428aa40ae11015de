import { HubError } from "../common/errors";
import type { Device } from "../devices/device";

/** The doorbells, as roll-outs see them. */
export interface Doorbells extends Iterable<Device> {
	get(id: string): Device | undefined;
}

/**
 * Which doorbells get firmware for `board`: all that have it, in the order of their IDs, or those named, in theirs.
 *
 * @throws HubError `unknown-device`, `wrong-board`
 */
export function chooseDoorbells(
	doorbells: Doorbells,
	wanted: "all" | readonly string[],
	board: string,
): string[] {
	if (wanted === "all") {
		const found = [...doorbells].filter((device) => device.summary.board === board);
		if (found.length === 0)
			throw new HubError("unknown-device", `no doorbell is known that has the board ${board}`);
		return found.map(({ id }) => id).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
	}
	for (const id of wanted) {
		const device = doorbells.get(id);
		if (!device) throw new HubError("unknown-device", `no doorbell ${id} is known`);
		const { board: its } = device.summary;
		if (its !== "" && its !== board)
			throw new HubError(
				"wrong-board",
				`the doorbell ${id} has the board ${its}; the firmware is for ${board}`,
			);
	}
	return [...new Set(wanted)];
}
