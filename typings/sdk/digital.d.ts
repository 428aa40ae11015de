/** ECMA-419, clause 10.1 (Digital), and the SDK's documentation/io/io.md. */
declare module "embedded:io/digital" {
	interface DigitalOptions {
		/** The number of a GPIO. */
		pin: number;
		mode: number;
		/** At which edges `onReadable` is called: `Digital.Rising`, `Digital.Falling`, or the sum. */
		edge?: number;
		/** What an output begins with. */
		initialValue?: number;
		target?: unknown;
		onReadable?(this: Digital): void;
	}

	export default class Digital {
		static readonly Input: number;
		static readonly InputPullUp: number;
		static readonly InputPullDown: number;
		static readonly InputPullUpDown: number;
		static readonly Output: number;
		static readonly OutputOpenDrain: number;
		static readonly Rising: number;
		static readonly Falling: number;
		constructor(options: DigitalOptions);
		/** Throws where the pin is an output. */
		read(): number;
		/** Throws where the pin is an input. */
		write(value: number): void;
		close(): void;
	}
}
