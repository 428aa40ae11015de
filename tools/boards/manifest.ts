import type { Board } from "./board";

/** What the firmware reads as `config.board`: the parts, as their drivers take them. */
export function boardConfig({ name, camera, codec, light, bell, door }: Board): object {
	return { name, camera, codec, light, bell, door };
}

/** The text of a board's `manifest.json`. */
export function manifestText(board: Board): string {
	return json({
		build: {
			ESP32_SUBCLASS: board.chip,
			SDKCONFIGPATH: "./sdkconfig",
			PARTITIONS_FILE_FOR_TARGET: "./sdkconfig/partitions.csv",
		},
		include: "$(MODULES)/pins/digital/manifest.json",
		config: { board: boardConfig(board) },
	});
}

/** The text of the simulators' `manifest.json`: the parts of `board`, and no chip. */
export function simulatorManifestText(board: Board): string {
	return json({ config: { board: { ...boardConfig(board), name: "simulator" } } });
}

/** JSON as prettier lays it out: arrays of numbers on one line. */
function json(value: object): string {
	return `${JSON.stringify(value, undefined, "\t").replace(/\[[\s\d,]*\]/g, (array) =>
		array.replace(/\s+/g, "").replaceAll(",", ", "),
	)}\n`;
}
