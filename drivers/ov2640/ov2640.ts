/** Sizes of a picture: 320x240, 640x480, 800x600, 1024x768, 1280x1024 and 1600x1200. */
export type FrameSize = "QVGA" | "VGA" | "SVGA" | "XGA" | "SXGA" | "UXGA";

/**
 * What is reported to `onError`. `code` is one of `camera-not-found` (does not answer on its bus), `camera-failed` (a
 * call into ESP-IDF failed), `camera-silent` (delivers no frames) and `no-memory`.
 */
export type OV2640Error = Error & { code: string };

/** What can be changed while the sensor runs. */
export interface OV2640Configuration {
	/** VGA by default. */
	frameSize?: FrameSize;
	/**
	 * The size up to which `frameSize` can be changed while the sensor runs without its being initialized anew, which takes
	 * a second; `frameSize` by default. It counts from the next start.
	 */
	largest?: FrameSize;
	/** JPEG quality as the sensor counts it: 4 (best) to 63, 12 by default. */
	quality?: number;
	/** -2 to 2, 0 by default. */
	brightness?: number;
	mirror?: boolean;
	flip?: boolean;
	/** How many frames a second are handed over at most: 1 to 60. By default as many as the sensor delivers. */
	framesPerSecond?: number;
}

export interface OV2640Options extends OV2640Configuration {
	/** GPIO numbers; `data` are D0 to D7. Without `sda` and `scl` the bus of `i2cPort` must exist already. */
	pins: {
		powerDown?: number;
		reset?: number;
		masterClock?: number;
		data: readonly number[];
		vsync: number;
		href: number;
		pixelClock: number;
		sda?: number;
		scl?: number;
	};
	/** The I2C port of `sda` and `scl`, 1 by default. It is shared with parts that name the same port and pins. */
	i2cPort?: number;
	/** The frequency on `masterClock` in Hz: 6 to 27 million, 20 million by default. */
	masterClockFrequency?: number;
	/** How long the sensor may deliver nothing before it is reset: 500 to 60000 milliseconds, 4000 by default. */
	silence?: number;
	/** Becomes the property `target` of the instance. */
	target?: unknown;
	/** Called when there is a frame that has not been read. */
	onReadable?(this: OV2640): void;
	/** Called when the sensor can't be started or has fallen silent. The driver goes on trying until it is stopped. */
	onError?(this: OV2640, error: OV2640Error): void;
	/** Called when frames come again after `onError`. */
	onRecovered?(this: OV2640): void;
}

/** Counters since the instance was made. */
export interface OV2640Stats {
	/** Frames that were read. */
	frames: number;
	/** Frames that a newer one replaced before they were read, and those beyond `framesPerSecond`. */
	dropped: number;
	/** Frames that were no JPEG from start to end. */
	broken: number;
	/** Times the sensor was initialised anew because it had fallen silent. */
	restarts: number;
	/** Bytes of stack that the task has never used, 0 while it has not run. */
	stack: number;
}

/**
 * One JPEG in the driver's own memory, to be used where an ArrayBuffer is: `new Uint8Array(frame)` makes no copy. It
 * must be closed, and can't be used from then on; it is closed by the garbage collector at the latest, and by the
 * driver when that is closed.
 */
export interface Frame extends ArrayBuffer {
	/** When the frame began: microseconds of `esp_timer_get_time`. */
	readonly captureTime: number;
	/** The ordinal of the frame, counting from 0 those that `framesPerSecond` has room for, dropped and broken ones among them. */
	readonly sequence: number;
	/** Gives the memory back to the driver. Harmless when repeated. */
	close(): void;
}

class FrameBuffer extends Native("xs_ov2640_frame_destructor") {
	constructor(camera: OV2640) {
		super();
		native("xs_ov2640_frame_constructor").call(this, camera);
	}
	get byteLength(): number {
		return native("xs_ov2640_frame_get_byteLength").call(this);
	}
	get captureTime(): number {
		return native("xs_ov2640_frame_get_captureTime").call(this);
	}
	get sequence(): number {
		return native("xs_ov2640_frame_get_sequence").call(this);
	}
	slice(begin?: number, end?: number): ArrayBuffer {
		return new Uint8Array(this as unknown as ArrayBuffer).slice(begin, end).buffer;
	}
	close(): void {
		return native("xs_ov2640_frame_close").call(this);
	}
}

/**
 * The OV2640 image sensor. Making an instance opens nothing; the sensor has clock and memory from `start` to `stop`. No
 * method waits for the hardware. What the hardware can't do is reported to `onError`.
 */
export default class OV2640 extends Native("xs_ov2640_destructor") {
	declare readonly target: unknown;

	/** @throws TypeError or RangeError that names the option, its value and what it must be. */
	constructor(options: OV2640Options) {
		super();
		native("xs_ov2640_constructor").call(this, options);
	}
	/** Stops, closes the frame that is open and lets go of the hardware. Harmless when repeated. */
	close(): void {
		return native("xs_ov2640_close").call(this);
	}
	/**
	 * Starts to capture; harmless when it runs.
	 * @throws Error with the code `in-use` when another instance is started.
	 */
	start(): void {
		return native("xs_ov2640_start").call(this);
	}
	/** Stops capturing. An open frame stays valid until it is closed. Harmless when it does not run. */
	stop(): void {
		return native("xs_ov2640_stop").call(this);
	}
	/**
	 * Hands over the newest frame, or undefined when there is none that has not been read.
	 * @throws Error with the code `frame-open` while the frame before is not closed.
	 */
	read(): Frame | undefined {
		return this.readable ? (new FrameBuffer(this) as unknown as Frame) : undefined;
	}
	/**
	 * Whether there is a frame that has not been read.
	 * @throws Error with the code `frame-open` while the frame before is not closed.
	 */
	get readable(): boolean {
		return native("xs_ov2640_get_readable").call(this);
	}
	/**
	 * Changes what is named. Frames that were captured before keep their form; none is torn.
	 * @returns all values as they are now in force, or will be from the next start; `framesPerSecond` 0 is no limit.
	 */
	configure(configuration: OV2640Configuration): Required<OV2640Configuration> {
		return native("xs_ov2640_configure").call(this, configuration);
	}
	/** Fills `into` and returns it. */
	stats(into: OV2640Stats): OV2640Stats {
		return native("xs_ov2640_stats").call(this, into);
	}
}
