import Digital from "embedded:io/digital";
import { type Check, CheckError, isRecord, oneOf, wholeNumberIn } from "protocol/check";

/** A pin of the board. */
export interface PinOptions {
	/** The GPIO number. */
	pin: number;
	/** The level at which the button is down, or the door open: `low` for a button to ground. */
	active: "low" | "high";
}

const largestPin = 63;
const level = oneOf("low", "high");

/** Takes a pin as a board's data has it. */
export const checkPin: Check<PinOptions> = (value, name) => {
	if (!isRecord(value)) throw new CheckError(name, value, "an object with pin and active");
	return {
		pin: wholeNumberIn(0, largestPin)(value["pin"], `${name}.pin`),
		active: level(value["active"], `${name}.active`),
	};
};

/** A button on a pin, which the chip pulls to the other level while the button is up. */
export class ButtonPin {
	readonly #digital: Digital;
	readonly #active: number;

	/** What the SDK throws where the pin can't be an input, or has another use, is thrown. */
	constructor({ pin, active }: PinOptions, onChanged: () => void) {
		this.#active = active === "high" ? 1 : 0;
		// Not a literal at the call: the SDK's typings for Linux don't know `pin`.
		const options = {
			pin,
			mode: active === "high" ? Digital.InputPullDown : Digital.InputPullUp,
			edge: Digital.Rising + Digital.Falling,
			onReadable: onChanged,
		};
		this.#digital = new Digital(options);
	}

	/** Whether the button is down now. */
	isDown(): boolean {
		return this.#digital.read() === this.#active;
	}
}

/** A pin that is held, or let go as it is from the start. */
export class HeldPin {
	readonly #digital: Digital;
	readonly #held: 0 | 1;
	readonly #free: 0 | 1;

	/** What the SDK throws where the pin can't be an output, or has another use, is thrown. */
	constructor({ pin, active }: PinOptions) {
		this.#held = active === "high" ? 1 : 0;
		this.#free = active === "high" ? 0 : 1;
		const options = { pin, mode: Digital.Output, initialValue: this.#free };
		this.#digital = new Digital(options);
	}

	hold(held: boolean): void {
		this.#digital.write(held ? this.#held : this.#free);
	}
}
