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
	#level: number;

	constructor({ mode }: DigitalOptions) {
		this.#level = mode === Digital.InputPullUp ? 1 : 0;
	}
	close(): void {
		return;
	}
	read(): number {
		return this.#level;
	}
	write(value: number): void {
		this.#level = value;
	}
}
