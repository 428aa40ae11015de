import type { ES8311Options } from "../../drivers/es8311/es8311";
import type { OV2640Options } from "../../drivers/ov2640/ov2640";
import type { WS2812Options } from "../../drivers/ws2812/ws2812";
import type { PinOptions } from "../../modules/pins/pins";
import type { ChipName, PsramMode } from "./chips";

/** The camera of a board: options of the driver OV2640. */
export type BoardCamera = Pick<
	OV2640Options,
	"pins" | "masterClockFrequency" | "mirror" | "flip" | "silence"
> & { i2cPort: number; pins: { sda: number; scl: number } };

/** The codec of a board: options of the driver ES8311. */
export type BoardCodec = Pick<ES8311Options, "amplifier"> & {
	i2c: ES8311Options["i2c"] & { port: number };
	i2s: ES8311Options["i2s"] & { port: number };
};

/** The light of a board: options of the driver WS2812. */
export type BoardLight = Pick<WS2812Options, "pin" | "length" | "maximumCurrent" | "bus">;

/** A pin with one wire, such as the bell's button: options of `modules/pins`. */
export type BoardPin = PinOptions;

/** What a `board.json` holds. */
export interface Board {
	/** The name of the folder, too. */
	name: string;
	/** Which module is on the board, one line; the first in its sdkconfig. */
	module: string;
	chip: ChipName;
	/** How much flash is used, in MB. */
	flash: number;
	psram: PsramMode;
	/** GPIO numbers that the board needs for itself, and what for: completes "GPIO 0 is ...". */
	reserved: ReadonlyMap<number, string>;
	/** Signals that are on a strapping pin, and why that does no harm. */
	strapping: ReadonlyMap<string, string>;
	camera: BoardCamera | undefined;
	codec: BoardCodec | undefined;
	light: BoardLight | undefined;
	/** The bell's button. */
	bell: BoardPin | undefined;
	/** What opens the door while it is held. */
	door: BoardPin | undefined;
}

/** Something that is wrong with a board. */
export interface Problem {
	/** The board's name. */
	board: string;
	/** What is wrong: the path in `board.json`, such as `camera.pins.data[3]`, or the name of a partition. */
	signal: string;
	/** One sentence: what was found, and what would be right. */
	message: string;
}
