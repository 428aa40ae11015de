import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { chips, type ChipName, takenBy } from "../../tools/boards/chips";
import { idf, locate } from "../idf/real-headers";

const place = locate(idf);
const title = "the facts about the chips agree with ESP-IDF's headers";

/** What `#define name` says in a header, `BITn` and all. */
function definition(header: string, name: string): string {
	const value = new RegExp(`#define\\s+${name}\\s+(.*)`).exec(header)?.[1];
	assert(value !== undefined, `${name} is defined`);
	return value;
}

/** The pins of a mask such as `(0xFULL & ~(0ULL | BIT2))`. */
function pinsOf(mask: string): number[] {
	const all = BigInt(/0x[0-9A-F]+/.exec(mask)?.[0] ?? 0);
	const without = [...mask.matchAll(/BIT(\d+)/g)].map(([, bit]) => Number(bit));
	return Array.from({ length: 64 }, (_, pin) => pin).filter(
		(pin) => ((all >> BigInt(pin)) & 1n) === 1n && !without.includes(pin),
	);
}

(place === undefined ? describe.skip : describe)(
	place === undefined ? `${title} (skipped: ${idf.variable} does not say where they are)` : title,
	() => {
		/** Headers that were unpacked out of git are the ESP32-S3's only. */
		const folderOf = (name: ChipName) => join(place ?? "", "components/soc", name, "include/soc");
		/** GPIO20 is on the ESP32-PICO-V3 only, which is no module of ours. */
		const elsewhere: Record<ChipName, number[]> = { esp32: [20], esp32s3: [] };

		for (const name of ["esp32", "esp32s3"] as const)
			(existsSync(folderOf(name)) ? it : it.skip)(name, () => {
				const folder = folderOf(name);
				const caps = readFileSync(join(folder, "soc_caps.h"), "utf8");
				const uart = readFileSync(join(folder, "uart_pins.h"), "utf8");
				const chip = chips[name];
				const pins = pinsOf(definition(caps, "SOC_GPIO_VALID_GPIO_MASK"));
				assert.deepEqual(
					pins.filter((pin) => !elsewhere[name].includes(pin)),
					[...chip.pins],
				);
				const noOutput = pinsOf(`0xFFFFFFFFFFFFFFFF ${definition(caps, "SOC_GPIO_VALID_OUTPUT_GPIO_MASK")}`);
				for (const pin of chip.pins) assert.equal(chip.inputOnly.includes(pin), !noOutput.includes(pin));
				assert.equal(parseInt(definition(caps, "SOC_HP_I2C_NUM").slice(1)), chip.i2cPorts);
				for (const signal of ["U0TXD_GPIO_NUM", "U0RXD_GPIO_NUM"]) {
					const pin = Number(/\d+/.exec(definition(uart, signal))?.[0]);
					assert.equal(takenBy(chip, "quad", pin), "the serial port's");
				}
			});
	},
);
