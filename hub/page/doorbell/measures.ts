import type { Measure } from "../live/numbers";
import { bitRate, duration, size } from "../common/words";

/** How a measure is shown. */
export interface MeasureWords {
	name: string;
	/** @param value not NaN */
	say: (value: number) => [value: string, unit: string];
	/** The unit to show while there is no value. */
	unit: string;
	/** What the bottom of the chart stands for. */
	floor?: number;
}

const split = (text: string): [string, string] => {
	const [value = "", unit = ""] = text.split(" ");
	return [value, unit];
};
const time = (value: number): [string, string] => split(duration(Math.max(0, value)));

export const MEASURE_WORDS: Readonly<Record<Measure, MeasureWords>> = {
	rate: { name: "Pictures", say: (value) => [value.toFixed(1), "a second"], unit: "a second" },
	age: { name: "Picture’s age", say: time, unit: "ms" },
	bits: { name: "Bit rate", say: bitRate, unit: "kbit/s" },
	delay: { name: "Sound’s delay", say: time, unit: "ms" },
	drops: { name: "Dropped", say: (value) => [Math.max(0, value).toFixed(1), "a second"], unit: "a second" },
	heap: { name: "Memory in use", say: (value) => split(size(value)), unit: "KB" },
	signal: { name: "Wi-Fi", say: (value) => [value.toFixed(0), "dBm"], unit: "dBm", floor: -100 },
};
