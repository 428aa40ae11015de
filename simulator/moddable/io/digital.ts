interface DigitalOptions {
	mode: number;
}

/** A pin to which nothing is connected. ECMA-419, clause 10.1 (Digital), as far as the firmware uses it. */
export default class Digital {
	static readonly Input = 0;
	static readonly InputPullUp = 1;
	static readonly InputPullDown = 2;
	static readonly InputPullUpDown = 3;
	static readonly Output = 8;
	static readonly OutputOpenDrain = 9;
	static readonly Rising = 1;
	static readonly Falling = 2;
	readonly #mode: number;

	constructor({ mode }: DigitalOptions) {
		this.#mode = mode;
	}
	close(): void {
		return;
	}
	read(): number {
		return this.#mode === Digital.InputPullUp ? 1 : 0;
	}
	write(value: number): void {
		void value;
	}
}
