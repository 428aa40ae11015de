/** What is reported to `onError`. `code` is `light-failed` (a call into ESP-IDF failed) or `no-memory`. */
export type WS2812Error = Error & { code: string };

export interface WS2812Options {
	/** The GPIO number of the data line. */
	pin: number;
	/** How many pixels the strip has: 1 to 1024. */
	length: number;
	/** What the strip may draw: 10 to 60000 mA. All colors are dimmed together to stay below it. No limit by default. */
	maximumCurrent?: number;
	/**
	 * The peripheral that clocks the strip: `rmt` (the default; by DMA where the chip can) or `spi`, which uses all of
	 * SPI2.
	 */
	bus?: "rmt" | "spi";
	/** Becomes the property `target` of the instance. */
	target?: unknown;
	/** Called when the strip can't be set. It is tried again at the next write. */
	onError?(this: WS2812, error: WS2812Error): void;
	/** Called when the strip was set that had been reported to `onError`. */
	onRecovered?(this: WS2812): void;
}

/**
 * A strip of WS2812 pixels. The first write opens it. A write returns at once; when the strip is still being clocked out
 * the newest colors are shown next and those between are never seen.
 */
export default class WS2812 extends Native("xs_ws2812_destructor") {
	declare readonly target: unknown;

	/** @throws TypeError or RangeError that names the option, its value and what it must be. */
	constructor(options: WS2812Options) {
		super();
		native("xs_ws2812_constructor").call(this, options);
	}
	/** Turns the strip dark and lets go of the hardware. Harmless when repeated. */
	close(): void {
		return native("xs_ws2812_close").call(this);
	}
	/**
	 * Shows `colors`: red, green and blue of each pixel, 0 to 255.
	 * @throws RangeError when `colors` is not three bytes for each pixel; Error with the code `in-use` when another
	 * instance has shown something on this pin and is not closed.
	 */
	write(colors: Uint8Array): void {
		return native("xs_ws2812_write").call(this, colors);
	}
	/**
	 * What the colors last written draw after dimming, in mA: 20 for each of a pixel's three diodes at 255, in
	 * proportion below, and 1 for the pixel itself.
	 */
	get current(): number {
		return native("xs_ws2812_get_current").call(this);
	}
}
