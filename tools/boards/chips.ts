/** The name of a chip, as ESP-IDF writes its targets. */
export type ChipName = "esp32" | "esp32s3";

/** How the PSRAM is connected: by four data lines or by eight. */
export type PsramMode = "quad" | "octal";

/** Pins of a chip that a board can't have for its parts, and what has them. */
export interface Taken {
	readonly pins: readonly number[];
	/** Completes "GPIO 26 is ...". */
	readonly by: string;
	/** The PSRAM that takes them; they are free with another. Always taken where this is left out. */
	readonly psram?: PsramMode;
}

/** What a board must know of a chip. */
export interface Chip {
	readonly title: string;
	/** Every GPIO there is, in order. */
	readonly pins: readonly number[];
	/** Those that have no output driver. */
	readonly inputOnly: readonly number[];
	readonly taken: readonly Taken[];
	/** Pins that the chip samples when it is reset, and what they decide. */
	readonly strapping: ReadonlyMap<number, string>;
	/** Ways in which the PSRAM can be connected. */
	readonly psram: readonly PsramMode[];
	/** How many I2C and I2S ports there are. */
	readonly i2cPorts: number;
	readonly i2sPorts: number;
	/** The only pins that an I2S master clock can be on; any output where this is left out. */
	readonly masterClock?: readonly number[];
	/** The I2S port that the camera's driver takes for itself, if it takes one. */
	readonly cameraI2s?: number;
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

/**
 * ESP32.
 *
 * - Pins, inputs only, flash and PSRAM, UART0: ESP-IDF v6.0, `docs/en/api-reference/peripherals/gpio/esp32.inc` (table and
 *   notes); `components/soc/esp32/include/soc/uart_pins.h`.
 * - Strapping: ESP32 Series Datasheet, "Strapping Pins" (GPIO0 and GPIO2 boot mode, MTDI flash voltage, MTDO boot messages,
 *   MTDO and GPIO5 timing of the SDIO slave).
 * - Ports: ESP-IDF v6.0, `components/soc/esp32/include/soc/soc_caps.h` (`SOC_HP_I2C_NUM`),
 *   `components/esp_hal_i2s/esp32/include/hal/i2s_ll.h` (`I2S_LL_INST_NUM`).
 * - Master clock: ESP-IDF v6.0, `components/esp_driver_i2s/i2s_common.c`, `i2s_check_set_mclk`: by a clock output, which
 *   the ESP32 has on GPIO0, 1 and 3 (`components/esp_hal_clock/esp32/include/hal/clkout_channel.h`).
 * - The camera takes I2S0 in its parallel mode: espressif/esp32-camera 2.1.5, `target/esp32/ll_cam.c`.
 */
const esp32: Chip = {
	title: "ESP32",
	pins: [...range(0, 19), ...range(21, 23), ...range(25, 27), ...range(32, 39)],
	inputOnly: range(34, 39),
	taken: [
		{ pins: range(6, 11), by: "the flash's" },
		{ pins: [16, 17], by: "the PSRAM's", psram: "quad" },
		{ pins: [1, 3], by: "the serial port's" },
	],
	strapping: new Map([
		[0, "whether the chip starts the program or waits for a download"],
		[2, "whether a download is possible: it must be low or open"],
		[5, "the timing of the SDIO slave"],
		[12, "the voltage of the flash"],
		[15, "whether the boot log is printed, and the timing of the SDIO slave"],
	]),
	psram: ["quad"],
	i2cPorts: 2,
	i2sPorts: 2,
	masterClock: [0, 1, 3],
	cameraI2s: 0,
};

/**
 * ESP32-S3.
 *
 * - Pins, flash and PSRAM, USB: ESP-IDF v6.0, `docs/en/api-reference/peripherals/gpio/esp32s3.inc` (table and notes).
 *   UART0: `components/soc/esp32s3/include/soc/uart_pins.h`.
 * - Strapping: ESP32-S3 Series Datasheet, "Strapping Pins" (GPIO0 and GPIO46 boot mode, GPIO46 boot messages, GPIO3 source
 *   of JTAG, GPIO45 voltage of VDD_SPI).
 * - Ports: ESP-IDF v6.0, `components/soc/esp32s3/include/soc/soc_caps.h` (`SOC_HP_I2C_NUM`),
 *   `components/esp_hal_i2s/esp32s3/include/hal/i2s_ll.h` (`I2S_LL_INST_NUM`).
 * - The camera has a port of its own, LCD_CAM: espressif/esp32-camera 2.1.5, `target/esp32s3/ll_cam.c`.
 */
const esp32s3: Chip = {
	title: "ESP32-S3",
	pins: [...range(0, 21), ...range(26, 48)],
	inputOnly: [],
	taken: [
		{ pins: range(26, 32), by: "the flash's and the PSRAM's" },
		{ pins: range(33, 37), by: "the octal PSRAM's", psram: "octal" },
		{ pins: [19, 20], by: "USB's" },
		{ pins: [43, 44], by: "the serial port's" },
	],
	strapping: new Map([
		[0, "whether the chip starts the program or waits for a download"],
		[3, "where JTAG comes from, once that is chosen by a fuse"],
		[45, "the voltage of the flash, where no fuse has set it"],
		[46, "whether a download is possible, and whether the boot log is printed"],
	]),
	psram: ["quad", "octal"],
	i2cPorts: 2,
	i2sPorts: 2,
};

export const chips: Readonly<Record<ChipName, Chip>> = { esp32, esp32s3 };

/** Who has `pin`, as in "GPIO 26 is ...", or undefined if the chip leaves it to the board. */
export function takenBy(chip: Chip, psram: PsramMode, pin: number): string | undefined {
	return chip.taken.find(
		(taken) => taken.pins.includes(pin) && (taken.psram === undefined || taken.psram === psram),
	)?.by;
}
