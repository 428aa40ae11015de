import type { Json } from "../build/manifest/json";
import { isObject } from "../build/manifest/json";
import type { Board, BoardCamera, BoardCodec, BoardLight, BoardPin, Problem } from "./board";
import { chips, type ChipName, type PsramMode } from "./chips";
import { BoardRecord } from "./record";

/** A board, or undefined when something is missing or has the wrong type; and what that is. */
export interface BoardRead {
	board: Board | undefined;
	problems: Problem[];
}

/**
 * Reads what a `board.json` holds. Names, types and ranges of values are checked; which pins can be used is not: that is
 * `checkPins`'s and `checkBuses`'s job.
 * @param folder the name of the board's folder.
 */
export function readBoard(value: Json, folder: string): BoardRead {
	const problems: Problem[] = [];
	const complain = (signal: string, message: string): void => {
		problems.push({ board: folder, signal, message });
	};
	if (!isObject(value)) {
		complain("board.json", "must hold one JSON object");
		return { board: undefined, problems };
	}
	const record = new BoardRecord(value, "", complain);
	for (const name of ["reserved", "strapping", "camera", "codec", "light", "bell", "door"])
		record.knows(name);
	const board: Unchecked<Board> = {
		name: record.text("name", /^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens"),
		module: record.text("module", /^\S.*$/, "one line that names the module"),
		chip: record.oneOf<ChipName>("chip", ["esp32", "esp32s3"]),
		flash: record.oneOf("flash", [4, 8, 16, 32]),
		psram: record.oneOf<PsramMode>("psram", ["quad", "octal"]),
		reserved: reserved(record, complain),
		strapping: new Map(record.has("strapping") ? record.record("strapping")?.sentences() : []),
		camera: record.has("camera") ? camera(record.record("camera")) : undefined,
		codec: record.has("codec") ? codec(record.record("codec")) : undefined,
		light: record.has("light") ? light(record.record("light")) : undefined,
		bell: record.has("bell") ? onePin(record.record("bell")) : undefined,
		door: record.has("door") ? onePin(record.record("door")) : undefined,
	};
	record.end();
	if (board.name !== undefined && board.name !== folder)
		complain("name", `is "${board.name}"; it must be "${folder}", as the folder is named`);
	if (board.chip !== undefined && board.psram !== undefined && !chips[board.chip].psram.includes(board.psram))
		complain("psram", `is "${board.psram}"; an ${chips[board.chip].title} has "quad"`);
	return { board: problems.length === 0 ? (board as Board) : undefined, problems };
}

/** What is being read: undefined stands for what has been complained about. */
type Unchecked<Value> = { [Key in keyof Value]: Value[Key] | undefined };

function reserved(
	record: BoardRecord,
	complain: (path: string, message: string) => void,
): Map<number, string> {
	const found = new Map<number, string>();
	if (!record.has("reserved")) return found;
	for (const [name, sentence] of record.record("reserved")?.sentences() ?? [])
		if (/^(0|[1-9]\d*)$/.test(name)) found.set(Number(name), sentence);
		else complain(`reserved.${name}`, "is not known; names here are the numbers of GPIOs");
	return found;
}

function camera(record: BoardRecord | undefined): BoardCamera | undefined {
	const pins = record?.record("pins");
	if (record === undefined || pins === undefined) return undefined;
	const read = {
		i2cPort: record.integer("i2cPort", 0, 9),
		pins: {
			...optional(pins, "powerDown", () => pins.pin("powerDown")),
			...optional(pins, "reset", () => pins.pin("reset")),
			...optional(pins, "masterClock", () => pins.pin("masterClock")),
			data: pins.pins("data", 8),
			vsync: pins.pin("vsync"),
			href: pins.pin("href"),
			pixelClock: pins.pin("pixelClock"),
			sda: pins.pin("sda"),
			scl: pins.pin("scl"),
		},
		...optional(record, "masterClockFrequency", () =>
			record.integer("masterClockFrequency", 6_000_000, 27_000_000),
		),
		...optional(record, "mirror", () => record.oneOf("mirror", [true, false])),
		...optional(record, "flip", () => record.oneOf("flip", [true, false])),
		...optional(record, "silence", () => record.integer("silence", 500, 60_000)),
	};
	pins.end();
	record.end();
	return read as BoardCamera;
}

function codec(record: BoardRecord | undefined): BoardCodec | undefined {
	const [i2c, i2s] = [record?.record("i2c"), record?.record("i2s")];
	if (record === undefined || i2c === undefined || i2s === undefined) return undefined;
	const read = {
		i2c: {
			port: i2c.integer("port", 0, 9),
			data: i2c.pin("data"),
			clock: i2c.pin("clock"),
			...optional(i2c, "address", () => i2c.oneOf("address", [0x18, 0x19])),
		},
		i2s: {
			port: i2s.integer("port", 0, 9),
			...optional(i2s, "masterClock", () => i2s.pin("masterClock")),
			bitClock: i2s.pin("bitClock"),
			wordSelect: i2s.pin("wordSelect"),
			dataIn: i2s.pin("dataIn"),
			dataOut: i2s.pin("dataOut"),
		},
		...optional(record, "amplifier", () => record.pin("amplifier")),
	};
	for (const each of [i2c, i2s, record]) each.end();
	return read as BoardCodec;
}

function light(record: BoardRecord | undefined): BoardLight | undefined {
	if (record === undefined) return undefined;
	const read = {
		pin: record.pin("pin"),
		length: record.integer("length", 1, 1024),
		...optional(record, "maximumCurrent", () => record.integer("maximumCurrent", 10, 60_000)),
		...optional(record, "bus", () => record.oneOf("bus", ["rmt", "spi"])),
	};
	record.end();
	return read as BoardLight;
}

function onePin(record: BoardRecord | undefined): BoardPin | undefined {
	if (record === undefined) return undefined;
	const read = { pin: record.pin("pin"), active: record.oneOf<"low" | "high">("active", ["low", "high"]) };
	record.end();
	return read as BoardPin;
}

/** An object with one property, or none where the record has none. Asking makes the name known. */
function optional<Name extends string, Value>(
	record: BoardRecord,
	name: Name,
	read: () => Value,
): { [Key in Name]?: Value } {
	record.knows(name);
	return record.has(name) ? ({ [name]: read() } as { [Key in Name]: Value }) : {};
}
