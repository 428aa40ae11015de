import type { Board } from "../../tools/boards/board";

/** A row of a wiring table: part and signals, and the pins that they are on. */
export type Wiring = Record<string, number[]>;

/** What the wiring table of a page says. A part is written in its first row only. */
export function wiringOf(page: string): Wiring {
	const wiring: Wiring = {};
	let part = "";
	for (const line of page.split("\n").filter((each) => each.startsWith("| "))) {
		const [, name = "", signal = "", pins = ""] = line.split("|").map((cell) => cell.trim());
		if (name === "part" || name.startsWith("--")) continue;
		if (name !== "") part = name;
		wiring[`${part}: ${signal}`] = (pins.match(/\d+/g) ?? []).map(Number);
	}
	return wiring;
}

/** What it must say of a board. */
export function expectedWiring({ camera, codec, light, bell, door }: Board): Wiring {
	return {
		...(camera && {
			"OV2640: XCLK": present(camera.pins.masterClock),
			"OV2640: D0 to D7": [...camera.pins.data],
			"OV2640: VSYNC, HREF, PCLK": [camera.pins.vsync, camera.pins.href, camera.pins.pixelClock],
			"OV2640: SDA, SCL": [camera.pins.sda, camera.pins.scl],
			"OV2640: PWDN, RESET": present(camera.pins.powerDown, camera.pins.reset),
		}),
		...(codec && {
			"ES8311: SDA, SCL": [codec.i2c.data, codec.i2c.clock],
			"ES8311: MCLK": present(codec.i2s.masterClock),
			"ES8311: SCLK (bit clock)": [codec.i2s.bitClock],
			"ES8311: LRCK (word select)": [codec.i2s.wordSelect],
			"ES8311: ASDOUT (microphone)": [codec.i2s.dataIn],
			"ES8311: DSDIN (speaker)": [codec.i2s.dataOut],
			"amplifier: enable, active high": present(codec.amplifier),
		}),
		...(light && { "WS2812: DIN": [light.pin] }),
		...(bell && { "bell: button, to ground": [bell.pin] }),
		...(door && { "door: opener, active high": [door.pin] }),
	};
}

function present(...pins: (number | undefined)[]): number[] {
	return pins.filter((pin) => pin !== undefined);
}
