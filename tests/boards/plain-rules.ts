import type { Json, JsonObject } from "../../tools/build/manifest/json";

/** Where the GPIO numbers of a board are, whether they are there or not. */
export const pinPaths: readonly string[] = [
	...["powerDown", "reset", "masterClock", "vsync", "href", "pixelClock", "sda", "scl"].map(
		(name) => `camera.pins.${name}`,
	),
	...[0, 1, 2, 3, 4, 5, 6, 7].map((index) => `camera.pins.data[${index}]`),
	...["data", "clock"].map((name) => `codec.i2c.${name}`),
	...["masterClock", "bitClock", "wordSelect", "dataIn", "dataOut"].map((name) => `codec.i2s.${name}`),
	"codec.amplifier",
	"light.pin",
	"bell.pin",
	"door.pin",
];

/** Where its port numbers are. */
export const portPaths: readonly string[] = ["camera.i2cPort", "codec.i2c.port", "codec.i2s.port"];

const mayBeMissing = [
	"camera.pins.powerDown",
	"camera.pins.reset",
	"camera.pins.masterClock",
	"codec.i2s.masterClock",
	"codec.amplifier",
];
const inputs = /^(camera\.pins\.(data|vsync|href|pixelClock)|codec\.i2s\.dataIn|bell\.pin)/;

/** What no signal can be on: written down number by number, from the chips' data sheets. */
const impossible = {
	esp32: new Set([1, 3, 6, 7, 8, 9, 10, 11, 16, 17, 20, 24, 28, 29, 30, 31]),
	esp32s3: new Set([19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 43, 44]),
};
const last = { esp32: 39, esp32s3: 48 };
const strapping = { esp32: new Set([0, 2, 5, 12, 15]), esp32s3: new Set([0, 3, 45, 46]) };

/** The value at a path such as `camera.pins.data[3]`. */
export function valueAt(board: JsonObject, path: string): Json | undefined {
	let value: Json | undefined = board;
	for (const key of keysOf(path)) value = (value as JsonObject | undefined)?.[key];
	return value;
}

/** A copy of a board with another value at a path; undefined removes what is there. */
export function withValue(board: JsonObject, path: string, value: Json | undefined): JsonObject {
	const copy = structuredClone(board);
	const keys = keysOf(path);
	const holder = keys.slice(0, -1).reduce<JsonObject>((object, key) => object[key] as JsonObject, copy);
	const key = keys.at(-1) ?? "";
	if (value !== undefined) holder[key] = value;
	else if (Array.isArray(holder)) holder.splice(Number(key), 1);
	else Reflect.deleteProperty(holder, key);
	return copy;
}

/**
 * Whether a board's pins and ports are right, by rules that are written here anew, and as plainly as can be. Boards with
 * octal PSRAM (ESP32-S3) and with any (ESP32) only.
 */
export function isRight(board: JsonObject): boolean {
	const chip = board["chip"] as "esp32" | "esp32s3";
	const reserved = Object.keys((board["reserved"] ?? {}) as JsonObject).map(Number);
	const explained = Object.keys((board["strapping"] ?? {}) as JsonObject);
	const paths = pinPaths.filter((path) => valueAt(board, path.split(".")[0] ?? "") !== undefined);

	if (explained.some((path) => !strapping[chip].has(Number(valueAt(board, path) ?? -1)))) return false;
	for (const path of paths) {
		const pin = valueAt(board, path);
		if (pin === undefined && mayBeMissing.includes(path)) continue;
		if (typeof pin !== "number" || !Number.isInteger(pin) || pin < 0 || pin > last[chip]) return false;
		if (impossible[chip].has(pin) || reserved.includes(pin)) return false;
		if (chip === "esp32" && pin >= 34 && !inputs.test(path)) return false;
		if (chip === "esp32" && path === "codec.i2s.masterClock" && pin !== 0) return false;
		if (strapping[chip].has(pin) && !explained.includes(path)) return false;
		for (const other of paths)
			if (other !== path && valueAt(board, other) === pin && !isOneWire(board, path, other)) return false;
	}
	return portsAreRight(board, chip);
}

function portsAreRight(board: JsonObject, chip: "esp32" | "esp32s3"): boolean {
	for (const path of portPaths) {
		if (valueAt(board, path.split(".")[0] ?? "") === undefined) continue;
		const port = valueAt(board, path);
		if (port !== 0 && port !== 1) return false;
	}
	if (chip === "esp32" && board["camera"] && valueAt(board, "codec.i2s.port") === 0) return false;
	const onePort = valueAt(board, "camera.i2cPort") === valueAt(board, "codec.i2c.port");
	return (
		!board["camera"] ||
		!board["codec"] ||
		!onePort ||
		(valueAt(board, "camera.pins.sda") === valueAt(board, "codec.i2c.data") &&
			valueAt(board, "camera.pins.scl") === valueAt(board, "codec.i2c.clock"))
	);
}

/** Camera and codec on one I2C port have its two lines in common. */
function isOneWire(board: JsonObject, path: string, other: string): boolean {
	const both = [path, other].sort().join(" ");
	const lines = ["camera.pins.sda codec.i2c.data", "camera.pins.scl codec.i2c.clock"];
	return lines.includes(both) && valueAt(board, "camera.i2cPort") === valueAt(board, "codec.i2c.port");
}

function keysOf(path: string): string[] {
	return path.replaceAll("]", "").split(/[.[]/);
}
