export interface DigitalOptions {
	/** The number of a GPIO. */
	pin: number;
	/** `Digital.Input` and its like, or `Digital.Output`. */
	mode: number;
	/** At which edges `onReadable` is called: `Digital.Rising`, `Digital.Falling`, or the sum. */
	edge?: number;
	/** What an output begins with; 0 by default. */
	initialValue?: number;
	target?: unknown;
	/** The input has an edge. */
	onReadable?: (this: Digital) => void;
}

/** A pin. ECMA-419, clause 10.1 (Digital). In the simulator what is connected to it is said on standard input. */
export default class Digital extends Native("xs_digital_destructor") {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;
	declare target?: unknown;

	constructor(options: DigitalOptions) {
		super();
		native("xs_digital_constructor").call(this, options);
	}
	close(): void {
		native("xs_digital_close").call(this);
	}
	read(): number {
		return native("xs_digital_read").call(this);
	}
	write(value: number): void {
		native("xs_digital_write").call(this, value);
	}
}
