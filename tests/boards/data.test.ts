import { join } from "node:path";
import { assert } from "chai";
import { boardsFolder, sentenceOf } from "../../tools/boards/boards";
import { checkBuses } from "../../tools/boards/check-buses";
import { checkLight } from "../../tools/boards/check-light";
import { checkPins } from "../../tools/boards/check-pins";
import { readBoard } from "../../tools/boards/read";
import { type Json, type JsonObject, readJsonObject } from "../../tools/build/manifest/json";
import { withValue } from "./plain-rules";

const reference = readJsonObject(join(boardsFolder, "esp32s3", "board.json"));
const wrover = readJsonObject(join(boardsFolder, "esp32-wrover", "board.json"));

function sentencesOf(value: Json, name = "esp32s3"): string[] {
	const { board, problems } = readBoard(value, name);
	return (
		board === undefined ? problems : [...checkPins(board), ...checkBuses(board), ...checkLight(board)]
	).map(sentenceOf);
}

function changed(path: string, value: Json | undefined, board: JsonObject = reference): string[] {
	return sentencesOf(withValue(board, path, value), board["chip"] === "esp32" ? "esp32-wrover" : "esp32s3");
}
/** Its I2C bus is the codec's alone. */
const cameraless = withValue(withValue(wrover, "camera", undefined), "strapping", {
	"codec.amplifier": "Pulled down.",
	"light.pin": "Not driven.",
	"bell.pin": "Pulled up.",
});

describe("a board's data", () => {
	it("may leave out a part", () => {
		for (const part of ["camera", "codec", "light", "door"]) assert.deepEqual(changed(part, undefined), []);
		const bellless = withValue(reference, "bell", undefined);
		assert.deepEqual(changed("strapping", undefined, bellless), []);
	});

	it("must be an object with what belongs there", () => {
		assert.deepEqual(sentencesOf([]), ["esp32s3: board.json must hold one JSON object."]);
		assert.deepEqual(changed("chip", "esp32c3"), [
			'esp32s3: chip is "esp32c3"; it must be "esp32" or "esp32s3".',
		]);
		assert.deepEqual(changed("name", "other", { ...reference, name: "esp32s3" }), [
			'esp32s3: name is "other"; it must be "esp32s3", as the folder is named.',
		]);
		assert.deepEqual(changed("psram", "octal", wrover), [
			'esp32-wrover: psram is "octal"; an ESP32 has "quad".',
		]);
		assert.deepEqual(changed("flash", 6), ["esp32s3: flash is 6; it must be 4 or 8 or 16 or 32."]);
		assert.deepEqual(changed("codec.i2c", undefined), [
			"esp32s3: codec.i2c is missing; it must be an object.",
		]);
		assert.deepEqual(changed("light.length", 0), [
			"esp32s3: light.length is 0; it must be a whole number from 1 to 1024.",
		]);
		assert.deepEqual(changed("reserved", { "GPIO 0": "the button's" }), [
			"esp32s3: reserved.GPIO 0 is not known; names here are the numbers of GPIOs.",
		]);
	});

	it("must not have a name that nobody reads, at any depth", () => {
		for (const path of ["", "camera.", "camera.pins.", "codec.", "codec.i2c.", "codec.i2s.", "light."]) {
			const [sentence, ...more] = changed(`${path}pwdn`, 1);
			assert.match(sentence ?? "", new RegExp(`^esp32s3: ${path}pwdn is not known; known here: `));
			assert.isEmpty(more);
		}
	});

	it("may use the pins of an octal PSRAM where there is none", () => {
		const quad = { ...reference, psram: "quad" };
		assert.deepEqual(changed("codec.amplifier", 35, quad), []);
		assert.match(
			changed("codec.amplifier", 35).join(),
			/is on GPIO 35, which is the octal PSRAM's; free are 42/,
		);
	});

	it("must say why a strapping pin does no harm, and must not say it of others", () => {
		const bell = { "bell.pin": "Pulled up." };
		const onStrapping = withValue(reference, "codec.amplifier", 46);
		assert.match(sentencesOf(onStrapping).join(), /amplifier is on GPIO 46, which decides at reset whether/);
		const explained = { ...bell, "codec.amplifier": "Pulled down." };
		assert.deepEqual(sentencesOf({ ...onStrapping, strapping: explained }), []);
		assert.match(
			sentencesOf({ ...reference, strapping: explained }).join(),
			/strapping.codec.amplifier explains a signal that is on none of the strapping pins 0, 3, 45, 46/,
		);
	});

	it("must say at which level the bell's button is down, and the door open", () => {
		for (const part of ["bell", "door"]) {
			assert.deepEqual(changed(`${part}.active`, "high"), []);
			assert.deepEqual(changed(`${part}.active`, 1), [
				`esp32s3: ${part}.active is 1; it must be "low" or "high".`,
			]);
		}
		assert.match(changed("door.pin", 35).join(), /door.pin is on GPIO 35, which is the octal PSRAM's/);
		assert.match(changed("door.pin", 0).join(), /door.pin is on GPIO 0/);
	});

	it("must let the light draw what it takes to show that the camera is on", () => {
		assert.deepEqual(changed("light.maximumCurrent", 68), []);
		assert.deepEqual(changed("light.maximumCurrent", 67), [
			"esp32s3: light.maximumCurrent is 67; 8 pixels need 68 mA to show that the camera is on.",
		]);
		assert.deepEqual(changed("light.maximumCurrent", undefined), []);
	});

	it("must leave I2S 0 to the camera of an ESP32", () => {
		assert.deepEqual(changed("codec.i2s.port", 0, wrover), [
			"esp32-wrover: codec.i2s.port is 0, which the camera's driver takes on an ESP32; it must be 1.",
		]);
		assert.deepEqual(sentencesOf(withValue(cameraless, "codec.i2s.port", 0), "esp32-wrover"), []);
	});

	it("must not have a line of I2C on a pin that can only be an input", () => {
		for (const line of ["data", "clock"]) {
			assert.deepEqual(changed(`codec.i2c.${line}`, 4, cameraless), []);
			assert.match(
				changed(`codec.i2c.${line}`, 34, cameraless).join(),
				/is on GPIO 34, which can only be an input; free are /,
			);
		}
		assert.deepEqual(changed("codec.i2s.dataIn", 34, cameraless), []);
	});
});
