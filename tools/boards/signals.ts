import type { Board } from "./board";

/** Which way a signal goes, as the chip sees it; an I2C line goes both ways. */
export type SignalDirection = "input" | "output" | "both";

/** One wire between the chip and a part. */
export interface Signal {
	/** Its path in `board.json`, such as `codec.i2s.bitClock`. */
	name: string;
	pin: number;
	direction: SignalDirection;
	/** What a pin may have in common with other signals: the line of a bus, such as `I2C 1 data`. */
	line?: string;
}

/** All signals that a board has pins for. */
export function signalsOf({ camera, codec, light, bell, door }: Board): Signal[] {
	const signals: Signal[] = [];
	const add = (name: string, pin: number | undefined, direction: SignalDirection, line?: string): void => {
		if (pin !== undefined) signals.push({ name, pin, direction, ...(line !== undefined && { line }) });
	};
	if (camera) {
		const { pins, i2cPort } = camera;
		add("camera.pins.powerDown", pins.powerDown, "output");
		add("camera.pins.reset", pins.reset, "output");
		add("camera.pins.masterClock", pins.masterClock, "output");
		pins.data.forEach((pin, index) => add(`camera.pins.data[${index}]`, pin, "input"));
		add("camera.pins.vsync", pins.vsync, "input");
		add("camera.pins.href", pins.href, "input");
		add("camera.pins.pixelClock", pins.pixelClock, "input");
		add("camera.pins.sda", pins.sda, "both", `I2C ${i2cPort} data`);
		add("camera.pins.scl", pins.scl, "both", `I2C ${i2cPort} clock`);
	}
	if (codec) {
		const { i2c, i2s } = codec;
		add("codec.i2c.data", i2c.data, "both", `I2C ${i2c.port} data`);
		add("codec.i2c.clock", i2c.clock, "both", `I2C ${i2c.port} clock`);
		add("codec.i2s.masterClock", i2s.masterClock, "output");
		add("codec.i2s.bitClock", i2s.bitClock, "output");
		add("codec.i2s.wordSelect", i2s.wordSelect, "output");
		add("codec.i2s.dataIn", i2s.dataIn, "input");
		add("codec.i2s.dataOut", i2s.dataOut, "output");
		add("codec.amplifier", codec.amplifier, "output");
	}
	if (light) add("light.pin", light.pin, "output");
	if (bell) add("bell.pin", bell.pin, "input");
	if (door) add("door.pin", door.pin, "output");
	return signals;
}
